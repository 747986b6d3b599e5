import Matrices

/// The means of labelled rows, and how far the rows are from them.
struct ClusterMeans: Sendable {
  /// The means, one row per cluster that has rows.
  let means: Matrix

  /// For each cluster, the mean squared distance of its rows to its mean.
  let meanSquares: [Double]

  /// For each cluster, the mean Euclidean distance of its rows to its mean.
  let meanDistances: [Double]

  /// What squared distances must exceed to be more than rounding.
  let rounding: Double

  init(
    of sorted: LabelledRows, workers: Workers, monitor: WorkMonitor
  ) throws(ClusteringError) {
    let rows = sorted.rows
    let width = rows.columnCount
    let largest = try largestMagnitudes(rows, workers: workers, monitor: monitor)
    let exact = ExactSums(largestMagnitudes: largest)

    // Pieces of clusters, so that large ones are shared among threads; whole numbers for the means,
    // and sums of squares piece by piece in their order.
    let pieces = sorted.ranges.enumerated().flatMap { cluster, range in
      stride(from: range.lowerBound, to: range.upperBound, by: PreparedRows.chunkRowCount).map {
        (cluster: cluster, rows: $0..<min($0 + PreparedRows.chunkRowCount, range.upperBound))
      }
    }
    let (sums, summed) = workers.map(count: pieces.count, monitor: monitor) { piece, _ in
      let values = rows.values.span
      var sums = [Int128](repeating: 0, count: width)
      for row in pieces[piece].rows {
        for column in 0..<width {
          sums[column] &+= exact.whole(values[row * width + column], column: column)
        }
      }
      return sums
    }
    try summed.check()
    var totals = [Int128](repeating: 0, count: sorted.ranges.count * width)
    for (piece, sums) in zip(pieces, sums) {
      for (column, sum) in (sums ?? []).enumerated() {
        totals[piece.cluster * width + column] &+= sum
      }
    }
    let means = totals.indices.map { index in
      exact.mean(
        totals[index], count: sorted.ranges[index / width].count, column: index % width)
    }

    let (squares, squared) = workers.map(count: pieces.count, monitor: monitor) { piece, _ in
      let values = rows.values.span
      let first = pieces[piece].cluster * width
      var sum = (squares: 0.0, distances: 0.0)
      for row in pieces[piece].rows {
        var square = 0.0
        for column in 0..<width {
          let difference = values[row * width + column] - means[first + column]
          sum.squares += difference * difference
          square += difference * difference
        }
        sum.distances += square.squareRoot()
      }
      return sum
    }
    try squared.check()
    var meanSquares = [Double](repeating: 0, count: sorted.ranges.count)
    var meanDistances = meanSquares
    for case (let piece, let sum?) in zip(pieces, squares) {
      meanSquares[piece.cluster] += sum.squares
      meanDistances[piece.cluster] += sum.distances
    }
    for (cluster, range) in sorted.ranges.enumerated() {
      meanSquares[cluster] /= Double(range.count)
      meanDistances[cluster] /= Double(range.count)
    }
    self.means = Matrix(rowCount: sorted.ranges.count, columnCount: width, values: means)
    self.meanSquares = meanSquares
    self.meanDistances = meanDistances
    // Means are rounded in their last bit; what is nearer than that is at the same place.
    rounding = largest.reduce(0) { $0 + ($1 * 0x1p-52) * ($1 * 0x1p-52) }
  }
}

/// The largest absolute value of each column.
func largestMagnitudes(
  _ rows: Matrix, workers: Workers, monitor: WorkMonitor
) throws(ClusteringError) -> [Double] {
  let width = rows.columnCount
  let (parts, verdict) = workers.map(count: chunkCount(of: rows.rowCount), monitor: monitor) {
    chunk, _ in
    let values = rows.values.span
    var largest = [Double](repeating: 0, count: width)
    for row in chunkRange(chunk, of: rows.rowCount) {
      for column in 0..<width {
        let magnitude = values[row * width + column].magnitude
        if magnitude > largest[column] { largest[column] = magnitude }
      }
    }
    return largest
  }
  try verdict.check()
  return parts.reduce(into: [Double](repeating: 0, count: width)) { largest, part in
    for (column, value) in (part ?? []).enumerated() {
      largest[column] = max(largest[column], value)
    }
  }
}
