import Kernels
public import Matrices

/// The silhouette of every row by mean squared Euclidean distances, as Spark computes it.
///
/// Like ``exactSilhouette(of:labels:clusterCount:workers:monitor:)`` with squared distances, and the
/// same as scikit-learn's with `metric="sqeuclidean"`. The mean squared distance to the rows of a
/// cluster is the squared distance to its mean plus its mean squared distance to it, so no pair of
/// rows is ever looked at. (Spark's own form of this subtracts large numbers; this one does not.)
///
/// - Parameters:
///   - rows: Shape `n × d`, finite.
///   - labels: One per row, in `0 ..< clusterCount`.
///   - clusterCount: Number of clusters; those without rows do not count.
///   - workers: How many threads may work; the result does not depend on it.
///   - monitor: Asked at least every 20 ms.
/// - Throws: As ``exactSilhouette(of:labels:clusterCount:workers:monitor:)``.
/// - Complexity: O(*n*·*k*·*d*).
public func squaredSilhouette(
  of rows: Matrix, labels: [Int32], clusterCount: Int, workers: Workers, monitor: WorkMonitor
) throws(ClusteringError) -> [Double] {
  try centerSilhouettes(of: rows, labels, clusterCount, workers, monitor, isSquared: true)
}

/// The silhouette of every row by its Euclidean distances to the means of the clusters.
///
/// (b − a) / max(a, b), where a is the distance to the mean of the own cluster and b that to the
/// nearest other mean; 0 for a row that is alone in its cluster, and where a and b are 0. Usually
/// larger than the exact one.
///
/// - Parameters:
///   - rows: Shape `n × d`, finite.
///   - labels: One per row, in `0 ..< clusterCount`.
///   - clusterCount: Number of clusters; those without rows do not count.
///   - workers: How many threads may work; the result does not depend on it.
///   - monitor: Asked at least every 20 ms.
/// - Throws: As ``exactSilhouette(of:labels:clusterCount:workers:monitor:)``.
/// - Complexity: O(*n*·*k*·*d*).
public func simplifiedSilhouette(
  of rows: Matrix, labels: [Int32], clusterCount: Int, workers: Workers, monitor: WorkMonitor
) throws(ClusteringError) -> [Double] {
  try centerSilhouettes(of: rows, labels, clusterCount, workers, monitor, isSquared: false)
}

private func centerSilhouettes(
  of rows: Matrix, _ labels: [Int32], _ clusterCount: Int, _ workers: Workers,
  _ monitor: WorkMonitor, isSquared: Bool
) throws(ClusteringError) -> [Double] {
  let sorted = try LabelledRows(
    rows, labels: labels, clusterCount: clusterCount, workers: workers, monitor: monitor)
  let clusters = try ClusterMeans(of: sorted, workers: workers, monitor: monitor)
  let (parts, verdict) = workers.map(count: chunkCount(of: rows.rowCount), monitor: monitor) {
    chunk, watch in
    let range = chunkRange(chunk, of: rows.rowCount)
    let lanes = rowLanes(of: sorted.rows, range)
    var distances = [Lanes](repeating: .zero, count: sorted.ranges.count)
    var values: [Double] = []
    values.reserveCapacity(range.count)
    for blocks in pieces(of: lanes.blockCount, cost: clusters.means.values.count) {
      guard watch.mayGoOn() else { break }
      for block in blocks {
        let vectors = lanes.vectors.span.extracting(
          block * rows.columnCount..<(block + 1) * rows.columnCount)
        var output = distances.mutableSpan
        centerDistances(of: vectors, to: clusters.means.values.span, output: &output)
        let first = range.lowerBound + block * Lanes.scalarCount
        for row in first..<min(first + Lanes.scalarCount, range.upperBound) {
          values.append(
            clusters.silhouette(of: row, in: sorted, isSquared) { distances[$0][row - first] })
        }
      }
    }
    return values
  }
  try verdict.check()
  return sorted.inRowOrder(parts.flatMap { $0 ?? [] })
}

/// The means of labelled rows, and how far the rows are from them.
private struct ClusterMeans: Sendable {
  /// The means, one row per cluster that has rows.
  let means: Matrix

  /// For each cluster, the mean squared distance of its rows to its mean.
  let meanSquares: [Double]

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
      var sum = 0.0
      for row in pieces[piece].rows {
        for column in 0..<width {
          let difference = values[row * width + column] - means[first + column]
          sum += difference * difference
        }
      }
      return sum
    }
    try squared.check()
    var meanSquares = [Double](repeating: 0, count: sorted.ranges.count)
    for (piece, sum) in zip(pieces, squares) { meanSquares[piece.cluster] += sum ?? 0 }
    for (cluster, range) in sorted.ranges.enumerated() {
      meanSquares[cluster] /= Double(range.count)
    }
    self.means = Matrix(rowCount: sorted.ranges.count, columnCount: width, values: means)
    self.meanSquares = meanSquares
    // Means are rounded in their last bit; what is nearer than that is at the same place.
    rounding = largest.reduce(0) { $0 + ($1 * 0x1p-52) * ($1 * 0x1p-52) }
  }

  /// The silhouette of a sorted row, given its squared distances to the means.
  func silhouette(
    of row: Int, in sorted: LabelledRows, _ isSquared: Bool, distance: (Int) -> Double
  ) -> Double {
    let owner = sorted.owners[row]
    let size = Double(sorted.ranges[owner].count)
    if size == 1 { return 0 }
    var nearestOther = Double.infinity
    for cluster in meanSquares.indices where cluster != owner {
      nearestOther = min(
        nearestOther, distance(cluster) + (isSquared ? meanSquares[cluster] : 0))
    }
    if isSquared {
      let own = (distance(owner) + meanSquares[owner]) * size / (size - 1)
      return sorted.silhouette(own, nearestOther, beyond: rounding)
    }
    guard max(distance(owner), nearestOther) > rounding else { return 0 }
    return sorted.silhouette(distance(owner).squareRoot(), nearestOther.squareRoot())
  }
}

/// The largest absolute value of each column.
private func largestMagnitudes(
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
