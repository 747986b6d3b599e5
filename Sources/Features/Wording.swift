import Decimals

/// A number as a sentence shows it.
func numberText(_ value: Double) -> String {
  value.isFinite ? shortestText(of: value) : value.isNaN ? "not a number" : "infinite"
}

/// `"a", "b" and 3 more`; at most ten names are spelled out.
func named(_ names: [String]) -> String {
  guard !names.isEmpty else { return "no column" }
  let shown = names.prefix(10).map { "\"\($0)\"" }.joined(separator: ", ")
  return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
}
