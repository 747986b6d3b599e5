public import Matrices

extension KMeans {
  /// Gives the rows of one cluster to the others and moves these to their new means.
  ///
  /// The rows go to the nearest of the centres that are left; from there plain iterations go on until
  /// nothing moves, and then single-row transfers where the fit had them.
  ///
  /// - Parameters:
  ///   - cluster: Which one; its centre is not fixed, and not the only one.
  ///   - fit: What this made of the rows, or an earlier dissolving.
  ///   - rows: The rows of the fit.
  ///   - weights: Their weights, if they had any.
  ///   - workers: How many threads may work; the result does not depend on it.
  ///   - monitor: Asked at least every 20 ms.
  /// - Returns: A fit of one cluster less; its transfers and swaps count those of `fit`, too.
  /// - Throws: ``ClusteringError/cancelled``, and what
  ///   ``fit(_:weights:workers:monitor:)`` throws.
  public func dissolving(
    _ cluster: Int, of fit: KMeansFit, _ rows: Matrix, weights: [Double]? = nil, workers: Workers,
    monitor: WorkMonitor
  ) throws(ClusteringError) -> KMeansFit {
    let left = (fixedCount..<fit.centers.rowCount).filter { $0 != cluster }
    let again = try KMeans(
      clusterCount: fixedCount + left.count, initialisation: .centers(fit.centers.picking(left)),
      fixedCenters: fixedCenters, iterationLimit: iterationLimit, tolerance: 0,
      refinement: transfers ? .transfers : .none, seed: seed)
    var result = try again.fit(rows, weights: weights, workers: workers, monitor: monitor)
    result.transferCount += fit.transferCount
    result.swapCount = fit.swapCount
    result.isComplete = result.isComplete && fit.isComplete
    return result
  }

  /// Whether rows are transferred after plain k-means.
  var transfers: Bool {
    switch refinement {
    case .automatic: !hasGivenCenters
    case .transfers: true
    case .none: false
    }
  }

  /// Whether the first centres are given, so that there is one run.
  var hasGivenCenters: Bool {
    if case .centers = initialisation { true } else { false }
  }
}
