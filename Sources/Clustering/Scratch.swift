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
  private(set) var sums: [Int128]

  /// What it added to their counts.
  private(set) var counts: [Int]

  /// Labels that changed.
  private(set) var changedCount = 0

  /// Memory for chunks of so many rows, and for a table of centres.
  init(rowCount: Int, centers: Matrix) {
    labels = [Int32](repeating: 0, count: rowCount)
    doubtful = labels
    block = [Lanes](repeating: .zero, count: centers.columnCount)
    sums = [Int128](repeating: 0, count: centers.values.count)
    counts = [Int](repeating: 0, count: centers.rowCount)
  }

  /// Moves a row from the sum of one cluster, unless it is -1, to that of another.
  mutating func move(_ row: Int, of data: PreparedRows, from source: Int32, to target: Int32) {
    let width = data.featureCount
    let values = data.rows.values.span.extracting(row * width..<(row + 1) * width)
    for feature in values.indices {
      let whole = data.exact.whole(values[feature], column: feature)
      sums[Int(target) * width + feature] &+= whole
      if source >= 0 { sums[Int(source) * width + feature] &-= whole }
    }
    counts[Int(target)] += 1
    if source >= 0 { counts[Int(source)] -= 1 }
    changedCount += 1
  }
}
