import Decimals
import FuzzSupport
import JSON

/// A text that is a number becomes the double that the standard library makes of it.
func checkNumber(_ bytes: [UInt8]) {
  guard bytes.count <= 800 else { return }
  let found = nearestDouble(bytes.span)
  require(
    (found != nil) == (JSONNumber(text: String(decoding: bytes, as: UTF8.self)) != nil),
    "one takes the number and the other does not")
  guard let found else { return }
  let expected = Double(String(decoding: bytes, as: UTF8.self)) ?? .nan
  require(found.bitPattern == expected.bitPattern, "\(found) is not \(expected)")
}

/// Eight bytes as a double are written so that they are read back.
func checkDouble(_ bytes: [UInt8]) {
  guard bytes.count >= 8 else { return }
  let pattern = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
  let value = Double(bitPattern: pattern)
  guard value.isFinite else { return }
  let text = shortestText(of: value)
  require(Double(text)?.bitPattern == pattern, "\(text) reads back as another double")
  require(nearestDouble(text.utf8.span)?.bitPattern == pattern, "\(text) is read wrongly")
  require(text.utf8.count <= longestNumberText, "\(text) is too long")
  // As short as Swift's own.
  let digits = { (text: String) in
    var digits = text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
    while digits.last == "0" { digits.removeLast() }
    return digits.count
  }
  require(digits(text) == digits("\(value)"), "\(text) is longer than \(value)")
  _ = readable(value)
  let integer = Int64(bitPattern: pattern)
  var written: [UInt8] = []
  appendText(of: integer, to: &written)
  require(String(decoding: written, as: UTF8.self) == "\(integer)", "\(integer) is written wrongly")
}
