import Kernels
import Matrices

/// How much each row counts.
///
/// A weight counts as so many equal rows would. Sums of weights, and of values times weights, are
/// whole numbers as those of plain rows are, so that no order of adding changes a bit.
struct RowWeights: Sendable {
  /// The weight of each row, 0 or more; what vanishes beside the largest is 0.
  let values: [Double]

  /// The same laid out as the rows are, chunk by chunk; 0 where there is no row.
  let lanes: [[Lanes]]

  /// How weights are added up, as a column of one.
  private let exact: ExactSums

  /// Checks and lays out weights; nil where all are equal, and count like no weights.
  ///
  /// - Throws: ``ClusteringError/wrongShape(name:found:expected:)``,
  ///   ``ClusteringError/invalidWeight(row:value:)`` or ``ClusteringError/noWeight``.
  init?(_ weights: [Double], rowCount: Int) throws(ClusteringError) {
    try requireShape("sample_weight", weights.count, rowCount)
    var largest = 0.0
    for (row, weight) in weights.enumerated() {
      guard weight >= 0 && weight <= RowWeights.largestAllowed else {
        throw .invalidWeight(row: row, value: weight)
      }
      largest = max(largest, weight)
    }
    guard largest > 0 else { throw .noWeight }
    if weights.allSatisfy({ $0 == largest }) { return nil }
    let exact = ExactSums(largestMagnitudes: [largest])
    let values = weights.map { exact.whole($0, column: 0) == 0 ? 0 : $0 }
    self.exact = exact
    self.values = values
    lanes = (0..<chunkCount(of: rowCount)).map { chunk in
      let range = chunkRange(chunk, of: rowCount)
      return RowLanes(rows: values.span.extracting(range), featureCount: 1).vectors
    }
  }

  /// What can still be multiplied with squares and added up.
  static let largestAllowed = 1e15

  /// The weight of a row as a whole number.
  func whole(_ row: Int) -> Int128 { exact.whole(values[row], column: 0) }

  /// The weight that a sum of whole numbers stands for.
  func weight(_ whole: Int128) -> Double { exact.value(whole, column: 0) }

  /// Draws a row with probability proportional to its weight.
  ///
  /// - Parameter taken: Rows that count as if they had no weight; some other must have one.
  func draw(_ generator: inout RandomGenerator, without taken: Set<Int> = []) -> Int {
    let total = values.indices.reduce(0) { taken.contains($1) ? $0 : $0 + values[$1] }
    let target = generator.nextDouble() * total
    var reached = 0.0
    var drawn = 0
    for (row, weight) in values.enumerated() where weight > 0 && !taken.contains(row) {
      drawn = row
      reached += weight
      if reached > target { break }
    }
    return drawn
  }
}
