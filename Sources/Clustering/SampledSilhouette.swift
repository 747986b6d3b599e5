public import Matrices

/// Silhouettes of a sample that misses no cluster.
public struct SampledSilhouette: Equatable, Sendable {
  /// The rows of the sample, ascending.
  public let rows: [Int]

  /// The silhouette of each, among the rows of the sample.
  public let values: [Double]

  /// Estimate of the mean over all rows: the clusters' means, weighted by their share of all rows.
  public let mean: Double

  /// Standard error of `mean`; 0 where the sample is everything.
  public let standardError: Double

  /// For each cluster, the mean over its rows in the sample; NaN where a cluster has no rows.
  public let clusterMeans: [Double]
}

/// Estimates the mean silhouette from a sample of each cluster.
///
/// Each cluster gives rows in proportion to its size, but at least two, and up to 50 where the
/// sample allows it, so that the distances to a small cluster do not hang on a row or two.
/// Silhouettes are those within the sample. Sampling is without replacement; the standard error is
/// that of a stratified mean, with the correction for finite clusters.
///
/// > Source: Cochran, *Sampling Techniques*, 3rd edition, 1977, section 5.4.
///
/// - Parameters:
///   - rows: Shape `n × d`, finite.
///   - labels: One per row, in `0 ..< clusterCount`.
///   - clusterCount: Number of clusters; those without rows do not count.
///   - sampleCount: Rows to draw, at least 2; all rows are taken where there are no more.
///   - seed: Seed of the sample.
///   - workers: How many threads may work; the result does not depend on it.
///   - monitor: Asked at least every 20 ms.
/// - Throws: As ``exactSilhouette(of:labels:clusterCount:workers:monitor:)``.
/// - Complexity: O(*m*²·*d*) for *m* sampled rows.
public func sampledSilhouette(
  of rows: Matrix, labels: [Int32], clusterCount: Int, sampleCount: Int = 10_000,
  seed: UInt64 = 0, workers: Workers, monitor: WorkMonitor
) throws(ClusteringError) -> SampledSilhouette {
  try require(sampleCount >= 2, "sample", sampleCount, "at least 2")
  try require(clusterCount >= 1, "k", clusterCount, "at least 1")
  try requireShape("labels", labels.count, rows.rowCount)
  try requireLabels(labels, clusterCount)
  let strata = Strata(labels, clusterCount, sampleCount, seed)
  let picked = strata.picked
  let values = try exactSilhouette(
    of: rows.picking(picked), labels: picked.map { labels[$0] }, clusterCount: clusterCount,
    workers: workers, monitor: monitor)

  var byCluster = [[Double]](repeating: [], count: clusterCount)
  for (row, value) in zip(picked, values) { byCluster[Int(labels[row])].append(value) }
  var mean = 0.0
  var variance = 0.0
  var clusterMeans: [Double] = []
  for (values, size) in zip(byCluster, strata.sizes) {
    let count = Double(values.count)
    let clusterMean = values.reduce(0, +) / count
    clusterMeans.append(clusterMean)
    guard size > 0 else { continue }
    let share = Double(size) / Double(rows.rowCount)
    mean += share * clusterMean
    guard values.count > 1 else { continue }
    let squares = values.reduce(0) { $0 + ($1 - clusterMean) * ($1 - clusterMean) }
    variance += share * share * squares / (count - 1) / count * (1 - count / Double(size))
  }
  return SampledSilhouette(
    rows: picked, values: values, mean: mean, standardError: variance.squareRoot(),
    clusterMeans: clusterMeans)
}

/// A sample of the rows of each cluster.
private struct Strata {
  /// Number of rows of each cluster.
  let sizes: [Int]

  /// The rows drawn, ascending.
  let picked: [Int]

  init(_ labels: [Int32], _ clusterCount: Int, _ sampleCount: Int, _ seed: UInt64) {
    guard sampleCount < labels.count else {
      var sizes = [Int](repeating: 0, count: clusterCount)
      for label in labels { sizes[Int(label)] += 1 }
      self.sizes = sizes
      picked = Array(labels.indices)
      return
    }
    var members = [[Int]](repeating: [], count: clusterCount)
    for (row, label) in labels.enumerated() { members[Int(label)].append(row) }
    sizes = members.map(\.count)
    let floor = max(2, min(50, sampleCount / (2 * max(1, clusterCount))))
    var picked: [Int] = []
    for (cluster, rows) in members.enumerated() {
      let share = Double(sampleCount) * Double(rows.count) / Double(labels.count)
      let count = min(rows.count, max(floor, Int(share + 0.5)))
      var generator = RandomGenerator(seed: seed, stream: UInt64(cluster) + 1)
      picked += generator.distinct(count, below: rows.count).map { rows[$0] }
    }
    self.picked = picked.sorted()
  }
}
