public import Matrices

extension KMeansFit {
  /// The same centres in another order, with the labels assigned anew.
  ///
  /// A row that is equally near to two centres goes to the lower of the new indices; its distance,
  /// and so the inertia, stays as it is.
  ///
  /// - Parameters:
  ///   - order: For each new index the old one.
  ///   - rows: The rows of the fit.
  ///   - workers: How many threads may work.
  ///   - monitor: Asked at least every 20 ms.
  /// - Throws: ``ClusteringError/cancelled`` or ``ClusteringError/outOfTime``.
  public func reordered(
    _ order: [Int], _ rows: Matrix, workers: Workers, monitor: WorkMonitor
  ) throws(ClusteringError) -> KMeansFit {
    precondition(order.sorted() == Array(0..<centers.rowCount))
    if order == Array(order.indices) { return self }
    let centers = centers.picking(order)
    let assigned = try assignment(of: rows, to: centers, workers: workers, monitor: monitor)
    return KMeansFit(
      centers: centers, labels: assigned.labels, squaredDistances: assigned.squaredDistances,
      inertia: inertia, iterations: iterations, hasConverged: hasConverged, isComplete: isComplete,
      transferCount: transferCount, swapCount: swapCount)
  }
}
