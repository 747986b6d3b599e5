import Clustering
import Matrices

extension FitPlan {
  /// Looks for so many segments of prepared rows, and dissolves those that are too small.
  ///
  /// - Parameters:
  ///   - clusterCount: How many.
  ///   - rows: The prepared rows, in canonical order.
  ///   - weights: How much each counts; nil where all count the same.
  ///   - start: Where the search begins.
  ///   - known: A fit of as many segments that the search goes on from.
  ///   - giveBack: Called where much was freed and much is needed next.
  /// - Throws: What ``KMeans`` throws.
  func search(
    _ clusterCount: Int, in rows: Matrix, weights: [Double]?, from start: Initialisation,
    continuing known: KMeansFit? = nil, giveBack: () -> Void, workers: Workers, monitor: WorkMonitor
  ) throws(ClusteringError) -> KMeansFit {
    let kMeans = try KMeans(
      clusterCount: clusterCount, initialisation: start, fixedCenters: fixedCenters,
      restartCount: restartCount, iterationLimit: iterationLimit, tolerance: tolerance,
      refinement: refinement, seed: seed)
    let fixedCount = fixedCenters?.rowCount ?? 0
    // One run over few rows is done before another thread has begun; runs side by side are not.
    let hasCenters = if case .centers = start { true } else { false }
    let isOneRun = hasCenters || restartCount == 1
    let workers =
      isOneRun && refinement == .none ? workers.paying(forValues: rows.values.count) : workers
    var fit = try kMeans.fit(
      rows, weights: weights, continuing: known, workers: workers, monitor: monitor)
    giveBack()
    fit = try fit.orderedBySize(
      rows, fixedCount: fixedCount, workers: workers, monitor: monitor)
    guard small.merges else { return fit }
    while let smallest = fit.sizes.lastIndex(where: { size in
      small.isTooSmall(size, of: rows.rowCount)
    }), smallest >= fixedCount, fit.centers.rowCount > 1 {
      // The last in the order of sizes is the smallest.
      fit = try kMeans.dissolving(
        smallest, of: fit, rows, weights: weights, workers: workers, monitor: monitor.silent
      ).orderedBySize(
        rows, fixedCount: fixedCount, workers: workers, monitor: monitor)
    }
    return fit
  }
}
