import Kernels
import Matrices

/// Rows that were checked and laid out for the loops of a fit.
///
/// Nothing is centred: distances are sums of squared differences and the sums of the means are
/// exact, so there is nothing that centring would make more accurate. All decisions are made with
/// the centres that are reported.
struct PreparedRows: Sendable {
  /// Rows in a chunk: the unit of parallel loops, whatever the number of threads.
  static let chunkRowCount = 4096

  /// The rows as they came, `n × d`.
  let rows: Matrix

  /// The same rows laid out for seeding, chunk by chunk; empty where centres are not looked for.
  ///
  /// All other loops read the rows as they came, so that there is no second copy of them.
  let screenedRows: [ScreenRows]

  /// The same in double precision, where single precision will not do: rows with weights, and such as
  /// have values of extreme sizes.
  let lanes: [RowLanes]

  /// How rows are moved and scaled for single precision.
  let screenScale: ScreenScale

  /// How the columns are added up.
  let exact: ExactSums

  /// How much each row counts; nil where all count the same.
  let weights: RowWeights?

  var rowCount: Int { rows.rowCount }
  var featureCount: Int { rows.columnCount }

  /// Checks and lays out rows, and their weights if they have any.
  ///
  /// - Parameter seeds: Whether seeds will be looked for among the rows.
  /// - Throws: ``ClusteringError/notFinite(row:column:)``, ``ClusteringError/tooLarge(row:column:)``,
  ///   ``ClusteringError/wrongShape(name:found:expected:)``, ``ClusteringError/cancelled``, and what
  ///   ``RowWeights`` throws.
  init(
    _ rows: Matrix, weights: [Double]? = nil, seeds: Bool = true, workers: Workers,
    monitor: WorkMonitor
  ) throws(ClusteringError) {
    try require(rows.columnCount >= 1, "the number of features", rows.columnCount, "at least 1")
    let (parts, verdict) = workers.map(
      count: chunkCount(of: rows.rowCount), monitor: monitor.pastDeadline
    ) { chunk, _ in
      let range = chunkRange(chunk, of: rows.rowCount)
      return Part(rows, range)
    }
    guard case .proceed = verdict else { throw .cancelled }

    let whole = parts.compactMap { $0 }
    var largest = [Double](repeating: 0, count: rows.columnCount)
    for part in whole {
      if part.hasFault { try requireFinite(rows) }
      for column in largest.indices {
        largest[column] = max(largest[column], part.largestMagnitudes[column])
      }
    }
    self.rows = rows
    exact = ExactSums(largestMagnitudes: largest)
    screenScale = ScreenScale(
      rows: rows.values.span, featureCount: rows.columnCount,
      largestMagnitude: largest.max() ?? 0)
    if let weights {
      self.weights = try RowWeights(weights, rowCount: rows.rowCount)
    } else {
      self.weights = nil
    }
    guard seeds else {
      (screenedRows, lanes) = ([], [])
      return
    }
    let screens = self.weights == nil && screenScale.factor > 0
    let (layouts, laidOut) = workers.paying(forValues: rows.values.count).map(
      count: chunkCount(of: rows.rowCount), monitor: monitor.pastDeadline
    ) { [screenScale] chunk, _ in
      Layout(rows, chunkRange(chunk, of: rows.rowCount), screens ? screenScale : nil)
    }
    guard case .proceed = laidOut else { throw .cancelled }
    screenedRows = layouts.compactMap { $0?.screened }
    lanes = layouts.compactMap { $0?.lanes }
  }

  /// One chunk, laid out for seeding.
  private struct Layout: Sendable {
    let screened: ScreenRows?
    let lanes: RowLanes?

    init(_ rows: Matrix, _ range: Range<Int>, _ scale: ScreenScale?) {
      let width = rows.columnCount
      let values = rows.values.span.extracting(
        range.lowerBound * width..<range.upperBound * width)
      screened = scale.map { ScreenRows(rows: values, scale: $0) }
      lanes = scale == nil ? RowLanes(rows: values, featureCount: width) : nil
    }
  }

  /// How much a row counts, as a whole number: 1 where all count the same.
  @inline(__always)
  func mass(of row: Int) -> Int128 { weights?.whole(row) ?? 1 }

  /// What a sum of such numbers stands for: a number of rows, or their weight.
  func weight(_ mass: Int128) -> Double {
    weights?.weight(mass) ?? Double(Int(truncatingIfNeeded: mass))
  }

  /// Draws a row, each as likely as its weight says.
  func drawRow(_ generator: inout RandomGenerator) -> Int {
    weights?.draw(&generator) ?? generator.next(below: rowCount)
  }

  /// What was seen in one chunk.
  private struct Part: Sendable {
    let largestMagnitudes: [Double]
    let hasFault: Bool

    init(_ rows: Matrix, _ range: Range<Int>) {
      let columnCount = rows.columnCount
      let values = rows.values.span.extracting(
        range.lowerBound * columnCount..<range.upperBound * columnCount)
      var largest = [Double](repeating: 0, count: columnCount)
      var hasFault = false
      for row in 0..<range.count {
        for column in 0..<columnCount {
          let magnitude = values[row * columnCount + column].magnitude
          // NaN is not within the limit either.
          if !(magnitude <= largestAllowedMagnitude) { hasFault = true }
          if magnitude > largest[column] { largest[column] = magnitude }
        }
      }
      largestMagnitudes = largest
      self.hasFault = hasFault
    }
  }

  /// Throws unless there are so many different rows that count.
  ///
  /// - Throws: ``ClusteringError/allRowsAlike(rowCount:)``,
  ///   ``ClusteringError/tooFewDistinctRows(distinctCount:clusterCount:)`` or
  ///   ``ClusteringError/cancelled``.
  func requireDistinctRows(_ clusterCount: Int, monitor: WorkMonitor) throws(ClusteringError) {
    let distinctCount = try distinctRowCount(upTo: clusterCount, monitor: monitor)
    guard distinctCount < clusterCount else { return }
    if distinctCount == 1 && weights == nil { throw .allRowsAlike(rowCount: rowCount) }
    throw .tooFewDistinctRows(distinctCount: distinctCount, clusterCount: clusterCount)
  }

  /// The number of different rows, counted until there are `limit` of them.
  private func distinctRowCount(
    upTo limit: Int, monitor: WorkMonitor
  ) throws(ClusteringError) -> Int {
    var seen = Set<ArraySlice<Double>>()
    for row in 0..<rowCount where seen.count < limit {
      if row & 4095 == 0, case .cancel = monitor.verdict { throw .cancelled }
      guard mass(of: row) > 0 else { continue }
      seen.insert(rows.row(row))
    }
    return seen.count
  }

  /// The mean over the columns of their population variance; nil where the work was cancelled.
  func meanVariance(workers: Workers, monitor: WorkMonitor) -> Double? {
    let count = Double(rowCount)
    guard
      let sums = columnSums(workers: workers, monitor: monitor, of: { value, _ in value })
    else { return nil }
    let means = sums.map { $0 / count }
    let squares = columnSums(workers: workers, monitor: monitor) { value, column in
      (value - means[column]) * (value - means[column])
    }
    guard let squares else { return nil }
    return squares.reduce(0) { $0 + $1 / count } / Double(featureCount)
  }

  /// Sums over the rows of something of each value, chunk by chunk and the chunks in order.
  private func columnSums(
    workers: Workers, monitor: WorkMonitor, of term: @Sendable (Double, Int) -> Double
  ) -> [Double]? {
    let (parts, verdict) = workers.map(
      count: chunkCount(of: rowCount), monitor: monitor.pastDeadline
    ) {
      chunk, _ in
      let range = chunkRange(chunk, of: rowCount)
      let values = rows.values.span
      var sums = [Double](repeating: 0, count: featureCount)
      for row in range {
        for column in 0..<featureCount {
          sums[column] += term(values[row * featureCount + column], column)
        }
      }
      return sums
    }
    guard case .proceed = verdict else { return nil }
    return parts.reduce(into: [Double](repeating: 0, count: featureCount)) { sums, part in
      for (column, sum) in (part ?? []).enumerated() { sums[column] += sum }
    }
  }
}

/// The sum of squared distances, each times the weight of its row, in the order of the rows.
func weightedSum(_ squaredDistances: [Double], _ weights: [Double]) -> Double {
  var sum = 0.0
  for row in squaredDistances.indices { sum += weights[row] * squaredDistances[row] }
  return sum
}

/// What squares can still be added up over any number of rows and features.
let largestAllowedMagnitude = 1e140

/// Number of chunks of so many rows.
func chunkCount(of rowCount: Int) -> Int {
  (rowCount + PreparedRows.chunkRowCount - 1) / PreparedRows.chunkRowCount
}

/// The rows of a chunk.
func chunkRange(_ chunk: Int, of rowCount: Int) -> Range<Int> {
  let start = chunk * PreparedRows.chunkRowCount
  return start..<min(start + PreparedRows.chunkRowCount, rowCount)
}

/// Throws for the first value that is not finite or too large.
///
/// - Throws: ``ClusteringError/notFinite(row:column:)``, ``ClusteringError/tooLarge(row:column:)``,
///   ``ClusteringError/cancelled`` or ``ClusteringError/outOfTime``.
func requireFinite(
  _ matrix: Matrix, workers: Workers, monitor: WorkMonitor
) throws(ClusteringError) {
  let (parts, verdict) = workers.map(count: chunkCount(of: matrix.rowCount), monitor: monitor) {
    chunk, _ in
    let range = chunkRange(chunk, of: matrix.rowCount)
    let values = matrix.values.span.extracting(
      range.lowerBound * matrix.columnCount..<range.upperBound * matrix.columnCount)
    var isFine = true
    for index in values.indices {
      isFine = isFine && values[index].magnitude <= largestAllowedMagnitude
    }
    return isFine
  }
  try verdict.check()
  if parts.contains(false) { try requireFinite(matrix) }
}

/// Throws for the first value of a small table that is not finite or too large.
func requireFinite(_ matrix: Matrix) throws(ClusteringError) {
  guard let index = matrix.values.firstIndex(where: { !($0.magnitude <= largestAllowedMagnitude) })
  else { return }
  let (row, column) = index.quotientAndRemainder(dividingBy: matrix.columnCount)
  if matrix.values[index].isFinite { throw .tooLarge(row: row, column: column) }
  throw .notFinite(row: row, column: column)
}

/// Throws ``ClusteringError/wrongShape(name:found:expected:)`` unless both are equal.
func requireShape(_ name: String, _ found: Int, _ expected: Int) throws(ClusteringError) {
  guard found == expected else {
    throw .wrongShape(name: name, found: found, expected: expected)
  }
}
