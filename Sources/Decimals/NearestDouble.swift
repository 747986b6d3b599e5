/// The double nearest to a decimal number, ties to even.
///
///     nearestDouble("0.1".utf8.span)     // 0.1
///     nearestDouble("1e999".utf8.span)   // infinity
///     nearestDouble("+1".utf8.span)      // nil
///
/// - Parameter text: A number as JSON writes it (RFC 8259 section 6), and nothing else: no leading
///   `+`, no leading zeros, digits on both sides of the point, no white space.
/// - Returns: The nearest double, ±infinity beyond the range; nil where the whole text is no number.
public func nearestDouble(_ text: Span<UInt8>) -> Double? {
  guard let number = scanNumber(text, from: 0), number.end == text.count else { return nil }
  return number.value
}

/// The double nearest to `significand` × 10^`exponent`, ties to even.
///
/// For readers of other notations (a decimal comma, thousands marks), which gather the digits by
/// themselves and so get the same double as the plain notation.
public func nearestDouble(
  significand: UInt64, decimalExponent exponent: Int, isNegative: Bool = false
) -> Double {
  let magnitude = scaled(significand, by: exponent)
  return isNegative ? -magnitude : magnitude
}
