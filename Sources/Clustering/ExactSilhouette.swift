public import Matrices

/// The silhouette of every row, from all Euclidean distances between rows.
///
/// (b − a) / max(a, b), where a is the mean distance to the other rows of the own cluster and b the
/// least mean distance to the rows of another cluster; 0 for a row that is alone in its cluster, and
/// where a and b are 0. Between −1 and 1; the mean over rows is the silhouette of the partition. As
/// scikit-learn and R compute it.
///
/// The distances are never stored: each is added to sums of both its rows, so that memory grows with
/// *n*, not with its square.
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
  let pairs = PairDistances(sorted.rows, cells: sorted.ranges)
  let sizes = sorted.ranges.map(\.count)
  var tallies = pairs.bands.map { ClusterTally($0, sizes) }
  try pairs.tell(&tallies, workers: workers, monitor: monitor, step: "silhouette")
  return tallies.flatMap { $0.finished() }
}

/// The mean distances of a band of rows, as far as they are known.
private struct ClusterTally: DistanceTally {
  /// The cluster of the rows.
  private let owner: Int

  /// Number of rows of each cluster.
  private let sizes: [Int]

  /// The cluster that sums are being told of.
  private var cluster = 0

  /// Per row the sum so far of the distances to its rows.
  private var sums: [Double]

  private var means: [MeanDistances]

  init(_ band: PairDistances.Band, _ sizes: [Int]) {
    owner = band.cell
    self.sizes = sizes
    sums = [Double](repeating: 0, count: band.range.count)
    let isAlone = sizes[owner] == 1
    means = band.range.map { _ in MeanDistances(nearestOther: isAlone ? 0 : .infinity) }
  }

  mutating func add(_ more: Span<Double>, of cell: Int) {
    if cell != cluster {
      close()
      cluster = cell
    }
    for row in more.indices { sums[row] += more[row] }
  }

  /// Takes the means over the cluster of which all sums are known.
  private mutating func close() {
    if sizes[owner] > 1 {
      let count = Double(cluster == owner ? sizes[owner] - 1 : sizes[cluster])
      for row in sums.indices {
        let mean = sums[row] / count
        if cluster == owner {
          means[row].own = mean
        } else if mean < means[row].nearestOther {
          means[row].nearestOther = mean
          means[row].neighbour = cluster
        }
      }
    }
    for row in sums.indices { sums[row] = 0 }
  }

  func finished() -> [MeanDistances] {
    var last = self
    last.close()
    return last.means
  }
}
