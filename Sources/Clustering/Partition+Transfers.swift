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
  /// > Source: Hartigan and Wong, *Algorithm AS 136: A K-Means Clustering Algorithm*, Applied
  /// > Statistics 28(1), 1979.
  mutating func transferRows(
    workers: Workers, monitor: WorkMonitor
  ) -> (count: Int, verdict: WorkMonitor.Verdict) {
    var count = 0
    while clusterCount > 1 {
      let (candidates, verdict) = transferCandidates(workers: workers, monitor: monitor)
      guard case .proceed = verdict else { return (count, verdict) }
      let before = count
      let watch = LoopWatch(monitor)
      for (position, row) in candidates.enumerated() {
        if position & 63 == 0 && !watch.mayGoOn() { return (count, watch.verdict) }
        if let target = betterCluster(for: row) {
          move(row: row, to: target)
          count += 1
        }
      }
      if count == before { break }
    }
    return (count, .proceed)
  }

  /// The rows that a transfer might improve with the centres as they are, in order.
  private func transferCandidates(
    workers: Workers, monitor: WorkMonitor
  ) -> (rows: [Int], verdict: WorkMonitor.Verdict) {
    let weights = counts.map { Double($0) / Double($0 + 1) }
    // Where its own cluster is the cheapest for a row, leaving it gains cost · (n+1)/(n−1).
    let leaving = counts.map { $0 > 1 ? Double($0 + 1) / Double($0 - 1) : 0 }
    let (parts, verdict) = workers.map(count: chunks.count, monitor: monitor) { chunk, watch in
      candidates(in: chunk, weights, leaving, watch)
    }
    return (parts.flatMap { $0 ?? [] }, verdict)
  }

  private func candidates(
    in chunk: Int, _ weights: [Double], _ leaving: [Double], _ watch: LoopWatch
  ) -> [Int] {
    let lanes = data.chunks[chunk]
    var costs = TwoCosts(rowCount: lanes.rowCount)
    for blocks in pieces(of: lanes.blockCount, cost: centers.values.count) {
      guard watch.mayGoOn() else { return [] }
      costs.compute(lanes, blocks, centers, weights)
    }
    var rows: [Int] = []
    let labels = chunks[chunk].labels
    for place in labels.indices {
      let own = labels[place]
      let mayMove =
        costs.labels[place] != own
        || costs.runnerUpCosts[place] < costs.costs[place] * leaving[Int(own)]
      if mayMove { rows.append(chunk * PreparedRows.chunkRowCount + place) }
    }
    return rows
  }

  /// The cluster a row should move to, if any.
  private func betterCluster(for row: Int) -> Int? {
    let own = label(of: row)
    guard counts[own] > 1 else { return nil }
    let width = data.featureCount
    let values = data.rows.values.span.extracting(row * width..<(row + 1) * width)
    let centers = centers.values.span
    func squaredDistance(_ cluster: Int) -> Double {
      Reference.squaredDistance(
        values, centers.extracting(cluster * width..<(cluster + 1) * width))
    }
    let ownCount = Double(counts[own])
    // A gain within rounding is none: without the margin two clusters could swap a row for ever.
    var least = squaredDistance(own) * ownCount / (ownCount - 1) * (1 - 1e-12)
    var best: Int?
    for cluster in counts.indices where cluster != own {
      let count = Double(counts[cluster])
      let cost = squaredDistance(cluster) * count / (count + 1)
      if cost < least { (least, best) = (cost, cluster) }
    }
    return best
  }
}

/// The two cheapest clusters of the rows of one chunk.
struct TwoCosts: Sendable {
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
  mutating func compute(
    _ lanes: RowLanes, _ blocks: Range<Int>, _ centers: Matrix, _ weights: [Double]
  ) {
    TwoCosts.compute(
      lanes, blocks, centers, weights, &labels, &costs, &runnersUp, &runnerUpCosts)
  }

  private static func compute(
    _ lanes: RowLanes, _ blocks: Range<Int>, _ centers: Matrix, _ weights: [Double],
    _ labels: inout [Int32], _ costs: inout [Double], _ runnersUp: inout [Int32],
    _ runnerUpCosts: inout [Double]
  ) {
    var labelSpan = labels.mutableSpan
    var costSpan = costs.mutableSpan
    var runnerUpSpan = runnersUp.mutableSpan
    var runnerUpCostSpan = runnerUpCosts.mutableSpan
    nearestTwoCenters(
      of: lanes.vectors.span, blocks: blocks, to: centers.values.span, weights: weights.span,
      featureCount: lanes.featureCount, labels: &labelSpan, costs: &costSpan,
      secondLabels: &runnerUpSpan, secondCosts: &runnerUpCostSpan)
  }
}
