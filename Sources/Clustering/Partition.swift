import Kernels
import Matrices

/// Rows, their labels, and centres, in the middle of a run.
///
/// The sums always are those of the labels: whole numbers, from which a row that changes its label is
/// taken away and to which it is added, so they never drift.
struct Partition: Sendable {
  let data: PreparedRows

  /// The centres, `k × d`.
  var centers: Matrix

  /// How many of the centres, the first ones, never move.
  let fixedCount: Int

  /// Labels, chunk by chunk.
  private(set) var chunks: [PartitionChunk]

  /// The squared distance of each row to the centre of its label when they were measured last; empty
  /// before.
  ///
  /// In one piece, as a result has them, for there is no room for a second copy of many rows.
  private(set) var squaredDistances: [Double] = []

  /// All rows that may be equally near to two centres as they are; nil where that is not known.
  private(set) var mayBeTied: [Int]?

  /// Sums and masses of the clusters.
  private(set) var sums: ClusterSums

  var clusterCount: Int { centers.rowCount }

  /// Begins with centres and no labels.
  init(of data: PreparedRows, centers: Matrix, fixedCount: Int = 0) {
    self.data = data
    self.centers = centers
    self.fixedCount = fixedCount
    chunks = (0..<chunkCount(of: data.rowCount)).map {
      PartitionChunk(rowCount: chunkRange($0, of: data.rowCount).count)
    }
    sums = ClusterSums(clusterCount: centers.rowCount, of: data)
  }

  /// How much each cluster weighs: its number of rows, or the sum of their weights.
  var masses: [Double] { sums.masses.map { data.weight($0) } }

  /// Whether a cluster that should have rows has none, or none that counts.
  var hasEmpty: Bool { sums.masses[fixedCount...].contains(0) }

  var labels: [Int32] {
    var labels: [Int32] = []
    // Asked for at once: growing would hold them twice and a half.
    labels.reserveCapacity(data.rowCount)
    for chunk in chunks { labels += chunk.labels }
    return labels
  }

  /// The sum of the squared distances, times the weights, in the order of the rows.
  var inertia: Double {
    if let weights = data.weights?.values { return weightedSum(squaredDistances, weights) }
    return squaredDistances.reduce(0, +)
  }

  /// Gives every row to its nearest centre, ties to the lowest index, and measures distances.
  ///
  /// - Returns: How many labels changed, and why it was stopped, if it was; the labels are of no use
  ///   then.
  mutating func assign(
    workers: Workers, monitor: WorkMonitor
  ) -> (changedCount: Int, verdict: WorkMonitor.Verdict) {
    var scratch = makeScratch(workers)
    let (changedCount, verdict) = renew(nil, &scratch, workers: workers, monitor: monitor)
    guard case .proceed = verdict else { return (changedCount, verdict) }
    return (changedCount, measure(workers: workers, monitor: monitor))
  }

  /// Gives those rows to their nearest centre for which it may have changed.
  ///
  /// - Parameters:
  ///   - travel: How far the centres came since all rows were given to them; nil to do that now.
  ///   - scratch: One per thread.
  /// - Returns: How many labels changed, and why it was stopped, if it was.
  mutating func renew(
    _ travel: CenterTravel?, _ scratch: inout [LloydScratch], workers: Workers,
    monitor: WorkMonitor
  ) -> (changedCount: Int, verdict: WorkMonitor.Verdict) {
    mayBeTied = nil
    let target = ScreenedCenters(centers, scale: data.screenScale, travel: travel)
    let verdict = workers.update(&chunks, scratch: &scratch, monitor: monitor) {
      [data] index, chunk, scratch, watch in
      let rowCount = chunk.labels.count
      for rows in pieces(ofRows: rowCount, cost: target.centers.values.count) {
        guard watch.mayGoOn() else { return }
        chunk.renew(
          rows, of: data, chunk: index, to: target, isFirst: travel == nil, scratch: &scratch)
      }
    }
    var changedCount = 0
    for part in scratch.indices {
      changedCount += scratch[part].sums.changedCount
      scratch[part].sums.drain(into: &sums)
    }
    return (changedCount, verdict)
  }

  /// Measures how far every row is from the centre of its label.
  mutating func measure(workers: Workers, monitor: WorkMonitor) -> WorkMonitor.Verdict {
    squaredDistances = []
    let (distances, _, verdict) = workers.table(
      rowCount: data.rowCount, width: 1, blockRowCount: PreparedRows.chunkRowCount,
      monitor: monitor
    ) { [data, centers, chunks] rows, distances in
      let width = data.featureCount
      let labels = chunks[rows.lowerBound / PreparedRows.chunkRowCount].labels
      Clustering::measure(
        data.rows.values.span.extracting(rows.lowerBound * width..<rows.upperBound * width),
        to: centers, labels.span, &distances)
    }
    squaredDistances = distances
    return verdict
  }

  /// Takes down which rows may be equally near to two centres, where these are few of many.
  ///
  /// - Parameter travel: How far the centres came since all rows were given to them.
  mutating func findTies(_ travel: CenterTravel?, workers: Workers) {
    guard data.rowCount > KMeans.thoroughRowLimit, data.screenScale.factor > 0 else { return }
    let travel =
      travel ?? CenterTravel(centerCount: clusterCount, scale: data.screenScale)
    let (parts, _) = workers.map(count: chunks.count, monitor: .none) { [chunks] chunk, _ in
      chunks[chunk].rowsInDoubt(travel).map { chunk * PreparedRows.chunkRowCount + Int($0) }
    }
    let rows = parts.flatMap { $0 ?? [] }
    if rows.count <= data.rowCount / 16 { mayBeTied = rows }
  }

  /// Memory for as many threads as there are chunks for.
  func makeScratch(_ workers: Workers) -> [LloydScratch] {
    let count = max(1, min(workers.threadCount, chunks.count))
    return (0..<count).map { _ in LloydScratch(of: data, clusterCount: clusterCount) }
  }

  /// The rows that a transfer might improve with the centres as they are, ascending.
  ///
  /// - Parameters:
  ///   - weights: For each cluster n/(n+1).
  ///   - leaving: For each cluster √((n+1)/(n−1)).
  ///   - drifts: How far the centres moved since the last time; nil the first time.
  mutating func transferCandidates(
    _ weights: [Double], _ leaving: [Double], _ drifts: CenterDrifts?, workers: Workers,
    monitor: WorkMonitor
  ) -> (rows: [Int], verdict: WorkMonitor.Verdict) {
    if drifts == nil { for chunk in chunks.indices { chunks[chunk].beginTransfers() } }
    var scratch = (0..<max(1, min(workers.threadCount, chunks.count))).map { _ in
      TransferScratch(of: data)
    }
    let verdict = workers.update(&chunks, scratch: &scratch, monitor: monitor) {
      [data, centers] index, chunk, scratch, watch in
      for rows in pieces(ofRows: chunk.labels.count, cost: centers.values.count) {
        guard watch.mayGoOn() else { return }
        chunk.findCandidates(
          rows, from: index * PreparedRows.chunkRowCount, of: data, to: centers,
          weights: weights, leaving: leaving, drifts: drifts, scratch: &scratch)
      }
    }
    return (chunks.flatMap(\.candidates), verdict)
  }

  /// Ends a series of assignments or candidates that keep bounds.
  mutating func endBounds() {
    for chunk in chunks.indices { chunks[chunk].endBounds() }
  }

  /// Moves every centre but the fixed to the mean of its rows; empty clusters get the farthest rows.
  ///
  /// - Returns: The sum of the squared moves, and whether an empty cluster was filled.
  mutating func moveCenters() -> (shift: Double, hasRelocated: Bool) {
    mayBeTied = nil
    var moved = centers
    var sums = sums
    var rowOfCluster: [Int: Int] = [:]
    if hasEmpty { rowOfCluster = relocateEmpty(&sums) }

    let masses = sums.masses
    var heaviest = 0
    for cluster in masses.indices where masses[cluster] > masses[heaviest] { heaviest = cluster }
    for cluster in fixedCount..<clusterCount {
      let source = masses[cluster] > 0 ? cluster : heaviest
      for feature in 0..<data.featureCount {
        moved[cluster, feature] = sums.mean(of: source, feature: feature, in: data)
      }
    }
    for (cluster, row) in rowOfCluster where masses[cluster] == data.mass(of: row) {
      for feature in 0..<data.featureCount { moved[cluster, feature] = data.rows[row, feature] }
    }

    var shift = 0.0
    for index in moved.values.indices {
      let difference = moved.values[index] - centers.values[index]
      shift += difference * difference
    }
    centers = moved
    return (shift, !rowOfCluster.isEmpty)
  }

  /// Takes the rows farthest from their centres out of their clusters and into the empty ones.
  ///
  /// scikit-learn's rule; equal distances go to the smaller row by value, so that the choice does
  /// not depend on the order of the rows, and rows of weight 0 fill nothing.
  ///
  /// - Returns: For each cluster that was filled, its row.
  private func relocateEmpty(_ sums: inout ClusterSums) -> [Int: Int] {
    let empty = (fixedCount..<clusterCount).filter { sums.masses[$0] == 0 }
    var rowOfCluster: [Int: Int] = [:]
    for (cluster, row) in zip(empty, farthestRows(empty.count)) {
      let source = Int32(truncatingIfNeeded: label(of: row))
      sums.move(row, of: data, from: source, to: Int32(truncatingIfNeeded: cluster))
      rowOfCluster[cluster] = row
    }
    return rowOfCluster
  }

  /// The rows farthest from their centres, farthest first, none at distance 0.
  private func farthestRows(_ count: Int) -> [Int] {
    var farthest: [(distance: Double, row: Int)] = []
    for (row, distance) in squaredDistances.enumerated() where distance > 0 {
      if farthest.count == count, let last = farthest.last, distance < last.distance { continue }
      guard data.mass(of: row) > 0 else { continue }
      let position = farthest.firstIndex {
        $0.distance != distance
          ? $0.distance < distance
          : data.rows.row(row).lexicographicallyPrecedes(data.rows.row($0.row))
      }
      farthest.insert((distance, row), at: position ?? farthest.endIndex)
      if farthest.count > count { farthest.removeLast() }
    }
    return farthest.map(\.row)
  }

  /// The label of a row.
  func label(of row: Int) -> Int {
    let (chunk, place) = row.quotientAndRemainder(dividingBy: PreparedRows.chunkRowCount)
    return Int(chunks[chunk].labels[place])
  }

  /// Moves one row to another cluster and the two centres to their new means.
  mutating func move(row: Int, to target: Int) {
    let (chunk, place) = row.quotientAndRemainder(dividingBy: PreparedRows.chunkRowCount)
    let source = Int(chunks[chunk].labels[place])
    let label = Int32(truncatingIfNeeded: target)
    mayBeTied = nil
    sums.move(row, of: data, from: chunks[chunk].labels[place], to: label)
    chunks[chunk].labels[place] = label
    for cluster in [source, target] where cluster >= fixedCount && sums.masses[cluster] > 0 {
      for feature in 0..<data.featureCount {
        centers[cluster, feature] = sums.mean(of: cluster, feature: feature, in: data)
      }
    }
  }
}
