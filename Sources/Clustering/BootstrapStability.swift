public import Matrices
import Synchronization

/// How often the clusters of a partition come back when its rows are drawn anew.
public struct BootstrapStability: Equatable, Sendable {
  /// One entry per cluster.
  public let clusters: [ClusterStability]

  /// Mean over the repeats of the adjusted Rand index between the partition and the new one, over
  /// the rows drawn.
  public let meanAdjustedRandIndex: Double

  /// Number of repeats.
  public let repeatCount: Int
}

/// How often one cluster comes back.
public struct ClusterStability: Equatable, Sendable {
  /// Mean over the repeats of its largest Jaccard index with a new cluster, 0 to 1.
  public let jaccard: Double

  /// Repeats in which that was at most 0.5.
  public let dissolvedCount: Int

  /// Repeats in which that was more than 0.75.
  public let recoveredCount: Int
}

/// Partitions bootstrap samples of the rows anew and looks for each cluster in each of them.
///
/// A sample has as many draws with replacement as there are rows, and each row once, however often
/// it was drawn: about 63 % of the rows. It is partitioned by k-means from a few starts, with
/// single-row transfers but without swaps; where it has fewer different rows than clusters, into
/// that many.
///
/// > Source: Hennig, *Cluster-wise assessment of cluster stability*, Computational Statistics & Data
/// > Analysis 52, 2007, as `fpc::clusterboot` does it (`bootmethod = "boot"`).
///
/// - Parameters:
///   - rows: Shape `n × d`, finite, in canonical order.
///   - labels: One per row, in `0 ..< clusterCount`.
///   - clusterCount: Number of clusters, *k*.
///   - repeatCount: Number of samples, at least 1.
///   - seed: Seed of the samples and of the starts.
///   - restartCount: Starts of each new partition.
///   - workers: How many threads may work, a sample each; the result does not depend on it.
///   - monitor: Asked at least every 20 ms; hears of each sample.
/// - Throws: ``ClusteringError/invalidOption(name:value:requirement:)``,
///   ``ClusteringError/wrongShape(name:found:expected:)``,
///   ``ClusteringError/notFinite(row:column:)``, ``ClusteringError/tooLarge(row:column:)``,
///   ``ClusteringError/cancelled`` or ``ClusteringError/outOfTime``.
/// - Complexity: `repeatCount` fits of 0.63 *n* rows.
public func bootstrapStability(
  of rows: Matrix, labels: [Int32], clusterCount: Int, repeatCount: Int = 100, seed: UInt64 = 0,
  restartCount: Int = 3, workers: Workers, monitor: WorkMonitor
) throws(ClusteringError) -> BootstrapStability {
  try require(repeatCount >= 1, "repeats", repeatCount, "at least 1")
  try require(clusterCount >= 1, "k", clusterCount, "at least 1")
  try require(rows.rowCount >= 1, "the number of rows", rows.rowCount, "at least 1")
  try requireShape("labels", labels.count, rows.rowCount)
  try requireLabels(labels, clusterCount)
  try requireFinite(rows, workers: workers, monitor: monitor)
  let sampler = BootstrapSampler(
    rows: rows, labels: labels, clusterCount: clusterCount, seed: seed, restartCount: restartCount)
  let done = Atomic<Int>(0)
  let (results, verdict) = workers.map(count: repeatCount, monitor: monitor) { index, watch in
    let result = sampler.repeatFit(index, watch)
    let count = done.wrappingAdd(1, ordering: .relaxed).newValue
    monitor.report(Double(count), of: Double(repeatCount), "sample \(count) of \(repeatCount)")
    return result
  }
  try verdict.check()
  let samples = results.compactMap { $0 ?? nil }
  // Every repeat ran to its end, so that one without a result was stopped.
  guard samples.count == repeatCount else { throw .cancelled }

  let count = Double(repeatCount)
  let clusters = (0..<clusterCount).map { cluster in
    let found = samples.map { $0.jaccards[cluster] }
    return ClusterStability(
      jaccard: found.reduce(0, +) / count, dissolvedCount: found.count { $0 <= 0.5 },
      recoveredCount: found.count { $0 > 0.75 })
  }
  return BootstrapStability(
    clusters: clusters,
    meanAdjustedRandIndex: samples.reduce(0) { $0 + $1.adjustedRandIndex } / count,
    repeatCount: repeatCount)
}

/// What one sample showed.
private struct BootstrapSample: Sendable {
  /// Per cluster its largest Jaccard index with a new one.
  let jaccards: [Double]
  let adjustedRandIndex: Double
}

/// Draws samples and partitions them.
private struct BootstrapSampler: Sendable {
  let rows: Matrix
  let labels: [Int32]
  let clusterCount: Int
  let seed: UInt64
  let restartCount: Int

  /// One sample, partitioned and compared; nil where the loop was stopped.
  func repeatFit(_ index: Int, _ watch: LoopWatch) -> BootstrapSample? {
    var generator = RandomGenerator(seed: seed, stream: UInt64(index) + 1)
    var isDrawn = [Bool](repeating: false, count: rows.rowCount)
    for _ in 0..<rows.rowCount { isDrawn[generator.next(below: rows.rowCount)] = true }
    let drawn = isDrawn.indices.filter { isDrawn[$0] }
    guard let found = partition(rows.picking(drawn), generator.next(), watch) else { return nil }
    let known = drawn.map { labels[$0] }
    let scores = jaccardMatrix(
      known, found, firstCount: clusterCount, secondCount: clusterCount)
    return BootstrapSample(
      jaccards: (0..<clusterCount).map { scores.row($0).max() ?? 0 },
      adjustedRandIndex: adjustedRandIndex(known, found))
  }

  /// The labels of a new partition of a sample.
  private func partition(_ sample: Matrix, _ seed: UInt64, _ watch: LoopWatch) -> [Int32]? {
    let monitor = WorkMonitor(
      verdict: { watch.mayGoOn() ? .proceed : .cancel }, report: { _, _, _ in })
    var count = min(clusterCount, sample.rowCount)
    while count > 1 {
      do throws(ClusteringError) {
        let kMeans = try KMeans(
          clusterCount: count, restartCount: restartCount, refinement: .transfers, seed: seed)
        return try kMeans.fit(sample, workers: .single, monitor: monitor).labels
      } catch {
        switch error {
        case .tooFewDistinctRows(let distinctCount, _) where distinctCount < count:
          count = distinctCount
        case .allRowsAlike: count = 1
        default: return nil
        }
      }
    }
    return [Int32](repeating: 0, count: sample.rowCount)
  }
}
