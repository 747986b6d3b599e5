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
  ///   ``ClusteringError/notFinite(row:column:)``, ``ClusteringError/tooLarge(row:column:)`` or
  ///   ``ClusteringError/silhouetteUndefined(clusterCount:rowCount:)``.
  init(_ rows: Matrix, labels: [Int32], clusterCount: Int) throws(ClusteringError) {
    try requireShape("labels", labels.count, rows.rowCount)
    try require(rows.columnCount >= 1, "the number of features", rows.columnCount, "at least 1")
    try requireLabels(labels, clusterCount)
    try requireFinite(rows)

    var members = [[Int]](repeating: [], count: clusterCount)
    for (row, label) in labels.enumerated() { members[Int(label)].append(row) }
    members.removeAll { $0.isEmpty }
    guard 2 <= members.count && members.count < rows.rowCount else {
      throw .silhouetteUndefined(clusterCount: members.count, rowCount: rows.rowCount)
    }

    var ranges: [Range<Int>] = []
    var owners: [Int] = []
    for (cluster, rows) in members.enumerated() {
      ranges.append(owners.count..<owners.count + rows.count)
      owners += [Int](repeating: cluster, count: rows.count)
    }
    order = members.flatMap { $0 }
    self.rows = rows.picking(order)
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
