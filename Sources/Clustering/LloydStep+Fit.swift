public import Matrices

extension LloydStep {
  /// The same with its centres in another order.
  ///
  /// - Parameter order: For each new index the old one.
  public func reordered(_ order: [Int]) -> LloydStep {
    LloydStep(
      start: start.picking(order), centers: centers.picking(order),
      counts: order.map { counts[$0] },
      rowCount: rowCount, inertias: order.map { inertias[$0] }, shift: shift,
      meanVariance: meanVariance)
  }

  /// The same with the centre of most rows first; of equal ones the smaller, feature by feature.
  public var orderedBySize: LloydStep {
    reordered(
      counts.indices.sorted { first, second in
        if counts[first] != counts[second] { return counts[first] > counts[second] }
        let (left, right) = (start.row(first), start.row(second))
        return left == right ? first < second : left.lexicographicallyPrecedes(right)
      })
  }

  /// The centres that were measured to as a fit of all rows, of which some are at hand.
  ///
  /// - Parameters:
  ///   - rows: Some of the rows; they get labels and distances, and the inertia is of all.
  ///   - iterations: Steps that led to these centres.
  ///   - hasConverged: Whether they came to rest.
  ///   - workers: How many threads may work.
  ///   - monitor: Asked at least every 20 ms.
  /// - Throws: As ``assignment(of:to:workers:monitor:)``.
  public func fit(
    seenIn rows: Matrix, iterations: Int, hasConverged: Bool, workers: Workers,
    monitor: WorkMonitor
  ) throws(ClusteringError) -> KMeansFit {
    let nearest = try assignment(of: rows, to: start, workers: workers, monitor: monitor)
    return KMeansFit(
      centers: start, labels: nearest.labels, squaredDistances: nearest.squaredDistances,
      inertia: inertia, iterations: iterations, hasConverged: hasConverged, isComplete: true,
      transferCount: 0, swapCount: 0)
  }
}
