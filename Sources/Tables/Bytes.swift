/// The bytes that the readers of numbers and dates look for.
enum Byte {
  static let zero = UInt8(ascii: "0")
  static let point = UInt8(ascii: ".")
  static let comma = UInt8(ascii: ",")
  static let minus = UInt8(ascii: "-")
  static let plus = UInt8(ascii: "+")
  static let slash = UInt8(ascii: "/")
  static let colon = UInt8(ascii: ":")
  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")

  /// A letter in lower case; other bytes as they are.
  static func lowercase(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte &- zero <= 9 }

  static func isLetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == space || byte == tab }
}

/// The part of a text without the spaces and tabs around it.
func trimmedRange(_ text: Span<UInt8>) -> Range<Int> {
  var low = 0
  var high = text.count
  while low < high, Byte.isSpace(text[low]) { low += 1 }
  while high > low, Byte.isSpace(text[high - 1]) { high -= 1 }
  return low..<high
}

/// Reads up to `limit` digits at `position` and moves it behind them.
///
/// - Parameter limit: At most 18, so that the value fits.
func readDigits(_ text: Span<UInt8>, _ position: inout Int, limit: Int) -> Int {
  var value = 0
  let end = min(text.count, position + limit)
  while position < end, Byte.isDigit(text[position]) {
    value = value &* 10 &+ Int(text[position] &- Byte.zero)
    position += 1
  }
  return value
}
