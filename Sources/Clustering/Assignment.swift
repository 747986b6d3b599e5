import Kernels
public import Matrices

/// The nearest centre of each row.
public struct Assignment: Equatable, Sendable {
  /// The index of the nearest centre of each row; ties to the lowest.
  public let labels: [Int32]

  /// The squared Euclidean distance of each row to it.
  public let squaredDistances: [Double]
}

/// The nearest two centres of each row.
public struct NearestTwo: Equatable, Sendable {
  /// The index of the nearest centre of each row; ties to the lowest.
  public let labels: [Int32]

  /// The squared Euclidean distance of each row to it.
  public let squaredDistances: [Double]

  /// The index of the second nearest centre, -1 where there is only one centre.
  public let runnersUp: [Int32]

  /// The squared Euclidean distance to that, infinite where there is only one centre.
  public let runnerUpSquaredDistances: [Double]
}

/// Finds the nearest centre of every row.
///
/// A row gets the same bits whatever rows it comes with, and the labels of a fit.
///
/// - Parameters:
///   - rows: Shape `n × d`, finite; *n* may be 0.
///   - centers: Shape `k × d`, *k* at least 1.
///   - workers: How many threads may work; the result does not depend on it.
///   - monitor: Asked at least every 20 ms.
/// - Throws: ``ClusteringError/wrongShape(name:found:expected:)``,
///   ``ClusteringError/notFinite(row:column:)``, ``ClusteringError/tooLarge(row:column:)``,
///   ``ClusteringError/cancelled`` or ``ClusteringError/outOfTime``.
/// - Complexity: O(*n*·*k*·*d*).
public func assignment(
  of rows: Matrix, to centers: Matrix, workers: Workers, monitor: WorkMonitor
) throws(ClusteringError) -> Assignment {
  try requireCenters(centers, for: rows, workers: workers, monitor: monitor)
  return try checkedAssignment(of: rows, to: centers, workers: workers, monitor: monitor)
}

/// The same of rows and centres that were checked before.
///
/// - Throws: ``ClusteringError/cancelled`` or ``ClusteringError/outOfTime``.
func checkedAssignment(
  of rows: Matrix, to centers: Matrix, workers: Workers, monitor: WorkMonitor
) throws(ClusteringError) -> Assignment {
  let labels = try nearestLabels(of: rows, to: centers, workers: workers, monitor: monitor)
  let (distances, _, verdict) = workers.table(
    rowCount: rows.rowCount, width: 1, blockRowCount: PreparedRows.chunkRowCount, monitor: monitor
  ) { range, distances in
    let width = rows.columnCount
    measure(
      rows.values.span.extracting(range.lowerBound * width..<range.upperBound * width),
      to: centers, labels.span.extracting(range), &distances)
  }
  try verdict.check()
  return Assignment(labels: labels, squaredDistances: distances)
}

/// The labels alone.
///
/// - Throws: ``ClusteringError/cancelled`` or ``ClusteringError/outOfTime``.
func nearestLabels(
  of rows: Matrix, to centers: Matrix, workers: Workers, monitor: WorkMonitor
) throws(ClusteringError) -> [Int32] {
  let largest = centers.values.reduce(0) { max($0, $1.magnitude) }
  let scale = ScreenScale(
    rows: centers.values.span, featureCount: centers.columnCount, largestMagnitude: largest)
  let target = ScreenedCenters(centers, scale: scale)
  let width = rows.columnCount
  let size = min(rows.rowCount, PreparedRows.chunkRowCount)
  var chunks = [[Int32]](repeating: [], count: chunkCount(of: rows.rowCount))
  var scratch = (0..<max(1, min(workers.threadCount, chunks.count))).map { _ in
    AssignmentScratch(
      screen: Scratch(rowCount: size, featureCount: width),
      thresholds: [Float](repeating: 0, count: size))
  }
  let verdict = workers.update(&chunks, scratch: &scratch, monitor: monitor) {
    index, labels, scratch, watch in
    let range = chunkRange(index, of: rows.rowCount)
    let values = rows.values.span.extracting(range.lowerBound * width..<range.upperBound * width)
    labels = [Int32](repeating: 0, count: range.count)
    for part in pieces(ofRows: range.count, cost: centers.values.count) {
      guard watch.mayGoOn() else { return }
      let chosen = part.map { Int32(truncatingIfNeeded: $0) }
      _ = scratch.screen.decide(
        chosen.span, of: values, to: target, labels: &labels, thresholds: &scratch.thresholds)
    }
  }
  try verdict.check()
  var labels: [Int32] = []
  labels.reserveCapacity(rows.rowCount)
  for chunk in chunks { labels += chunk }
  return labels
}

/// Memory of one thread that assigns rows.
private struct AssignmentScratch: Sendable {
  var screen: Scratch
  var thresholds: [Float]
}

/// Finds the nearest two centres of every row.
///
/// The labels and distances are those of ``assignment(of:to:workers:monitor:)``, bit for bit.
///
/// - Parameters:
///   - rows: Shape `n × d`, finite; *n* may be 0.
///   - centers: Shape `k × d`, *k* at least 1.
///   - workers: How many threads may work; the result does not depend on it.
///   - monitor: Asked at least every 20 ms.
/// - Throws: As ``assignment(of:to:workers:monitor:)``.
/// - Complexity: O(*n*·*k*·*d*).
public func nearestTwo(
  of rows: Matrix, to centers: Matrix, workers: Workers, monitor: WorkMonitor
) throws(ClusteringError) -> NearestTwo {
  try requireCenters(centers, for: rows, workers: workers, monitor: monitor)
  let (parts, verdict) = workers.map(count: chunkCount(of: rows.rowCount), monitor: monitor) {
    chunk, watch in
    let lanes = rowLanes(of: rows, chunkRange(chunk, of: rows.rowCount))
    var costs = TwoCosts(rowCount: lanes.rowCount)
    for blocks in pieces(of: lanes.blockCount, cost: centers.values.count) {
      guard watch.mayGoOn() else { break }
      costs.compute(lanes, blocks, centers)
    }
    return costs
  }
  try verdict.check()
  return NearestTwo(
    labels: parts.flatMap { $0?.labels ?? [] },
    squaredDistances: parts.flatMap { $0?.costs ?? [] },
    runnersUp: parts.flatMap { $0?.runnersUp ?? [] },
    runnerUpSquaredDistances: parts.flatMap { $0?.runnerUpCosts ?? [] })
}

/// The nearest centres of a few rows, on this thread: the labels of
/// ``assignment(of:to:workers:monitor:)``.
///
/// - Parameters:
///   - rows: Shape `n × d`, finite, no magnitude above 1e140.
///   - centers: Shape `k × d`, *k* at least 1, as finite.
/// - Complexity: O(*n*·*k*·*d*).
public func nearestLabels(of rows: Matrix, to centers: Matrix) -> [Int32] {
  precondition(rows.columnCount == centers.columnCount && centers.rowCount >= 1)
  let lanes = rowLanes(of: rows, 0..<rows.rowCount)
  var labels = [Int32](repeating: 0, count: rows.rowCount)
  var squaredDistances = [Double](repeating: 0, count: rows.rowCount)
  var labelSpan = labels.mutableSpan
  var distanceSpan = squaredDistances.mutableSpan
  kernels.nearestCenters(
    of: lanes.vectors.span, blocks: 0..<lanes.blockCount, to: centers.values.span,
    featureCount: lanes.featureCount, labels: &labelSpan, squaredDistances: &distanceSpan)
  return labels
}

/// Throws unless centres and rows are finite and of the same width.
private func requireCenters(
  _ centers: Matrix, for rows: Matrix, workers: Workers, monitor: WorkMonitor
) throws(ClusteringError) {
  try require(centers.rowCount >= 1, "the number of centers", centers.rowCount, "at least 1")
  try require(centers.columnCount >= 1, "the number of features", centers.columnCount, "at least 1")
  try requireShape("a row", rows.columnCount, centers.columnCount)
  try requireFinite(centers)
  try requireFinite(rows, workers: workers, monitor: monitor)
}

/// Some rows laid out for the kernels.
func rowLanes(of rows: Matrix, _ range: Range<Int>) -> RowLanes {
  RowLanes(
    rows: rows.values.span.extracting(
      range.lowerBound * rows.columnCount..<range.upperBound * rows.columnCount),
    featureCount: rows.columnCount)
}

extension WorkMonitor.Verdict {
  /// Throws for work that has no result to show if it is stopped.
  func check() throws(ClusteringError) {
    switch self {
    case .proceed: return
    case .wrapUp: throw .outOfTime
    case .cancel: throw .cancelled
    }
  }
}

/// The two nearest centres of the rows of one chunk, in the making.
private struct TwoCosts: Sendable {
  var labels: [Int32]
  var costs: [Double]
  var runnersUp: [Int32]
  var runnerUpCosts: [Double]

  init(rowCount: Int) {
    labels = [Int32](repeating: 0, count: rowCount)
    costs = [Double](repeating: 0, count: rowCount)
    runnersUp = labels
    runnerUpCosts = costs
  }

  /// Fills in some blocks.
  mutating func compute(_ lanes: RowLanes, _ blocks: Range<Int>, _ centers: Matrix) {
    TwoCosts.compute(lanes, blocks, centers, &labels, &costs, &runnersUp, &runnerUpCosts)
  }

  /// Runs the kernel on whole arrays: spans of two properties of one value would overlap.
  private static func compute(
    _ lanes: RowLanes, _ blocks: Range<Int>, _ centers: Matrix, _ labels: inout [Int32],
    _ costs: inout [Double], _ runnersUp: inout [Int32], _ runnerUpCosts: inout [Double]
  ) {
    var labelSpan = labels.mutableSpan
    var costSpan = costs.mutableSpan
    var runnerUpSpan = runnersUp.mutableSpan
    var runnerUpCostSpan = runnerUpCosts.mutableSpan
    kernels.nearestTwoCenters(
      of: lanes.vectors.span, blocks: blocks, to: centers.values.span,
      featureCount: lanes.featureCount, labels: &labelSpan, squaredDistances: &costSpan,
      secondLabels: &runnerUpSpan, secondSquaredDistances: &runnerUpCostSpan)
  }
}
