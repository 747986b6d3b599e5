import Kernels
import Matrices

extension Partition {
  /// Moves single rows to other clusters as long as that lowers the inertia.
  ///
  /// Row x of cluster a goes to that b for which n_b/(n_b+1)·|x − c_b|² is smallest, if that is
  /// less than n_a/(n_a−1)·|x − c_a|²: the first is what b's inertia gains, the second what a's
  /// loses, with both means moved. All rows are looked at side by side with the centres as they
  /// are; those which might move are then taken in their order with the centres as they have
  /// become. In the end every row is nearest to its own centre: to be nearer to another is more
  /// than enough to move.
  ///
  /// A row that counts w times has n_b/(n_b+w) and n_a/(n_a−w), with n the weight of a cluster; for a
  /// centre that is fixed both are 1, since it stays where it is.
  ///
  /// Where a column holds values of very different sizes, distances may be nothing but rounding, and
  /// rows could then change clusters for ever: each may move so often and no more.
  ///
  /// > Source: Hartigan and Wong, *Algorithm AS 136: A K-Means Clustering Algorithm*, Applied
  /// > Statistics 28(1), 1979.
  mutating func transferRows(
    workers: Workers, monitor: WorkMonitor
  ) -> (count: Int, verdict: WorkMonitor.Verdict) {
    defer { endBounds() }
    var count = 0
    var drifts: CenterDrifts?
    var moveCounts: [Int: Int] = [:]
    while clusterCount > 1 && fixedCount < clusterCount {
      let weights = transferWeights
      let (candidates, verdict) =
        data.weights == nil
        ? transferCandidates(weights, reachOfLeaving, drifts, workers: workers, monitor: monitor)
        : weightedCandidates(workers: workers, monitor: monitor)
      guard case .proceed = verdict else { return (count, verdict) }
      let known = centers
      let before = count
      var masses = masses
      let watch = LoopWatch(monitor)
      for (position, row) in candidates.enumerated() {
        if position & 63 == 0 && !watch.mayGoOn() { return (count, watch.verdict) }
        if let target = betterCluster(for: row, masses),
          moveCounts[row, default: 0] < Self.moveLimit
        {
          moveCounts[row, default: 0] += 1
          let source = label(of: row)
          move(row: row, to: target)
          for cluster in [source, target] { masses[cluster] = data.weight(sums.masses[cluster]) }
          count += 1
        }
      }
      if count == before { break }
      drifts = transferDrifts(from: known, weights)
    }
    return (count, .proceed)
  }

  /// How often one row may move; rows that gain by it move a few times.
  private static let moveLimit = 32

  /// For each cluster n/(n+1), the share of a row's squared distance that it gains by the row.
  private var transferWeights: [Double] {
    masses.enumerated().map { $0 < fixedCount ? 1 : $1 / ($1 + 1) }
  }

  /// For each cluster √((n+1)/(n−1)): how much farther another may be for a row to gain by leaving.
  private var reachOfLeaving: [Double] {
    masses.enumerated().map { cluster, count in
      if cluster < fixedCount { return 1 + 1e-12 }
      // A row alone in its cluster gains nothing.
      return count > 1 ? ((count + 1) / (count - 1)).squareRoot() * (1 + 1e-12) : 0
    }
  }

  /// The rows that gain by a transfer with the centres as they are, ascending, where rows have
  /// weights: how far a row reaches then depends on its weight, and no bound per cluster is close.
  private func weightedCandidates(
    workers: Workers, monitor: WorkMonitor
  ) -> (rows: [Int], verdict: WorkMonitor.Verdict) {
    let masses = masses
    let (parts, verdict) = workers.map(count: chunks.count, monitor: monitor) { chunk, watch in
      chunkRange(chunk, of: data.rowCount).filter { row in
        if row & 255 == 0 && !watch.mayGoOn() { return false }
        return betterCluster(for: row, masses) != nil
      }
    }
    return (parts.flatMap { $0 ?? [] }, verdict)
  }

  /// How far the centres and the weights moved.
  private func transferDrifts(from known: Matrix, _ oldWeights: [Double]) -> CenterDrifts? {
    let ratios = zip(transferWeights, oldWeights).map { $0 / $1 }
    // An empty cluster has weight 0 and draws everything: then no bound holds.
    guard let least = ratios.min(), let largest = ratios.max(), largest.isFinite, least > 0 else {
      return nil
    }
    return CenterDrifts(
      from: known.values.span, to: centers.values.span, featureCount: data.featureCount,
      reach: reachOfLeaving, weightChange: least...largest)
  }

  /// The cluster a row should move to, if any, given the masses.
  private func betterCluster(for row: Int, _ masses: [Double]) -> Int? {
    let own = label(of: row)
    // A row that is all of its cluster gains nothing.
    guard own < fixedCount || sums.masses[own] > data.mass(of: row) else { return nil }
    let width = data.featureCount
    let values = data.rows.values.span.extracting(row * width..<(row + 1) * width)
    let centers = centers.values.span
    func squaredDistance(_ cluster: Int) -> Double {
      Reference.squaredDistance(
        values, centers.extracting(cluster * width..<(cluster + 1) * width))
    }
    let weight = data.weights?.values[row] ?? 1
    var least = squaredDistance(own)
    if own >= fixedCount { least = least * masses[own] / (masses[own] - weight) }
    // A gain within rounding is none: without the margin two clusters could swap a row for ever.
    least *= 1 - 1e-12
    var best: Int?
    for cluster in masses.indices where cluster != own {
      var cost = squaredDistance(cluster)
      if cluster >= fixedCount { cost = cost * masses[cluster] / (masses[cluster] + weight) }
      if cost < least { (least, best) = (cost, cluster) }
    }
    return best
  }
}
