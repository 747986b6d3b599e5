/// The mean of each column of a table and the covariances of all pairs.
///
/// Sums run over parts of the table whose number depends on its shape alone, and are joined in
/// order: any number of threads gives the same bits.
struct Moments: Sendable {
  /// *d* numbers.
  let mean: [Double]

  /// *d* × *d*, divided by *n* − 1; 0 throughout for one row.
  let covariance: Matrix

  /// Rows between two questions to the watch, and the least that a part has.
  private static let blockSize = 256

  /// Numbers that the sums of all parts may hold together: 64 MiB.
  private static let sumLimit = 1 << 23

  /// Adds up a table; nil where the monitor said stop or a sum is infinite.
  init?(of rows: Matrix, workers: Workers, monitor: WorkMonitor) {
    let width = rows.columnCount
    guard rows.rowCount > 0 else { return nil }
    let parts = Self.parts(rowCount: rows.rowCount, width: width)
    let (sums, sumVerdict) = workers.map(count: parts.count, monitor: monitor) { part, watch in
      Self.sums(of: rows, parts[part], watch)
    }
    guard case .proceed = sumVerdict else { return nil }
    let mean = Self.joined(sums, count: width).map { $0 / Double(rows.rowCount) }

    let (products, verdict) = workers.map(count: parts.count, monitor: monitor) { part, watch in
      Self.products(of: rows, parts[part], mean, watch)
    }
    guard case .proceed = verdict else { return nil }
    var covariance = Self.joined(products, count: width * width)
    let divisor = Double(max(1, rows.rowCount - 1))
    for row in 0..<width {
      for column in 0...row {
        let value = covariance[column * width + row] / divisor
        guard value.isFinite else { return nil }
        covariance[row * width + column] = value
        covariance[column * width + row] = value
      }
    }
    self.mean = mean
    self.covariance = Matrix(rowCount: width, columnCount: width, values: covariance)
  }

  /// Parts of about equal length: as many as pay, as long as their sums fit in memory.
  private static func parts(rowCount: Int, width: Int) -> [Range<Int>] {
    let count = max(1, min(64, rowCount / blockSize, sumLimit / max(1, width * width)))
    return (0..<count).map { part in
      rowCount * part / count..<rowCount * (part + 1) / count
    }
  }

  private static func joined(_ parts: [[Double]?], count: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    for part in parts {
      for (index, value) in (part ?? []).enumerated() { sums[index] += value }
    }
    return sums
  }

  private static func sums(of rows: Matrix, _ range: Range<Int>, _ watch: LoopWatch) -> [Double] {
    let width = rows.columnCount
    let values = rows.values.span
    var sums = [Double](repeating: 0, count: width)
    for row in range {
      if row % blockSize == 0, !watch.mayGoOn() { break }
      for column in 0..<width { sums[column] += values[row * width + column] }
    }
    return sums
  }

  /// The products of every column with itself and those after it, off the mean.
  private static func products(
    of rows: Matrix, _ range: Range<Int>, _ mean: [Double], _ watch: LoopWatch
  ) -> [Double] {
    let width = rows.columnCount
    let values = rows.values.span
    var sums = [Double](repeating: 0, count: width * width)
    var centered = [Double](repeating: 0, count: width)
    let rowsPerQuestion = max(1, 1 << 21 / max(1, width * width))
    for row in range {
      if row % rowsPerQuestion == 0, !watch.mayGoOn() { break }
      for column in 0..<width { centered[column] = values[row * width + column] - mean[column] }
      add(centered, to: &sums)
    }
    return sums
  }

  private static func add(_ centered: [Double], to sums: inout [Double]) {
    let width = centered.count
    let centered = centered.span
    var sums = sums.mutableSpan
    for row in 0..<width {
      let value = centered[row]
      let line = row * width
      for column in row..<width { sums[line + column] += value * centered[column] }
    }
  }
}
