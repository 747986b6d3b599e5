/// A number as people write it in a sentence: three digits that count, thousands parted by commas.
public func readable(_ value: Double) -> String {
  guard value.isFinite else { return "\(value)" }
  let magnitude = abs(value)
  let decimals = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2
  return readable(value, decimals: decimals)
}

/// A number with at most that many decimals (0 to 6), no trailing zeros, thousands parted by commas.
public func readable(_ value: Double, decimals: Int) -> String {
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  let scaled = (abs(value) * scale).rounded()
  // Beyond 2^53 a double has no decimals to show.
  guard scaled < 9_007_199_254_740_992 else {
    return decimals > 0 ? readable(value, decimals: 0) : powerText(value)
  }
  let (whole, rest) = Int(scaled).quotientAndRemainder(dividingBy: Int(scale))
  var fraction = String(rest)
  fraction = String(repeating: "0", count: max(decimals - fraction.count, 0)) + fraction
  while fraction.last == "0" { fraction.removeLast() }
  let sign = value < 0 && scaled > 0 ? "-" : ""
  return sign + grouped(whole) + (fraction.isEmpty ? "" : "." + fraction)
}

/// A number of 16 digits or more as a power of ten, with three digits that count: "2.52e+17".
private func powerText(_ value: Double) -> String {
  guard value.isFinite else { return "\(value)" }
  var (digits, exponent) = (abs(value), 0)
  while digits >= 9.995 {
    digits /= 10
    exponent += 1
  }
  return (value < 0 ? "-" : "") + readable(digits, decimals: 2) + "e+\(exponent)"
}

/// A whole number with its thousands parted by commas.
public func grouped(_ value: Int) -> String {
  let digits = Array(String(value.magnitude))
  var text = value < 0 ? "-" : ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text += "," }
    text.append(digit)
  }
  return text
}

/// A number of things, in words: `1 row`, `2 rows`.
///
/// - Parameter many: The word for more than one, where it is not the word for one with an s.
public func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
  "\(count) " + (count == 1 ? one : many ?? one + "s")
}

/// A share as a percentage: "0.6 %", "63 %".
public func percent(_ share: Double) -> String {
  readable(share * 100, decimals: share < 0.1 ? 1 : 0) + " %"
}
