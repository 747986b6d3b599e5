import Matrices

/// Rows in the order of their clusters, checked for a silhouette.
struct LabelledRows: Sendable {
  /// The rows, cluster after cluster, and within a cluster in their own order.
  let rows: Matrix

  /// For each sorted row, which row it is.
  let order: [Int]

  /// For each cluster that has rows, where they lie among the sorted ones.
  let ranges: [Range<Int>]

  /// For each sorted row, the position of its cluster in `ranges`.
  let owners: [Int]

  /// Checks and sorts.
  ///
  /// - Throws: ``ClusteringError/wrongShape(name:found:expected:)``,
  ///   ``ClusteringError/invalidOption(name:value:requirement:)`` for a label out of range,
  ///   ``ClusteringError/notFinite(row:column:)``, ``ClusteringError/tooLarge(row:column:)``,
  ///   ``ClusteringError/silhouetteUndefined(clusterCount:rowCount:)``,
  ///   ``ClusteringError/cancelled`` or ``ClusteringError/outOfTime``.
  init(
    _ rows: Matrix, labels: [Int32], clusterCount: Int, workers: Workers, monitor: WorkMonitor
  ) throws(ClusteringError) {
    try require(clusterCount >= 1, "k", clusterCount, "at least 1")
    try requireShape("labels", labels.count, rows.rowCount)
    try require(rows.columnCount >= 1, "the number of features", rows.columnCount, "at least 1")
    try requireLabels(labels, clusterCount)
    try requireFinite(rows, workers: workers, monitor: monitor)

    var sizes = [Int](repeating: 0, count: clusterCount)
    for label in labels { sizes[Int(label)] += 1 }
    var ranges: [Range<Int>] = []
    var owners: [Int] = []
    var places: [Int] = []
    for size in sizes {
      places.append(owners.count)
      guard size > 0 else { continue }
      owners += repeatElement(ranges.count, count: size)
      ranges.append(owners.count - size..<owners.count)
    }
    guard 2 <= ranges.count && ranges.count < rows.rowCount else {
      throw .silhouetteUndefined(clusterCount: ranges.count, rowCount: rows.rowCount)
    }

    var order = [Int](repeating: 0, count: labels.count)
    for (row, label) in labels.enumerated() {
      order[places[Int(label)]] = row
      places[Int(label)] += 1
    }
    let (parts, verdict) = workers.map(count: chunkCount(of: order.count), monitor: monitor) {
      [order] chunk, _ in
      rows.picking(Array(order[chunkRange(chunk, of: order.count)])).values
    }
    try verdict.check()
    self.order = order
    self.rows = Matrix(
      rowCount: rows.rowCount, columnCount: rows.columnCount, values: parts.flatMap { $0 ?? [] })
    self.ranges = ranges
    self.owners = owners
  }

  /// Puts values of sorted rows back in the order of the rows.
  func inRowOrder(_ values: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: values.count)
    for (position, row) in order.enumerated() { result[row] = values[position] }
    return result
  }

  /// The silhouette of a sorted row from its distances to clusters.
  ///
  /// - Parameters:
  ///   - own: How far it is from its own cluster, the row itself not counted.
  ///   - nearestOther: How far it is from the nearest other one.
  ///   - least: What both must exceed to be more than rounding.
  func silhouette(_ own: Double, _ nearestOther: Double, beyond least: Double = 0) -> Double {
    let larger = max(own, nearestOther)
    return larger > least ? (nearestOther - own) / larger : 0
  }
}

/// Throws unless all labels are in `0 ..< clusterCount`.
func requireLabels(_ labels: [Int32], _ clusterCount: Int) throws(ClusteringError) {
  for (row, label) in labels.enumerated() where !(0 <= label && Int(label) < clusterCount) {
    throw .invalidOption(
      name: "the label of row \(row)", value: label.description,
      requirement: "at least 0 and less than \(clusterCount)")
  }
}
