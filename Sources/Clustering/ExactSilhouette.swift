import Kernels
public import Matrices
import Synchronization

/// The silhouette of every row, from all Euclidean distances between rows.
///
/// (b − a) / max(a, b), where a is the mean distance to the other rows of the own cluster and b the
/// least mean distance to the rows of another cluster; 0 for a row that is alone in its cluster, and
/// where a and b are 0. Between −1 and 1; the mean over rows is the silhouette of the partition. As
/// scikit-learn and R compute it.
///
/// The distances are never stored: blocks of rows pass over all rows, cluster by cluster, so that
/// memory grows with *n*, not with its square.
///
/// > Source: Rousseeuw, *Silhouettes: A Graphical Aid*, J. Comput. Appl. Math. 20, 1987.
///
/// - Parameters:
///   - rows: Shape `n × d`, finite.
///   - labels: One per row, in `0 ..< clusterCount`.
///   - clusterCount: Number of clusters; those without rows do not count.
///   - workers: How many threads may work; the result does not depend on it.
///   - monitor: Asked at least every 20 ms; hears how many rows are done.
/// - Throws: ``ClusteringError/silhouetteUndefined(clusterCount:rowCount:)`` unless 2 ≤ *k* ≤ *n* − 1,
///   ``ClusteringError/wrongShape(name:found:expected:)``,
///   ``ClusteringError/invalidOption(name:value:requirement:)``,
///   ``ClusteringError/notFinite(row:column:)``, ``ClusteringError/tooLarge(row:column:)``,
///   ``ClusteringError/cancelled`` or ``ClusteringError/outOfTime``.
/// - Complexity: O(*n*²·*d*).
public func exactSilhouette(
  of rows: Matrix, labels: [Int32], clusterCount: Int, workers: Workers, monitor: WorkMonitor
) throws(ClusteringError) -> [Double] {
  let sorted = try LabelledRows(
    rows, labels: labels, clusterCount: clusterCount, workers: workers, monitor: monitor)
  let means = try meanDistances(in: sorted, workers: workers, monitor: monitor)
  return sorted.inRowOrder(means.map { sorted.silhouette($0.own, $0.nearestOther) })
}

/// How far a row is from the rows of clusters.
struct MeanDistances: Sendable {
  /// Mean distance to the other rows of its own cluster; 0 for a row that is alone.
  var own = 0.0

  /// Least mean distance to the rows of another cluster; 0 for a row that is alone in its own.
  var nearestOther = 0.0

  /// That cluster's position among the ranges.
  var neighbour = 0
}

/// The mean distances of every sorted row, in their order.
///
/// - Throws: ``ClusteringError/cancelled`` or ``ClusteringError/outOfTime``.
func meanDistances(
  in sorted: LabelledRows, workers: Workers, monitor: WorkMonitor
) throws(ClusteringError) -> [MeanDistances] {
  let done = Atomic<Int>(0)
  let (parts, verdict) = workers.map(
    count: (sorted.rows.rowCount + bandRowCount - 1) / bandRowCount, monitor: monitor
  ) { band, watch in
    let start = band * bandRowCount
    let range = start..<min(start + bandRowCount, sorted.rows.rowCount)
    let values = meanDistances(of: range, in: sorted, watch)
    let count = done.wrappingAdd(range.count, ordering: .relaxed).newValue
    monitor.report(Double(count), of: Double(sorted.rows.rowCount), "silhouette")
    return values
  }
  try verdict.check()
  return parts.flatMap { $0 ?? [] }
}

/// Rows of which one thread has the sums at hand.
let bandRowCount = 128

/// Values of rows that stay in the first-level cache while a band passes over them.
let tileValueCount = 2048

/// The mean distances of a range of sorted rows.
private func meanDistances(
  of range: Range<Int>, in sorted: LabelledRows, _ watch: LoopWatch
) -> [MeanDistances] {
  let lanes = rowLanes(of: sorted.rows, range)
  let featureCount = sorted.rows.columnCount
  let clusterCount = sorted.ranges.count
  let tileRowCount = max(8, tileValueCount / featureCount)
  // One vector per block and cluster: the sums of the distances to its rows.
  var sums = [Lanes](repeating: .zero, count: lanes.blockCount * clusterCount)

  for (cluster, others) in sorted.ranges.enumerated() {
    var start = others.lowerBound
    while start < others.upperBound {
      guard watch.mayGoOn() else { return [] }
      let end = min(start + tileRowCount, others.upperBound)
      let tile = sorted.rows.values.span.extracting(start * featureCount..<end * featureCount)
      for block in 0..<lanes.blockCount {
        kernels.addDistances(
          &sums[block * clusterCount + cluster],
          of: lanes.vectors.span.extracting(block * featureCount..<(block + 1) * featureCount),
          to: tile)
      }
      start = end
    }
  }

  return range.map { row in
    let (block, lane) = (row - range.lowerBound).quotientAndRemainder(
      dividingBy: Lanes.scalarCount)
    let owner = sorted.owners[row]
    let size = sorted.ranges[owner].count
    var means = MeanDistances()
    if size == 1 { return means }
    means.nearestOther = .infinity
    for (cluster, others) in sorted.ranges.enumerated() where cluster != owner {
      let mean = sums[block * clusterCount + cluster][lane] / Double(others.count)
      if mean < means.nearestOther { (means.nearestOther, means.neighbour) = (mean, cluster) }
    }
    means.own = sums[block * clusterCount + owner][lane] / Double(size - 1)
    return means
  }
}
