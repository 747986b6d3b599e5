public import Matrices

/// A step of Lloyd's algorithm over parts that were measured wherever their rows lie.
///
/// The same parts give the same bits in any order.
public struct LloydStep: Equatable, Sendable {
  /// The centres that the parts were measured to.
  public let start: Matrix

  /// Where the step leads: the mean of each centre's rows; a centre without rows stays.
  public let centers: Matrix

  /// Rows of each centre before the step.
  public let counts: [Int]

  /// Sum of squared distances of each centre's rows, before the step.
  public let inertias: [Double]

  /// Sum of the centres' squared moves.
  public let shift: Double

  /// Mean over features of the variance of all rows: what a tolerance is a share of, as in
  /// scikit-learn.
  public let meanVariance: Double

  /// Rows in all.
  public let rowCount: Int

  /// Sum of squared distances of all rows, before the step.
  public var inertia: Double { inertias.reduce(0, +) }

  /// Adds parts up.
  ///
  /// - Parameters:
  ///   - parts: Measured to `centers`, at least one.
  ///   - centers: Shape `k × d`, finite.
  /// - Throws: ``ClusteringError/wrongShape(name:found:expected:)`` where a part is of other
  ///   centres, ``ClusteringError/invalidOption(name:value:requirement:)`` where its numbers can be
  ///   no sums of rows.
  public init(_ parts: [LloydPart], from centers: Matrix) throws(ClusteringError) {
    let (count, width) = (centers.rowCount, centers.columnCount)
    for (index, part) in parts.enumerated() { try part.check(centers, at: "parts[\(index)]") }
    var counts = [Int](repeating: 0, count: count)
    var rowCount = 0
    for part in parts {
      for cluster in counts.indices {
        let (sum, isTooMany) = rowCount.addingReportingOverflow(part.counts[cluster])
        try require(!isTooMany, "parts", "more rows than can be counted", "of fewer rows")
        rowCount = sum
        counts[cluster] += part.counts[cluster]
      }
    }
    func total(_ value: (LloydPart) -> Double) -> Double { steadySum(parts.map(value)) }
    let inertias = (0..<count).map { cluster in total { $0.inertias[cluster] } }
    let sums = (0..<count * width).map { index in total { $0.sums.values[index] } }
    var moved = centers.values
    var shift = 0.0
    for cluster in 0..<count where counts[cluster] > 0 {
      for index in cluster * width..<(cluster + 1) * width {
        let mean = sums[index] / Double(counts[cluster])
        shift += (mean - moved[index]) * (mean - moved[index])
        moved[index] = mean
      }
    }
    start = centers
    self.centers = Matrix(rowCount: count, columnCount: width, values: moved)
    self.counts = counts
    self.rowCount = rowCount
    self.inertias = inertias
    self.shift = shift
    meanVariance = LloydStep.meanVariance(counts, rowCount, sums, inertias, centers)
  }

  init(
    start: Matrix, centers: Matrix, counts: [Int], rowCount: Int, inertias: [Double],
    shift: Double, meanVariance: Double
  ) {
    self.start = start
    self.centers = centers
    self.counts = counts
    self.rowCount = rowCount
    self.inertias = inertias
    self.shift = shift
    self.meanVariance = meanVariance
  }

  /// By the identity of König and Huygens: what rows are from their centres, and these from the mean.
  private static func meanVariance(
    _ counts: [Int], _ rowCount: Int, _ sums: [Double], _ inertias: [Double], _ centers: Matrix
  ) -> Double {
    let width = centers.columnCount
    let rowCount = Double(rowCount)
    guard rowCount > 0, width > 0 else { return 0 }
    let means = (0..<width).map { column in
      stride(from: column, to: sums.count, by: width).reduce(0) { $0 + sums[$1] } / rowCount
    }
    var squares = inertias.reduce(0, +)
    for cluster in counts.indices {
      for column in 0..<width {
        let center = centers[cluster, column] - means[column]
        let offset =
          sums[cluster * width + column] - Double(counts[cluster]) * centers[cluster, column]
        squares += center * (Double(counts[cluster]) * center + 2 * offset)
      }
    }
    return max(0, squares) / rowCount / Double(width)
  }
}

extension LloydPart {
  /// Checks that sums and counts are of so many centres, and can be of rows.
  fileprivate func check(_ centers: Matrix, at path: String) throws(ClusteringError) {
    try requireShape("\(path).counts", counts.count, centers.rowCount)
    try requireShape("\(path).inertias", inertias.count, centers.rowCount)
    try requireShape("\(path).sums", sums.rowCount, centers.rowCount)
    try requireShape("\(path).sums[0]", sums.columnCount, centers.columnCount)
    for cluster in counts.indices {
      try require(counts[cluster] >= 0, "\(path).counts[\(cluster)]", counts[cluster], "0 or more")
      try require(
        inertias[cluster] >= 0 && inertias[cluster].isFinite, "\(path).inertias[\(cluster)]",
        inertias[cluster], "a number, 0 or more")
      for value in sums.row(cluster) {
        try require(value.isFinite, "\(path).sums[\(cluster)]", value, "finite")
      }
    }
  }
}

/// A sum whose bits do not depend on the order: smallest magnitudes first, what is lost put back
/// (Neumaier 1974).
private func steadySum(_ values: [Double]) -> Double {
  let sorted = values.sorted {
    $0.magnitude != $1.magnitude ? $0.magnitude < $1.magnitude : $0 < $1
  }
  var (sum, lost) = (0.0, 0.0)
  for value in sorted {
    let next = sum + value
    lost += sum.magnitude >= value.magnitude ? (sum - next) + value : (value - next) + sum
    sum = next
  }
  return sum + lost
}
