import Matrices

/// The mean silhouettes of several partitions of the same rows.
///
/// Each is what ``exactSilhouette(of:labels:clusterCount:workers:monitor:)`` gives on average, to
/// rounding. Rows that are together in every partition form a cell, and the distances to a cell are
/// summed once for all partitions.
///
/// - Parameters:
///   - rows: Shape `n × d`, finite.
///   - partitions: Per partition one label per row, in `0 ..< clusterCount`.
///   - clusterCounts: Each more than the largest label of its partition.
/// - Returns: Per partition the mean silhouette, nil where fewer than two clusters or as many as rows
///   have rows.
/// - Throws: ``ClusteringError/cancelled`` or ``ClusteringError/outOfTime``.
/// - Complexity: O(*n*²·*d*), and as often again as the partitions have too little in common to be
///   looked at together.
func meanSilhouettes(
  of rows: Matrix, partitions: [[Int32]], clusterCounts: [Int], workers: Workers,
  monitor: WorkMonitor
) throws(ClusteringError) -> [Double?] {
  var means: [Double?] = []
  while means.count < partitions.count {
    let first = means.count
    let group = JointPartitions(
      Array(partitions[first...]), Array(clusterCounts[first...]), rowCount: rows.rowCount)
    let part = Double(partitions.count)
    means += try group.meanSilhouettes(
      of: rows, workers: workers,
      monitor: monitor.step(
        Double(first) / part...Double(first + group.ranges.count) / part))
  }
  return means
}

/// The first of some partitions of the same rows, and the cells they cut each other into.
private struct JointPartitions: Sendable {
  /// The cell of each row.
  private(set) var cells: [Int]

  /// For each cell and partition the place of its cluster among the clusters of all of them.
  private(set) var places: [[Int]]

  /// For each partition, its places.
  private(set) var ranges: [Range<Int>] = []

  /// Number of rows of each cluster.
  private(set) var sizes: [Int] = []

  /// Takes the first partition, and more as long as cells are large enough to be worth their
  /// while and the sums, a number per row and cluster, take no more than 32 MB.
  init(_ partitions: [[Int32]], _ clusterCounts: [Int], rowCount: Int) {
    cells = [Int](repeating: 0, count: rowCount)
    places = [[]]
    for (labels, clusterCount) in zip(partitions, clusterCounts) {
      // Cells in the order of their first rows.
      var known = [Int](repeating: -1, count: places.count * clusterCount)
      var finer: [[Int]] = []
      var cellOfRow = cells
      for (row, label) in labels.enumerated() {
        let pair = cells[row] * clusterCount + Int(label)
        if known[pair] < 0 {
          known[pair] = finer.count
          finer.append(places[cells[row]] + [sizes.count + Int(label)])
        }
        cellOfRow[row] = known[pair]
      }
      let isFirst = ranges.isEmpty
      let isLarge = finer.count * leastMeanCellSize > rowCount
      if !isFirst && (isLarge || (sizes.count + clusterCount) * rowCount > 4_000_000) { break }
      ranges.append(sizes.count..<sizes.count + clusterCount)
      sizes += [Int](repeating: 0, count: clusterCount)
      for label in labels { sizes[ranges[ranges.count - 1].lowerBound + Int(label)] += 1 }
      cells = cellOfRow
      places = finer
    }
  }

  func meanSilhouettes(
    of rows: Matrix, workers: Workers, monitor: WorkMonitor
  ) throws(ClusteringError) -> [Double?] {
    let (order, found) = cellOrder()
    let pairs = PairDistances(rows.picking(order), cells: found)
    var tallies = pairs.bands.map { JointTally($0, partitions: self) }
    try pairs.tell(&tallies, workers: workers, monitor: monitor, step: "silhouettes")
    var sums = [Double](repeating: 0, count: ranges.count)
    for tally in tallies {
      for (partition, sum) in tally.silhouetteSums().enumerated() { sums[partition] += sum }
    }
    return ranges.indices.map { partition in
      let filledCount = ranges[partition].count { sizes[$0] > 0 }
      guard 2 <= filledCount && filledCount < rows.rowCount else { return nil }
      return sums[partition] / Double(rows.rowCount)
    }
  }

  /// The rows cell after cell, and where each cell lies among them.
  private func cellOrder() -> (order: [Int], ranges: [Range<Int>]) {
    var counts = [Int](repeating: 0, count: places.count)
    for cell in cells { counts[cell] += 1 }
    var ranges: [Range<Int>] = []
    for count in counts {
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + count)
    }
    var next = ranges.map(\.lowerBound)
    var order = [Int](repeating: 0, count: cells.count)
    for (row, cell) in cells.enumerated() {
      order[next[cell]] = row
      next[cell] += 1
    }
    return (order, ranges)
  }

  /// The silhouette of a row of a cluster, from the sums of its distances to each cluster.
  func silhouette(_ owner: Int, _ range: Range<Int>, distance: (Int) -> Double) -> Double {
    guard sizes[owner] > 1 else { return 0 }
    let own = distance(owner) / Double(sizes[owner] - 1)
    var nearestOther = Double.infinity
    for place in range where place != owner && sizes[place] > 0 {
      nearestOther = min(nearestOther, distance(place) / Double(sizes[place]))
    }
    let larger = max(own, nearestOther)
    return larger > 0 && larger < .infinity ? (nearestOther - own) / larger : 0
  }
}

/// Rows of a cell on average, below which partitions are looked at one after the other.
private let leastMeanCellSize = 12

/// The sums of the distances of a band of rows to each cluster of some partitions.
private struct JointTally: DistanceTally {
  private let partitions: JointPartitions
  private let cell: Int
  private let rowCount: Int

  /// For each cluster the sum of each row.
  private var sums: [Double]

  init(_ band: PairDistances.Band, partitions: JointPartitions) {
    self.partitions = partitions
    cell = band.cell
    rowCount = band.range.count
    sums = [Double](repeating: 0, count: partitions.sizes.count * rowCount)
  }

  mutating func add(_ more: Span<Double>, of cell: Int) {
    JointTally.add(more, to: partitions.places[cell], &sums)
  }

  /// Adds in the memory of the sums, whose owner is asked for once and not for every number.
  private static func add(_ more: Span<Double>, to places: [Int], _ sums: inout [Double]) {
    let count = more.count
    var all = sums.mutableSpan
    for place in places {
      let start = place * count
      for row in 0..<count { all[start &+ row] += more[row] }
    }
  }

  /// For each partition, the sum of the silhouettes of the rows.
  func silhouetteSums() -> [Double] {
    zip(partitions.places[cell], partitions.ranges).map { owner, range in
      var sum = 0.0
      for row in 0..<rowCount {
        sum += partitions.silhouette(owner, range) { sums[$0 * rowCount + row] }
      }
      return sum
    }
  }
}
