import Kernels
import Matrices

/// What one thread needs for itself while it gives rows to centres.
struct Scratch: Sendable {
  /// New labels.
  var labels: [Int32]

  /// Rows whose label has to be computed.
  var doubtful: [Int32]

  /// Eight rows side by side.
  var block: [Lanes]

  /// What this thread added to the sums of the clusters and took away from them.
  private(set) var sums: ClusterSums

  /// Labels that changed.
  private(set) var changedCount = 0

  /// Memory for chunks of so many rows, and for a table of centres.
  init(rowCount: Int, centers: Matrix, of data: PreparedRows) {
    labels = [Int32](repeating: 0, count: rowCount)
    doubtful = labels
    block = [Lanes](repeating: .zero, count: centers.columnCount)
    sums = ClusterSums(clusterCount: centers.rowCount, of: data)
  }

  /// Moves a row from the sum of one cluster, unless it is -1, to that of another.
  mutating func move(_ row: Int, of data: PreparedRows, from source: Int32, to target: Int32) {
    sums.move(row, of: data, from: source, to: target)
    changedCount += 1
  }
}
