public import Matrices

/// What a fit found.
///
/// The labels belong to the centres: ``assignment(of:to:workers:monitor:)`` of the same rows to
/// `centers` gives `labels` and `squaredDistances`, bit for bit.
public struct KMeansFit: Equatable, Sendable {
  /// The centres, `k × d`, in the units of the rows.
  public let centers: Matrix

  /// The index of the nearest centre of each row.
  public let labels: [Int32]

  /// The squared distance of each row to it.
  public let squaredDistances: [Double]

  /// The sum of the squared distances, each times the weight of its row if rows have weights.
  public internal(set) var inertia: Double

  /// Iterations of the run that was kept.
  public let iterations: Int

  /// Whether that run came to rest before its limit.
  public let hasConverged: Bool

  /// False where time was up before the work was done.
  public internal(set) var isComplete: Bool

  /// Rows that the refinement moved in the run that was kept.
  public internal(set) var transferCount: Int

  /// Random swaps that lowered the inertia.
  public internal(set) var swapCount: Int

  /// All rows that may be equally near to two centres; nil where that was not looked for.
  ///
  /// Another way to the same result may know more or less of it, so it does not count as part of it.
  var mayBeTied = Uncounted<[Int]?>(value: nil)

  /// Number of rows of each cluster.
  public var sizes: [Int] { labelCounts(labels.span, groupCount: centers.rowCount) }

  /// The same centres, largest cluster first, with the labels assigned anew.
  ///
  /// Sizes are numbers of rows, whatever their weights. Equal sizes go by the smaller centre, feature
  /// by feature; centres that were fixed stay first, in their order. A row that is equally near to two
  /// centres goes to the lower of the new indices, which may change sizes; then the order is made
  /// again. Rows only ever move to clusters that are at least as large, so this comes to an end.
  ///
  /// - Parameters:
  ///   - rows: The rows of the fit.
  ///   - fixedCount: How many centres were fixed.
  ///   - workers: How many threads may work.
  ///   - monitor: Asked at least every 20 ms; only a cancel ends this, no deadline does.
  /// - Throws: ``ClusteringError/cancelled``.
  public func orderedBySize(
    _ rows: Matrix, fixedCount: Int = 0, workers: Workers, monitor: WorkMonitor
  ) throws(ClusteringError) -> KMeansFit {
    var fit = self
    while true {
      let sizes = fit.sizes
      let order = sizes.indices.sorted { first, second in
        if min(first, second) < fixedCount { return first < second }
        if sizes[first] != sizes[second] { return sizes[first] > sizes[second] }
        let left = fit.centers.row(first)
        let right = fit.centers.row(second)
        return left == right ? first < second : left.lexicographicallyPrecedes(right)
      }
      if order == Array(sizes.indices) { return fit }
      let centers = fit.centers.picking(order)
      // Whichever of two equally near centres a row goes to, its distance is the same.
      let labels = try fit.labels(
        inOrder: order, rows, centers, workers: workers, monitor: monitor.pastDeadline)
      fit = KMeansFit(
        centers: centers, labels: labels, squaredDistances: squaredDistances, inertia: inertia,
        iterations: iterations,
        hasConverged: hasConverged, isComplete: isComplete, transferCount: transferCount,
        swapCount: swapCount, mayBeTied: mayBeTied)
    }
  }

  /// The labels of the rows when the centres stand in another order.
  ///
  /// Where it is known which rows may be equally near to two centres, the others keep their centre
  /// under its new number. (Measured at 1,000,000 × 8: to look for all labels again was 11 ms of the
  /// threads' time.)
  private func labels(
    inOrder order: [Int], _ rows: Matrix, _ centers: Matrix, workers: Workers,
    monitor: WorkMonitor
  ) throws(ClusteringError) -> [Int32] {
    guard let tied = mayBeTied.value else {
      return try nearestLabels(of: rows, to: centers, workers: workers, monitor: monitor)
    }
    var numbers = [Int32](repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { numbers[old] = Int32(truncatingIfNeeded: new) }
    var labels = labels.map { numbers[Int($0)] }
    let found = nearestLabels(of: rows.picking(tied), to: centers)
    for (row, label) in zip(tied, found) { labels[row] = label }
    return labels
  }
}
