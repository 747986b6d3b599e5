import Kernels
import Matrices

/// A stratified sample whose mean silhouette is to be told with its standard error.
///
/// The mean is a function of means: of the silhouettes, and, within them, of the distances to the
/// sampled rows of clusters. To the first order it moves with each sampled row *j* of a cluster *g* as
/// the mean of u over *g* does, where
///
///     u(j) = s(j) + n(g)/W(g) · Σ over i of W(i)/n(i) · [ ∂s(i)/∂a · (d(i, j) − a(i)) / (n(g) − 1)
///                                                       + ∂s(i)/∂b · (d(i, j) − b(i)) / n(g) ]
///
/// the first term for the rows *i* of *g*, the second for those whose nearest other cluster is *g*;
/// *W* is a cluster's share of all rows and *n* its rows in the sample. What does not depend on *j*
/// is left out: it does not vary.
///
/// > Source: Cochran, *Sampling Techniques*, 3rd edition, 1977, section 6.4; Deville, *Variance
/// > estimation for complex statistics and estimators*, Survey Methodology 25, 1999.
struct LinearisedSample {
  /// The rows of the sample.
  let sorted: LabelledRows

  /// Per sorted row its mean distances.
  let means: [MeanDistances]

  /// Per sorted row its silhouette.
  let silhouettes: [Double]

  /// Per range of `sorted` the number of rows that were sampled from.
  let sizes: [Int]

  /// The standard error of the stratified mean.
  func standardError(
    workers: Workers, monitor: WorkMonitor
  ) throws(ClusteringError) -> Double {
    let total = Double(sizes.reduce(0, +))
    guard sorted.rows.rowCount < sizes.reduce(0, +) else { return 0 }
    var variance = 0.0
    for (cluster, range) in sorted.ranges.enumerated() {
      let part = Double(cluster) / Double(sorted.ranges.count)
      let next = Double(cluster + 1) / Double(sorted.ranges.count)
      let (size, count) = (Double(sizes[cluster]), Double(range.count))
      // A cluster that is in the sample as a whole adds nothing.
      guard range.count > 1, range.count < sizes[cluster] else { continue }
      let share = size / total
      let sums = try weightedDistances(
        cluster, workers: workers, monitor: monitor.step(part...next))
      let values = range.map { row in
        // The distance of a row to itself is none that a mean was taken of.
        let itself = ownWeight(row) * means[row].own
        return silhouettes[row] + (sums[row - range.lowerBound] + itself) * count / share
      }
      let mean = values.reduce(0, +) / count
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      variance += share * share * squares / (count - 1) / count * (1 - count / size)
    }
    return variance.squareRoot()
  }

  /// How the mean silhouette moves with the distance of a sorted row to one of its own cluster.
  private func ownWeight(_ row: Int) -> Double {
    let (own, other) = (means[row].own, means[row].nearestOther)
    let count = Double(sorted.ranges[sorted.owners[row]].count)
    guard count > 1, max(own, other) > 0 else { return 0 }
    let slope = own < other ? -1 / other : -other / (own * own)
    return weight(of: row) * slope / (count - 1)
  }

  /// How it moves with the distance of a sorted row to one of its nearest other cluster.
  private func neighbourWeight(_ row: Int) -> Double {
    let (own, other) = (means[row].own, means[row].nearestOther)
    guard sorted.ranges[sorted.owners[row]].count > 1, max(own, other) > 0 else { return 0 }
    let slope = own < other ? own / (other * other) : 1 / own
    return weight(of: row) * slope / Double(sorted.ranges[means[row].neighbour].count)
  }

  /// What a sorted row counts in the mean.
  private func weight(of row: Int) -> Double {
    let owner = sorted.owners[row]
    return Double(sizes[owner]) / Double(sizes.reduce(0, +)) / Double(sorted.ranges[owner].count)
  }

  /// Per row of a cluster the sum of its distances to the rows that look at the cluster, weighted.
  private func weightedDistances(
    _ cluster: Int, workers: Workers, monitor: WorkMonitor
  ) throws(ClusteringError) -> [Double] {
    let range = sorted.ranges[cluster]
    let lookers = means.indices.filter { row in
      means[row].neighbour == cluster && sorted.owners[row] != cluster
        && sorted.ranges[sorted.owners[row]].count > 1
    }
    let others = sorted.rows.picking(Array(range) + lookers)
    let weights = range.map(ownWeight) + lookers.map(neighbourWeight)
    let featureCount = others.columnCount
    let tileRowCount = max(8, tileValueCount / featureCount)
    let (parts, verdict) = workers.map(
      count: (range.count + bandRowCount - 1) / bandRowCount, monitor: monitor
    ) { band, watch -> [Double] in
      let first = range.lowerBound + band * bandRowCount
      let rows = first..<min(first + bandRowCount, range.upperBound)
      let lanes = rowLanes(of: sorted.rows, rows)
      var sums = [Lanes](repeating: .zero, count: lanes.blockCount)
      var start = 0
      while start < weights.count {
        guard watch.mayGoOn() else { return [] }
        let end = min(start + tileRowCount, weights.count)
        let tile = others.values.span.extracting(start * featureCount..<end * featureCount)
        for block in 0..<lanes.blockCount {
          kernels.addWeightedDistances(
            &sums[block],
            of: lanes.vectors.span.extracting(block * featureCount..<(block + 1) * featureCount),
            to: tile, weights: weights.span.extracting(start..<end))
        }
        start = end
      }
      return rows.map { row in
        let (block, lane) = (row - first).quotientAndRemainder(dividingBy: Lanes.scalarCount)
        return sums[block][lane]
      }
    }
    try verdict.check()
    return parts.flatMap { $0 ?? [] }
  }
}

/// Rows of which one thread has the sums at hand.
private let bandRowCount = 128

/// Values of rows that stay in the first-level cache while a band passes over them.
private let tileValueCount = 2048
