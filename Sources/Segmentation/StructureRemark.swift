import Decimals
import Features
import Matrices
import Tables

extension PreparedFit {
  /// What features of very uneven spread mean for the number of segments, if there are any.
  ///
  /// A few customers far from all others make a high silhouette for two segments, whatever the rest
  /// look like. A column of which |skewness| is above 2 is named, the most skewed first, unless it
  /// goes through a function already; columns of 0 and 1 are as they are. Columns that become principal
  /// components are looked at as they came.
  ///
  /// - Parameter customers: Those that were prepared.
  func structureRemark(of customers: CustomerTable) -> String? {
    var skewed: [(name: String, skewness: Double)] = []
    var place = 0
    for column in preparation.columns {
      defer { place += column.outputs.count }
      guard case .numbers(let steps) = column.content, steps.transform == .none,
        let cells = customers.table.orderedCells(of: column.name),
        case .numbers(let numbers) = cells.lying
      else { continue }
      let values =
        preparation.projection == nil
        ? (0..<matrix.rowCount).map { matrix[$0, place] }
        : keptRows.map { numbers[cells.position(of: $0)] }.filter { !$0.isNaN }
      guard let skewness = skewness(of: values), abs(skewness) > 2, values.hasThreeDifferent
      else { continue }
      skewed.append((column.name, skewness))
    }
    guard !skewed.isEmpty else { return nil }
    let named = skewed.sorted { (abs($1.skewness), $0.name) < (abs($0.skewness), $1.name) }.prefix(
      3)
    let list = named.map { "\($0.name) (\(readable($0.skewness, decimals: 1)))" }
    return "very skewed: " + list.joined(separator: ", ")
      + "; a log (transform log1p) may be what is missing"
  }
}

/// The skewness of values: their third central moment by the cube of their standard deviation.
///
/// Nil where all are the same. Both moments are those of the population, as in scipy.
func skewness(of values: [Double]) -> Double? {
  let count = Double(values.count)
  let mean = values.reduce(0, +) / count
  // By the largest deviation first, so that no cube is beyond what a double holds.
  let largest = values.reduce(0) { max($0, abs($1 - mean)) }
  guard largest > 0 else { return nil }
  var squares = 0.0
  var cubes = 0.0
  for value in values {
    let deviation = (value - mean) / largest
    squares += deviation * deviation
    cubes += deviation * deviation * deviation
  }
  let variance = squares / count
  return cubes / count / (variance * variance.squareRoot())
}

extension [Double] {
  /// Whether there are more than two different values.
  fileprivate var hasThreeDifferent: Bool {
    guard let first else { return false }
    let other = self.first { $0 != first }
    return contains { $0 != first && $0 != other }
  }
}
