import Kernels
public import Matrices

/// The silhouette of every row by mean squared Euclidean distances, as Spark computes it.
///
/// Like ``exactSilhouette(of:labels:clusterCount:workers:monitor:)`` with squared distances, and the
/// same as scikit-learn's with `metric="sqeuclidean"`. The mean squared distance to the rows of a
/// cluster is the squared distance to its mean plus its mean squared distance to it, so no pair of
/// rows is ever looked at. (Spark's own form of this subtracts large numbers; this one does not.)
///
/// - Parameters:
///   - rows: Shape `n × d`, finite.
///   - labels: One per row, in `0 ..< clusterCount`.
///   - clusterCount: Number of clusters; those without rows do not count.
///   - workers: How many threads may work; the result does not depend on it.
///   - monitor: Asked at least every 20 ms.
/// - Throws: As ``exactSilhouette(of:labels:clusterCount:workers:monitor:)``.
/// - Complexity: O(*n*·*k*·*d*).
public func squaredSilhouette(
  of rows: Matrix, labels: [Int32], clusterCount: Int, workers: Workers, monitor: WorkMonitor
) throws(ClusteringError) -> [Double] {
  try centerSilhouettes(of: rows, labels, clusterCount, workers, monitor, isSquared: true)
}

/// The silhouette of every row by its Euclidean distances to the means of the clusters.
///
/// (b − a) / max(a, b), where a is the distance to the mean of the own cluster and b that to the
/// nearest other mean; 0 for a row that is alone in its cluster, and where a and b are 0. Usually
/// larger than the exact one.
///
/// - Parameters:
///   - rows: Shape `n × d`, finite.
///   - labels: One per row, in `0 ..< clusterCount`.
///   - clusterCount: Number of clusters; those without rows do not count.
///   - workers: How many threads may work; the result does not depend on it.
///   - monitor: Asked at least every 20 ms.
/// - Throws: As ``exactSilhouette(of:labels:clusterCount:workers:monitor:)``.
/// - Complexity: O(*n*·*k*·*d*).
public func simplifiedSilhouette(
  of rows: Matrix, labels: [Int32], clusterCount: Int, workers: Workers, monitor: WorkMonitor
) throws(ClusteringError) -> [Double] {
  try centerSilhouettes(of: rows, labels, clusterCount, workers, monitor, isSquared: false)
}

private func centerSilhouettes(
  of rows: Matrix, _ labels: [Int32], _ clusterCount: Int, _ workers: Workers,
  _ monitor: WorkMonitor, isSquared: Bool
) throws(ClusteringError) -> [Double] {
  let sorted = try LabelledRows(
    rows, labels: labels, clusterCount: clusterCount, workers: workers, monitor: monitor)
  let clusters = try ClusterMeans(of: sorted, workers: workers, monitor: monitor)
  let (parts, verdict) = workers.map(count: chunkCount(of: rows.rowCount), monitor: monitor) {
    chunk, watch in
    let range = chunkRange(chunk, of: rows.rowCount)
    let lanes = rowLanes(of: sorted.rows, range)
    var distances = [Lanes](repeating: .zero, count: sorted.ranges.count)
    var values: [Double] = []
    values.reserveCapacity(range.count)
    for blocks in pieces(of: lanes.blockCount, cost: clusters.means.values.count) {
      guard watch.mayGoOn() else { break }
      for block in blocks {
        let vectors = lanes.vectors.span.extracting(
          block * rows.columnCount..<(block + 1) * rows.columnCount)
        var output = distances.mutableSpan
        kernels.centerDistances(of: vectors, to: clusters.means.values.span, output: &output)
        let first = range.lowerBound + block * Lanes.scalarCount
        for row in first..<min(first + Lanes.scalarCount, range.upperBound) {
          values.append(
            clusters.silhouette(of: row, in: sorted, isSquared) { distances[$0][row - first] })
        }
      }
    }
    return values
  }
  try verdict.check()
  return sorted.inRowOrder(parts.flatMap { $0 ?? [] })
}

extension ClusterMeans {
  /// The silhouette of a sorted row, given its squared distances to the means.
  fileprivate func silhouette(
    of row: Int, in sorted: LabelledRows, _ isSquared: Bool, distance: (Int) -> Double
  ) -> Double {
    let owner = sorted.owners[row]
    let size = Double(sorted.ranges[owner].count)
    if size == 1 { return 0 }
    var nearestOther = Double.infinity
    for cluster in meanSquares.indices where cluster != owner {
      nearestOther = min(
        nearestOther, distance(cluster) + (isSquared ? meanSquares[cluster] : 0))
    }
    if isSquared {
      let own = (distance(owner) + meanSquares[owner]) * size / (size - 1)
      return sorted.silhouette(own, nearestOther, beyond: rounding)
    }
    guard max(distance(owner), nearestOther) > rounding else { return 0 }
    return sorted.silhouette(distance(owner).squareRoot(), nearestOther.squareRoot())
  }
}
