public import Matrices

/// What some rows add to a step of Lloyd's algorithm: enough for a step over rows that lie on many
/// machines, without any of them.
public struct LloydPart: Equatable, Sendable {
  /// Rows nearest to each centre, ties to the lowest index.
  public let counts: [Int]

  /// The sums of those rows, `k × d`.
  public let sums: Matrix

  /// The sums of their squared distances to the centre.
  public let inertias: [Double]

  /// Keeps what is given; there is an entry or a row per centre.
  public init(counts: [Int], sums: Matrix, inertias: [Double]) {
    self.counts = counts
    self.sums = sums
    self.inertias = inertias
  }

  /// Finds the nearest centre of every row and adds the rows up.
  ///
  /// Sums are exact until they are rounded, once, so no order of the rows changes a bit.
  ///
  /// - Parameters:
  ///   - rows: Shape `n × d`, finite; *n* may be 0.
  ///   - centers: Shape `k × d`, *k* at least 1.
  ///   - isCounted: Of each row whether it counts; nil for all.
  ///   - workers: How many threads may work; the result does not depend on it.
  ///   - monitor: Asked at least every 20 ms.
  /// - Returns: The part, and the nearest centres that it was made of.
  /// - Throws: As ``assignment(of:to:workers:monitor:)``.
  /// - Complexity: O(*n*·*k*·*d*).
  public static func measure(
    _ rows: Matrix, to centers: Matrix, counting isCounted: [Bool]? = nil, workers: Workers,
    monitor: WorkMonitor
  ) throws(ClusteringError) -> (part: LloydPart, nearest: Assignment) {
    let nearest = try assignment(of: rows, to: centers, workers: workers, monitor: monitor)
    let (count, width) = (centers.rowCount, rows.columnCount)
    let largest = try largestMagnitudes(rows, workers: workers, monitor: monitor)
    // Squared distances are one more column.
    let exact = ExactSums(
      largestMagnitudes: largest + [nearest.squaredDistances.reduce(0) { max($0, $1) }])
    let (parts, verdict) = workers.map(count: chunkCount(of: rows.rowCount), monitor: monitor) {
      chunk, _ in
      var counts = [Int](repeating: 0, count: count)
      var sums = [Int128](repeating: 0, count: count * (width + 1))
      let values = rows.values.span
      for row in chunkRange(chunk, of: rows.rowCount) where isCounted?[row] != false {
        let label = Int(nearest.labels[row])
        counts[label] += 1
        let first = label * (width + 1)
        for column in 0..<width {
          sums[first + column] &+= exact.whole(values[row * width + column], column: column)
        }
        sums[first + width] &+= exact.whole(nearest.squaredDistances[row], column: width)
      }
      return (counts, sums)
    }
    try verdict.check()
    var counts = [Int](repeating: 0, count: count)
    var sums = [Int128](repeating: 0, count: count * (width + 1))
    for case (let partCounts, let partSums)? in parts {
      for index in counts.indices { counts[index] += partCounts[index] }
      for index in sums.indices { sums[index] &+= partSums[index] }
    }
    let part = LloydPart(
      counts: counts,
      sums: Matrix(
        rowCount: count, columnCount: width,
        values: (0..<count * width).map { index in
          let (cluster, column) = index.quotientAndRemainder(dividingBy: width)
          return exact.value(sums[cluster * (width + 1) + column], column: column)
        }),
      inertias: (0..<count).map { exact.value(sums[$0 * (width + 1) + width], column: width) })
    return (part, nearest)
  }
}
