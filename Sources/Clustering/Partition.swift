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

  /// Labels and distances, chunk by chunk.
  private(set) var chunks: [PartitionChunk]

  /// Sums and masses of the clusters.
  private(set) var sums: ClusterSums

  var clusterCount: Int { centers.rowCount }

  /// Begins with centres and no labels.
  init(of data: PreparedRows, centers: Matrix, fixedCount: Int = 0) {
    self.data = data
    self.centers = centers
    self.fixedCount = fixedCount
    chunks = data.chunks.map { PartitionChunk(rowCount: $0.rowCount) }
    sums = ClusterSums(clusterCount: centers.rowCount, of: data)
  }

  /// How much each cluster weighs: its number of rows, or the sum of their weights.
  var masses: [Double] { sums.masses.map { data.weight($0) } }

  /// Whether a cluster that should have rows has none, or none that counts.
  var hasEmpty: Bool { sums.masses[fixedCount...].contains(0) }

  var labels: [Int32] { chunks.flatMap(\.labels) }
  var squaredDistances: [Double] { chunks.flatMap(\.squaredDistances) }

  /// The sum of the squared distances, times the weights, in the order of the rows.
  var inertia: Double {
    if let weights = data.weights?.values { return weightedSum(squaredDistances, weights) }
    var sum = 0.0
    for chunk in chunks { for distance in chunk.squaredDistances { sum += distance } }
    return sum
  }

  /// Gives every row to its nearest centre, ties to the lowest index.
  ///
  /// - Returns: How many labels changed, and why it was stopped, if it was; the labels are of no use
  ///   then.
  mutating func assign(
    workers: Workers, monitor: WorkMonitor
  ) -> (changedCount: Int, verdict: WorkMonitor.Verdict) {
    var scratch = makeScratch(workers)
    let verdict = workers.update(&chunks, scratch: &scratch, monitor: monitor) {
      [data, centers] index, chunk, scratch, watch in
      let lanes = data.chunks[index]
      let first = index * PreparedRows.chunkRowCount
      var start = 0
      for blocks in pieces(of: lanes.blockCount, cost: centers.values.count) {
        guard watch.mayGoOn() else { return }
        nearest(lanes, blocks, centers, &scratch.labels, &chunk.squaredDistances)
        let end = min(blocks.upperBound * Lanes.scalarCount, lanes.rowCount)
        for row in start..<end where scratch.labels[row] != chunk.labels[row] {
          let label = scratch.labels[row]
          scratch.move(first + row, of: data, from: chunk.labels[row], to: label)
          chunk.labels[row] = label
        }
        start = end
      }
    }
    return (join(scratch), verdict)
  }

  /// Gives those rows to their nearest centre for which it may have changed since the last time.
  ///
  /// The labels are those of ``assign(workers:monitor:)``; squared distances are not computed.
  ///
  /// - Parameter drifts: How far the centres moved since the last time; nil the first time.
  mutating func assignWithinBounds(
    drifts: CenterDrifts?, workers: Workers, monitor: WorkMonitor
  ) -> WorkMonitor.Verdict {
    if drifts == nil { for chunk in chunks.indices { chunks[chunk].beginBounds() } }
    var scratch = makeScratch(workers)
    let verdict = workers.update(&chunks, scratch: &scratch, monitor: monitor) {
      [data, centers] index, chunk, scratch, watch in
      let first = index * PreparedRows.chunkRowCount
      for blocks in pieces(of: data.chunks[index].blockCount, cost: centers.values.count) {
        guard watch.mayGoOn() else { return }
        let start = blocks.lowerBound * Lanes.scalarCount
        let end = min(blocks.upperBound * Lanes.scalarCount, chunk.labels.count)
        chunk.renew(
          start..<end, from: first, of: data, to: centers, drifts: drifts, scratch: &scratch)
      }
    }
    _ = join(scratch)
    return verdict
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
    if drifts == nil { for chunk in chunks.indices { chunks[chunk].beginBounds() } }
    var scratch = makeScratch(workers)
    let verdict = workers.update(&chunks, scratch: &scratch, monitor: monitor) {
      [data, centers] index, chunk, scratch, watch in
      for blocks in pieces(of: data.chunks[index].blockCount, cost: centers.values.count) {
        guard watch.mayGoOn() else { return }
        let start = blocks.lowerBound * Lanes.scalarCount
        let end = min(blocks.upperBound * Lanes.scalarCount, chunk.labels.count)
        chunk.findCandidates(
          start..<end, from: index * PreparedRows.chunkRowCount, of: data, to: centers,
          weights: weights, leaving: leaving, drifts: drifts, scratch: &scratch)
      }
    }
    return (chunks.flatMap(\.candidates), verdict)
  }

  /// Ends a series of assignments or candidates that keep bounds.
  mutating func endBounds() {
    for chunk in chunks.indices { chunks[chunk].endBounds() }
  }

  private func makeScratch(_ workers: Workers) -> [Scratch] {
    let rowCount = chunks.first?.labels.count ?? 0
    return (0..<max(1, min(workers.threadCount, chunks.count))).map { _ in
      Scratch(rowCount: rowCount, centers: centers, of: data)
    }
  }

  /// Adds up what the threads have moved: whole numbers, so their order does not matter.
  private mutating func join(_ scratch: [Scratch]) -> Int {
    var changedCount = 0
    for part in scratch where part.changedCount > 0 {
      changedCount += part.changedCount
      sums.add(part.sums)
    }
    return changedCount
  }

  /// Moves every centre but the fixed to the mean of its rows; empty clusters get the farthest rows.
  ///
  /// - Returns: The sum of the squared moves, and whether an empty cluster was filled.
  mutating func moveCenters() -> (shift: Double, hasRelocated: Bool) {
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
    for (index, chunk) in chunks.enumerated() {
      for (place, distance) in chunk.squaredDistances.enumerated() where distance > 0 {
        if farthest.count == count, let last = farthest.last, distance < last.distance { continue }
        let row = index * PreparedRows.chunkRowCount + place
        guard data.mass(of: row) > 0 else { continue }
        let position = farthest.firstIndex {
          $0.distance != distance
            ? $0.distance < distance
            : data.rows.row(row).lexicographicallyPrecedes(data.rows.row($0.row))
        }
        farthest.insert((distance, row), at: position ?? farthest.endIndex)
        if farthest.count > count { farthest.removeLast() }
      }
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
    sums.move(row, of: data, from: chunks[chunk].labels[place], to: label)
    chunks[chunk].labels[place] = label
    for cluster in [source, target] where cluster >= fixedCount && sums.masses[cluster] > 0 {
      for feature in 0..<data.featureCount {
        centers[cluster, feature] = sums.mean(of: cluster, feature: feature, in: data)
      }
    }
  }
}

/// Runs the kernel on whole arrays: spans of two properties of one value would overlap.
func nearest(
  _ lanes: RowLanes, _ blocks: Range<Int>, _ centers: Matrix, _ labels: inout [Int32],
  _ squaredDistances: inout [Double]
) {
  var labelSpan = labels.mutableSpan
  var distanceSpan = squaredDistances.mutableSpan
  kernels.nearestCenters(
    of: lanes.vectors.span, blocks: blocks, to: centers.values.span,
    featureCount: lanes.featureCount, labels: &labelSpan, squaredDistances: &distanceSpan)
}
