/// The names of models as URIs: `segmentd://models/best%20customers@2`.
enum ModelURI {
  static let prefix = "segmentd://models/"

  /// The URI of a model.
  static func of(_ title: String) -> String { prefix + encoded(title) }

  /// The model that a URI names; nil where it names none.
  static func title(of uri: String) -> String? {
    guard uri.utf8.count <= 4096, uri.lowercased().hasPrefix(prefix) else { return nil }
    return decoded(String(uri.dropFirst(prefix.count)))
  }

  /// The text with all but unreserved characters and the mark before a version as `%XX`.
  ///
  /// > Source: RFC 3986, sections 2.1 and 2.3.
  static func encoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "@"):
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        encoded += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return encoded
  }

  /// The text that was encoded; nil where that is no text.
  ///
  /// What came unencoded is taken as it is.
  static func decoded(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = rest.prefix(2)
      guard digits.count == 2, digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-"),
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
