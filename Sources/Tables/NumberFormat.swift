import Decimals

/// How the numbers of a column are written.
///
///     NumberFormat.comma.parse("1.234,50".utf8.span)     // 1234.5
///     NumberFormat.point.parse("(£1,234.50)".utf8.span)  // -1234.5
///
/// Thousands marks must part whole groups (`1,234`, also `1,23,456`), so `1,23` is no number where
/// the point is the decimal mark: that is how a decimal comma is told from a thousands mark.
public struct NumberFormat: Equatable, Sendable {
  /// The decimal mark: `.` or `,`.
  public let decimal: UInt8

  /// The only thousands mark allowed; `nil` allows the other of `.` and `,`, apostrophes and
  /// spaces.
  public let thousands: UInt8?

  /// Keeps both.
  public init(decimal: UInt8, thousands: UInt8? = nil) {
    self.decimal = decimal
    self.thousands = thousands
  }

  /// A decimal point: `1,234.50`.
  public static let point = NumberFormat(decimal: Byte.point)

  /// A decimal comma: `1.234,50`.
  public static let comma = NumberFormat(decimal: Byte.comma)

  /// The nearest double to the number that a text is, or `nil` where it is none.
  ///
  /// Allowed around the digits: spaces, a sign, a currency sign before or behind, brackets for a
  /// negative amount; behind them an exponent.
  ///
  /// - Parameter text: UTF-8.
  /// - Returns: Infinity where the number lies beyond the range of doubles.
  public func parse(_ text: Span<UInt8>) -> Double? {
    plainNumber(text, decimal: decimal) ?? parseDecorated(text)
  }

  /// The same for a part of a longer text, which is quicker where that goes on behind the part.
  @inline(__always)
  public func parse(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Double? {
    shortNumber(bytes, part, decimal: decimal) ?? parse(bytes.extracting(part))
  }

  /// A number with marks: brought into the form `-1234.50e6` first.
  private func parseDecorated(_ text: Span<UInt8>) -> Double? {
    let range = trimmedRange(text)
    // Nothing that is a number is longer than its digits, and no double needs more of them.
    guard !range.isEmpty, range.count <= 1_000 else { return nil }
    var plain = PlainNumber(decimal: decimal, thousands: thousands)
    guard plain.read(text.extracting(range)) else { return nil }
    return nearestDouble(plain.bytes.span)
  }
}

/// The usual case without any detour: a sign, up to 15 digits and a decimal mark among them.
///
/// With so few digits and so small a power of ten both are exact doubles and one division rounds
/// once, so the result is the nearest double.
///
/// > Source: Clinger, *How to Read Floating Point Numbers Accurately*, PLDI 1990.
@inline(always)
private func plainNumber(_ text: Span<UInt8>, decimal: UInt8) -> Double? {
  let count = text.count
  guard count > 0, count <= 17 else { return nil }
  var position = 0
  let isNegative = text[0] == Byte.minus
  if isNegative { position = 1 }
  var mantissa: Int64 = 0
  var digitCount = 0
  var fractionStart = -1
  while position < count {
    let byte = text[position]
    let digit = byte &- Byte.zero
    if digit <= 9 {
      mantissa = mantissa &* 10 &+ Int64(digit)
      digitCount &+= 1
    } else {
      guard byte == decimal, fractionStart < 0, digitCount > 0 else { return nil }
      fractionStart = digitCount
    }
    position &+= 1
  }
  guard digitCount > 0, digitCount <= 15, fractionStart < digitCount else { return nil }
  var value = Double(mantissa)
  if fractionStart >= 0 { value /= powersOfTen[digitCount - fractionStart] }
  return isNegative ? -value : value
}

/// The shortest numbers, up to eight bytes with sign and mark, from one word of the text: the digits
/// are brought together by three multiplications.
///
/// Rounds once like ``plainNumber(_:decimal:)``, whatever it reads both read alike.
@inline(__always)
private func shortNumber(_ bytes: Span<UInt8>, _ part: Range<Int>, decimal: UInt8) -> Double? {
  var count = part.count
  guard count > 0, count <= 8 else { return nil }
  var word = Decimals.bytes(count, of: bytes, at: part.lowerBound)
  let isNegative = UInt8(truncatingIfNeeded: word) == Byte.minus
  if isNegative {
    word &>>= 8
    count &-= 1
  }
  // Bytes behind the cell are 0 and so no digits.
  let wholeCount = leadingDigitCount(of: word)
  guard wholeCount > 0 else { return nil }
  guard wholeCount < count else {
    let value = Double(Int64(truncatingIfNeeded: number(ofDigits: word, count: count)))
    return isNegative ? -value : value
  }
  guard byte(of: word, at: wholeCount) == decimal, wholeCount &+ 1 < count else { return nil }
  // Without the mark, as one whole number.
  let behind = UInt64.max &<< UInt64(truncatingIfNeeded: 8 &* wholeCount)
  word = word & ~behind | (word &>> 8) & behind
  guard leadingDigitCount(of: word) == count &- 1 else { return nil }
  let digits = Double(Int64(truncatingIfNeeded: number(ofDigits: word, count: count &- 1)))
  let value = digits / powersOfTen[count &- 1 &- wholeCount]
  return isNegative ? -value : value
}

private let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]
