/// A model's name as the name of a folder, on any file system.
///
/// Small letters, digits, `-`, `_` and inner dots stand for themselves, every other byte of the
/// UTF-8 as `%` and two digits: `Vip 2` is `%56ip%202`. So names differ also where capitals and
/// accents do not count. A name that would be longer than a file name may be is `~` and a
/// hash; the folder then holds the name in a file of its own.
enum FolderName {
  /// File names have at most 255 bytes; some are left for what is put behind them.
  static let byteLimit = 230

  /// The folder of a name.
  static func of(_ name: String) -> String {
    let encoded = encode(name)
    return encoded.utf8.count <= byteLimit ? encoded : hashed(name)
  }

  /// The name of a folder; `nil` for one that stands for no name, or for a hashed one.
  static func name(of folder: String) -> String? {
    var bytes: [UInt8] = []
    var rest = folder.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = rest.prefix(2)
      guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    guard let name = String(validating: bytes, as: UTF8.self), !name.isEmpty, of(name) == folder
    else { return nil }
    return name
  }

  /// Whether a folder is named by a hash.
  static func isHashed(_ folder: String) -> Bool { folder.hasPrefix("~") }

  private static func hashed(_ name: String) -> String {
    let bytes = Array(name.utf8)
    return "~" + hexadecimal(Checksum(of: bytes.span, seed: 1).value)
      + hexadecimal(Checksum(of: bytes.span, seed: 2).value)
  }

  private static func encode(_ name: String) -> String {
    let bytes = Array(name.utf8)
    var encoded = ""
    for (place, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "_"):
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: ".") where place > 0 && place < bytes.count - 1:
        encoded += "."
      default:
        encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    return encoded
  }
}

/// Sixteen hexadecimal digits.
func hexadecimal(_ word: UInt64) -> String {
  let digits = String(word, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
