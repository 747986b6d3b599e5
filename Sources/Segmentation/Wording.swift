import Decimals
import Glibc

/// A share as a sentence shows it: never 0 % for something, never 100 % for less than all.
///
/// A share that lies between 99.5 % and all shows one decimal more.
func shareText(_ share: Double) -> String {
  if share > 0, share < 0.000_5 { return "less than 0.1 %" }
  if share < 1, share >= 0.999_5 { return "more than 99.9 %" }
  if share < 1, share >= 0.995 { return readable(share * 100, decimals: 1) + " %" }
  return percent(share)
}

/// A number with three digits that count, however small it is.
func figureText(_ value: Double) -> String {
  let magnitude = abs(value)
  guard magnitude > 0, magnitude < 0.1 else { return readable(value) }
  let exponent = Int(log10(magnitude).rounded(.down))
  guard exponent < -4 else { return readable(value, decimals: 2 - exponent) }
  let unit = pow(10, Double(exponent - 2))
  // Below the smallest normal doubles the digits stay as they are.
  guard unit >= 1e-300 else { return shortestText(of: value) }
  return shortestText(
    of: nearestDouble(
      significand: UInt64((magnitude / unit).rounded()), decimalExponent: exponent - 2,
      isNegative: value < 0))
}

/// A large sum as people say it: "21.6 million"; what is smaller as it is.
func inMillions(_ value: Double) -> String {
  switch abs(value) {
  case 1e9..<1e15: readable(value / 1e9) + " billion"
  case 1e6..<1e9: readable(value / 1e6) + " million"
  default: readable(value)
  }
}

/// A figure of a column with its unit.
func figure(_ value: Double, _ words: FeatureWords) -> String {
  let number = figureText(value)
  guard let unit = words.unit else { return number }
  return unit == "$" || unit == "€" || unit == "£" ? unit + number : number + " " + unit
}

/// "1 day", "2.5 days".
func counted(_ value: Double, _ one: String, _ many: String? = nil) -> String {
  let number = readable(value)
  return number + " " + (number == "1" ? one : many ?? one + "s")
}

/// How far two shares lie apart, on a scale on which 0.5 is a middling effect as it is for z.
///
/// > Source: Cohen, *Statistical Power Analysis for the Behavioral Sciences*, 1988: h.
func shareEffect(_ first: Double, _ second: Double) -> Double {
  func angle(_ share: Double) -> Double { 2 * asin(min(max(share, 0), 1).squareRoot()) }
  return abs(angle(first) - angle(second))
}

/// "a, b and c".
func joined(_ parts: [String]) -> String {
  guard parts.count > 1, let last = parts.last else { return parts.first ?? "" }
  return parts.dropLast().joined(separator: ", ") + " and " + last
}

/// The text with a capital at its beginning.
func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

/// A value from outside as a name or a sentence shows it: one line without gaps, at most 40
/// characters, "blank" where there is nothing to see.
func shown(_ value: String) -> String {
  let words = value.split { $0.isWhitespace || $0 == "\0" }
  let line = words.isEmpty ? "blank" : words.joined(separator: " ")
  return line.count > 40 ? String(line.prefix(39)) + "…" : line
}
