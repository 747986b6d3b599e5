import Kernels
import Matrices

/// The mean silhouettes of several partitions of the same rows.
///
/// Each is what ``exactSilhouette(of:labels:clusterCount:workers:monitor:)`` gives on average, to
/// rounding. Rows that are together in every partition form a cell, and the distances to a cell are
/// summed once for all partitions.
///
/// Every distance is computed twice, once for each of its rows, so that neither has to wait for the
/// other and cells may be small. (Measured against each pair once, in bands of rows of one
/// cell: a sweep over 2 to 10 takes 231 ms of processor time in place of 289 with 4,338 × 3 rows, 865
/// in place of 895 with 20,000 × 8.)
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
  private(set) var places: [[Int32]]

  /// For each partition, its places.
  private(set) var ranges: [Range<Int>] = []

  /// Number of rows of each cluster.
  private(set) var sizes: [Int] = []

  /// Takes the first partition, and more as long as the sums of cells are told to the clusters in less
  /// time than another round of distances would take.
  init(_ partitions: [[Int32]], _ clusterCounts: [Int], rowCount: Int) {
    cells = [Int](repeating: 0, count: rowCount)
    places = [[]]
    for (labels, clusterCount) in zip(partitions, clusterCounts) {
      // Cells in the order of their first rows.
      var known = [Int](repeating: -1, count: places.count * clusterCount)
      var finer: [[Int32]] = []
      var cellOfRow = cells
      for (row, label) in labels.enumerated() {
        let pair = cells[row] * clusterCount + Int(label)
        if known[pair] < 0 {
          known[pair] = finer.count
          finer.append(
            places[cells[row]] + [Int32(truncatingIfNeeded: sizes.count) + label])
        }
        cellOfRow[row] = known[pair]
      }
      let tellingCount = finer.count * (ranges.count + 1)
      if !ranges.isEmpty && tellingCount > tellingsPerRow * rowCount { break }
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
    let pieces = CellPieces(found, places: places, featureCount: rows.columnCount)
    let sorted = rows.picking(order)
    let bandCount = (rows.rowCount + bandRowCount - 1) / bandRowCount
    let (parts, verdict) = workers.map(count: bandCount, monitor: monitor) { band, watch in
      let first = band * bandRowCount
      let part = first..<min(first + bandRowCount, rows.rowCount)
      let sums = pieces.sums(of: sorted, part, clusterCount: sizes.count, watch)
      monitor.report(Double(first), of: Double(rows.rowCount), "silhouettes")
      return silhouetteSums(order[part].map { cells[$0] }, sums)
    }
    try verdict.check()
    return ranges.indices.map { partition in
      let filledCount = ranges[partition].count { sizes[$0] > 0 }
      guard 2 <= filledCount && filledCount < rows.rowCount else { return nil }
      let sum = parts.reduce(0) { $0 + ($1?[partition] ?? 0) }
      return sum / Double(rows.rowCount)
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

  /// For each partition, the sum of the silhouettes of some rows.
  ///
  /// - Parameters:
  ///   - cells: The cell of each row.
  ///   - sums: For each eight rows and each cluster, the sums of the distances to its rows.
  private func silhouetteSums(_ cells: [Int], _ sums: [Lanes]) -> [Double] {
    ranges.indices.map { partition in
      var total = 0.0
      for start in stride(from: 0, to: cells.count, by: Lanes.scalarCount) {
        let block = cells[start..<min(start + Lanes.scalarCount, cells.count)]
        var owners = Lanes(repeating: -1)
        for (lane, cell) in block.enumerated() { owners[lane] = Double(places[cell][partition]) }
        let silhouettes = silhouettes(
          owners, ranges[partition], sums, at: start / Lanes.scalarCount * sizes.count)
        for lane in 0..<block.count { total += silhouettes[lane] }
      }
      return total
    }
  }

  /// The silhouettes of eight rows.
  ///
  /// - Parameters:
  ///   - owners: The place of the cluster of each.
  ///   - range: The places of all clusters of the partition.
  ///   - sums: For each cluster, from `start` on, the sums of the distances to its rows.
  private func silhouettes(
    _ owners: Lanes, _ range: Range<Int>, _ sums: [Lanes], at start: Int
  ) -> Lanes {
    var own = Lanes(repeating: .infinity)
    var nearestOther = own
    for place in range where sizes[place] > 0 {
      let sum = sums[start + place]
      let isOwn = owners .== Lanes(repeating: Double(place))
      // A row that is alone has no silhouette: its own distance stays infinite.
      if sizes[place] > 1 { own.replace(with: sum * (1 / Double(sizes[place] - 1)), where: isOwn) }
      let mean = (sum * (1 / Double(sizes[place]))).replacing(with: .infinity, where: isOwn)
      nearestOther.replace(with: mean, where: mean .< nearestOther)
    }
    let larger = own.replacing(with: nearestOther, where: own .< nearestOther)
    let isDefined = (larger .> 0) .& (larger .< .infinity)
    return Lanes.zero.replacing(with: (nearestOther - own) / larger, where: isDefined)
  }
}

/// Cells, cut where a tile of rows ends that stays in the first-level cache.
private struct CellPieces: Sendable {
  /// For each piece, where it ends among the rows.
  private var ends: [Int32] = []

  /// For each piece and partition, the place of its cluster.
  private var places: [Int32] = []

  /// Rows and pieces of each tile.
  private var tiles: [(rows: Range<Int>, pieces: Range<Int>)] = []

  init(_ cells: [Range<Int>], places: [[Int32]], featureCount: Int) {
    let tileRowCount = max(16, 2_048 / featureCount)
    var tileStart = 0
    var firstPiece = 0
    for (cell, range) in cells.enumerated() {
      var start = range.lowerBound
      while start < range.upperBound {
        let end = min(range.upperBound, tileStart + tileRowCount)
        ends.append(Int32(truncatingIfNeeded: end))
        self.places += places[cell]
        if end == tileStart + tileRowCount || end == cells.last?.upperBound {
          tiles.append((tileStart..<end, firstPiece..<ends.count))
          (tileStart, firstPiece) = (end, ends.count)
        }
        start = end
      }
    }
  }

  /// For each eight rows of a part and each cluster, the sums of the distances to its rows.
  func sums(
    of rows: Matrix, _ part: Range<Int>, clusterCount: Int, _ watch: LoopWatch
  ) -> [Lanes] {
    let width = rows.columnCount
    let values = rows.values.span
    let lanes = RowLanes(
      rows: values.extracting(part.lowerBound * width..<part.upperBound * width),
      featureCount: width)
    var sums = [Lanes](repeating: .zero, count: lanes.blockCount * clusterCount)
    var sumSpan = sums.mutableSpan
    for tile in tiles {
      guard watch.mayGoOn() else { break }
      kernels.addCellDistances(
        of: lanes.vectors.span, to: values, featureCount: width, from: tile.rows.lowerBound,
        pieces: tile.pieces, ends: ends.span, places: places.span, sums: &sumSpan)
    }
    return sums
  }
}

/// Rows whose sums are computed together.
private let bandRowCount = 128

/// How many sums of cells are told to clusters for each row, at most.
private let tellingsPerRow = 4
