import Kernels
import Matrices
import Synchronization

/// The mean silhouettes of several partitions of the same rows.
///
/// Each is what ``exactSilhouette(of:labels:clusterCount:workers:monitor:)`` gives on average, to
/// rounding. The distances between rows, which are most of that work, are computed once for all.
///
/// - Parameters:
///   - rows: Shape `n × d`, finite.
///   - partitions: Per partition one label per row, in `0 ..< clusterCount`.
///   - clusterCount: More than the largest label.
/// - Returns: Per partition the mean silhouette, nil where fewer than two clusters or as many as rows
///   have rows.
/// - Throws: ``ClusteringError/cancelled`` or ``ClusteringError/outOfTime``.
/// - Complexity: O(*n*²·(*d* + *p*)) for *p* partitions.
func meanSilhouettes(
  of rows: Matrix, partitions: [[Int32]], clusterCounts: [Int], workers: Workers,
  monitor: WorkMonitor
) throws(ClusteringError) -> [Double?] {
  var means: [Double?] = []
  // So many that the sums of one block of rows stay in the first-level cache.
  for group in stride(from: 0, to: partitions.count, by: 12).map({
    $0..<min($0 + 12, partitions.count)
  }) {
    let part = JointPartitions(Array(partitions[group]), Array(clusterCounts[group]))
    means += try part.meanSilhouettes(
      of: rows, workers: workers, monitor: monitor)
  }
  return means
}

/// Some partitions of the same rows, with the clusters of all of them in one line.
private struct JointPartitions: Sendable {
  /// For each row and partition the place of its cluster, `n × p`.
  let places: [Int32]

  /// Number of rows of each cluster.
  let sizes: [Int]

  /// For each partition, its places.
  let ranges: [Range<Int>]

  init(_ partitions: [[Int32]], _ clusterCounts: [Int]) {
    var ranges: [Range<Int>] = []
    for count in clusterCounts {
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + count)
    }
    var sizes = [Int](repeating: 0, count: ranges.last?.upperBound ?? 0)
    let rowCount = partitions.first?.count ?? 0
    var places = [Int32](repeating: 0, count: rowCount * partitions.count)
    for (partition, labels) in partitions.enumerated() {
      let start = ranges[partition].lowerBound
      for (row, label) in labels.enumerated() {
        let place = start + Int(label)
        places[row * partitions.count + partition] = Int32(truncatingIfNeeded: place)
        sizes[place] += 1
      }
    }
    self.places = places
    self.sizes = sizes
    self.ranges = ranges
  }

  func meanSilhouettes(
    of rows: Matrix, workers: Workers, monitor: WorkMonitor
  ) throws(ClusteringError) -> [Double?] {
    let done = Atomic<Int>(0)
    let bandCount = (rows.rowCount + jointBandRowCount - 1) / jointBandRowCount
    let (parts, verdict) = workers.map(count: bandCount, monitor: monitor) { band, watch in
      let start = band * jointBandRowCount
      let sums = silhouetteSums(
        of: start..<min(start + jointBandRowCount, rows.rowCount), rows, watch)
      let count = done.wrappingAdd(1, ordering: .relaxed).newValue
      monitor.report(Double(count), of: Double(bandCount), "silhouettes")
      return sums
    }
    try verdict.check()
    var sums = [Double](repeating: 0, count: ranges.count)
    for part in parts {
      for (partition, sum) in (part ?? []).enumerated() { sums[partition] += sum }
    }
    return ranges.indices.map { partition in
      let filledCount = ranges[partition].count { sizes[$0] > 0 }
      guard 2 <= filledCount && filledCount < rows.rowCount else { return nil }
      return sums[partition] / Double(rows.rowCount)
    }
  }

  /// For each partition, the sum of the silhouettes of a range of rows.
  private func silhouetteSums(
    of range: Range<Int>, _ rows: Matrix, _ watch: LoopWatch
  ) -> [Double] {
    let lanes = rowLanes(of: rows, range)
    let featureCount = rows.columnCount
    let partitionCount = ranges.count
    let tileRowCount = max(8, tileValueCount / (featureCount + partitionCount))
    var distances = [Lanes](repeating: .zero, count: lanes.blockCount * sizes.count)
    var start = 0
    while start < rows.rowCount {
      guard watch.mayGoOn() else { return [] }
      let end = min(start + tileRowCount, rows.rowCount)
      let tile = rows.values.span.extracting(start * featureCount..<end * featureCount)
      let tilePlaces = places.span.extracting(start * partitionCount..<end * partitionCount)
      var output = distances.mutableSpan
      for block in 0..<lanes.blockCount {
        kernels.addDistances(
          &output,
          of: lanes.vectors.span.extracting(block * featureCount..<(block + 1) * featureCount),
          to: tile, places: tilePlaces, at: block * sizes.count)
      }
      start = end
    }

    var sums = [Double](repeating: 0, count: partitionCount)
    for row in range {
      let (block, lane) = (row - range.lowerBound).quotientAndRemainder(
        dividingBy: Lanes.scalarCount)
      for partition in ranges.indices {
        let owner = Int(places[row * partitionCount + partition])
        sums[partition] += silhouette(owner, ranges[partition]) { place in
          distances[block * sizes.count + place][lane]
        }
      }
    }
    return sums
  }

  /// The silhouette of a row of a cluster, from the sums of its distances to each cluster.
  private func silhouette(_ owner: Int, _ range: Range<Int>, distance: (Int) -> Double) -> Double {
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

/// Rows of which one thread has the sums at hand.
private let jointBandRowCount = 64
