import Decimals

/// A number as it is written, and the nearest double.
public struct JSONNumber: Hashable, Sendable {
  /// The token: `5.0`, `1e2`, thirty digits.
  public let text: String

  /// The nearest double, ±infinity beyond the range.
  public let value: Double

  /// Keeps a token of a checked text, or any other JSON number; nil where it is none.
  public init?(text: String) {
    var token = text
    token.makeContiguousUTF8()
    guard let value = nearestDouble(token.utf8.span) else { return nil }
    self.text = text
    self.value = value
  }

  /// Writes a finite double in its shortest form.
  public init(_ value: Double) {
    precondition(value.isFinite)
    text = shortestText(of: value)
    self.value = value
  }

  /// Writes an integer in all its digits.
  public init(_ value: Int) {
    text = String(value)
    self.value = Double(value)
  }

  /// The integer it stands for, where it is one and fits: `5`, `5.0` and `5e0` are all 5.
  public var integer: Int? {
    if let integer = Int(text) { return integer }
    guard value.magnitude < 9_007_199_254_740_992 else { return nil }
    return wholeNumber(value).map { Int($0) }
  }
}
