import Matrices
import Tables

extension Imputation {
  /// What stands in for a missing number; `nil` where the row is left out.
  ///
  /// `values` are those that are there, at least one, in canonical order.
  ///
  /// > Source: scikit-learn's `SimpleImputer`.
  func fit(_ values: [Double]) -> Double? {
    switch self {
    case .median: return Matrices.quantiles([0.5], of: values)[0]
    case .mean: return Features.mean(of: values)
    case .mode: return mostFrequent(values)
    case .drop: return nil
    case .number(let value): return value + 0.0  // -0 becomes 0
    }
  }

  /// What stands in for a missing text; `nil` where the row is left out.
  func fit(_ counts: [TextLevel]) -> String? {
    if self == .drop { return nil }
    // Levels come in the order of text, so the first of the largest is the smallest text.
    return counts.max { $0.count < $1.count || ($0.count == $1.count && $1.precedes($0)) }?.text
  }
}

/// A distinct value of a text column and how many rows have it.
struct TextLevel: Equatable {
  var text: String
  var count: Int

  /// Whether it comes before another in the order of text (by bytes of UTF-8).
  func precedes(_ other: TextLevel) -> Bool {
    text.utf8.lexicographicallyPrecedes(other.text.utf8)
  }
}

/// The value that comes most often; of several the smallest.
private func mostFrequent(_ values: [Double]) -> Double? {
  var counts: [Double: Int] = [:]
  for value in values { counts[value, default: 0] += 1 }
  return counts.max { $0.value < $1.value || ($0.value == $1.value && $0.key > $1.key) }?.key
}
