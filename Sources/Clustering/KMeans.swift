public import Matrices

/// Partitions rows into `clusterCount` groups around their means.
///
///     let kMeans = try KMeans(clusterCount: 4, seed: 7)
///     let fit = try kMeans.fit(customers, workers: workers, monitor: .none)  // 10 000 × 3
///     fit.centers                                                            // 4 × 3
///
/// Lloyd's iterations from several starts, the best of which is kept and refined by single-row
/// transfers and random swaps: restarts alone rarely find the best partition. Options are checked
/// once, here: a `KMeans` that exists can be run.
///
/// > Source: Lloyd, *Least Squares Quantization in PCM*, IEEE Trans. Inf. Theory 28(2), 1982, with
/// > the conventions of scikit-learn 1.9 for tolerance, iterations, ties and empty clusters.
public struct KMeans: Equatable, Sendable {
  /// Rows up to which every restart is refined by transfers and the best of them by swaps.
  public static let thoroughRowLimit = 50_000

  /// Number of groups, *k*; at least 1.
  public let clusterCount: Int

  /// Where each run begins.
  public let initialisation: Initialisation

  /// Centres that never move, shape `m × d` with *m* at most *k*; they are the first of the result.
  ///
  /// Rows join them as they join others, but they stay where they are, even with no row at all.
  public let fixedCenters: Matrix?

  /// Runs from different starts, of which the best is kept; at least 1.
  public let restartCount: Int

  /// Iterations after which a run stops even if its centres still move; at least 1.
  public let iterationLimit: Int

  /// How far the centres may still move for a run to count as converged.
  ///
  /// The sum of their squared moves, as a fraction of the mean variance of the features (no unit);
  /// 0 asks for centres that no longer move. A run that is refined goes on until they do not.
  public let tolerance: Double

  /// What is done after plain k-means.
  public let refinement: Refinement

  /// Seed of the random choices; the same seed gives the same bits.
  public let seed: UInt64

  /// Checks and keeps the options.
  ///
  /// - Throws: ``ClusteringError/invalidOption(name:value:requirement:)`` naming the first option
  ///   out of range by its name on the wire, ``ClusteringError/wrongShape(name:found:expected:)``
  ///   or ``ClusteringError/notFinite(row:column:)`` for given centres.
  public init(
    clusterCount: Int, initialisation: Initialisation = .greedyPlusPlus,
    fixedCenters: Matrix? = nil, restartCount: Int = 10, iterationLimit: Int = 300,
    tolerance: Double = 1e-4, refinement: Refinement = .automatic, seed: UInt64 = 0
  ) throws(ClusteringError) {
    try require(clusterCount >= 1, "k", clusterCount, "at least 1")
    try require(clusterCount <= Int(Int32.max), "k", clusterCount, "at most \(Int32.max)")
    try require(restartCount >= 1, "n_init", restartCount, "at least 1")
    try require(iterationLimit >= 1, "max_iter", iterationLimit, "at least 1")
    try require(tolerance >= 0 && tolerance.isFinite, "tol", tolerance, "0 or more")
    let fixedCount = fixedCenters?.rowCount ?? 0
    try require(
      clusterCount >= fixedCount, "k", clusterCount, "at least \(fixedCount), as fixed has")
    if let fixedCenters { try requireFinite(fixedCenters) }
    if case .centers(let centers) = initialisation {
      try requireShape("init", centers.rowCount, clusterCount - fixedCount)
      try requireFinite(centers)
    }
    self.clusterCount = clusterCount
    self.fixedCenters = fixedCount > 0 ? fixedCenters : nil
    self.initialisation = initialisation
    self.restartCount = restartCount
    self.iterationLimit = iterationLimit
    self.tolerance = tolerance
    self.refinement = refinement
    self.seed = seed
  }

  /// Number of centres that never move.
  var fixedCount: Int { fixedCenters?.rowCount ?? 0 }

  /// Number of centres that are looked for.
  var freeCount: Int { clusterCount - fixedCount }

  /// Learns centres from rows.
  ///
  /// The labels of the result always belong to its centres, converged or not. Where the monitor
  /// says that time is up, the best result so far comes back with `isComplete` false.
  ///
  /// - Parameters:
  ///   - rows: Shape `n × d`, finite, within ±1e140, with at least *k* different rows, not counting
  ///     those of weight 0 and the centres that are fixed.
  ///   - weights: How much each row counts, 0 to 1e15, one of them above 0; a row of weight 2 counts
  ///     like two equal rows, one of weight 0 gets a label and decides nothing. Only the tolerance
  ///     goes by the plain variance, as scikit-learn's.
  ///   - known: What these options found in these rows before, perhaps with less refinement: its
  ///     restarts are not made again.
  ///   - workers: How many threads may work; the result does not depend on it.
  ///   - monitor: Asked at least every 20 ms; hears of restarts and swaps.
  /// - Returns: Centres of shape `clusterCount × d`, a label per row, and the inertia.
  /// - Throws: ``ClusteringError/tooFewRows(rowCount:clusterCount:)``,
  ///   ``ClusteringError/tooFewDistinctRows(distinctCount:clusterCount:)``,
  ///   ``ClusteringError/allRowsAlike(rowCount:)``, ``ClusteringError/notFinite(row:column:)``,
  ///   ``ClusteringError/tooLarge(row:column:)``,
  ///   ``ClusteringError/wrongShape(name:found:expected:)``,
  ///   ``ClusteringError/invalidWeight(row:value:)``, ``ClusteringError/noWeight`` or
  ///   ``ClusteringError/cancelled``.
  public func fit(
    _ rows: Matrix, weights: [Double]? = nil, continuing known: KMeansFit? = nil,
    workers: Workers, monitor: WorkMonitor
  ) throws(ClusteringError) -> KMeansFit {
    if let known {
      try requireShape("a known fit", known.centers.rowCount, clusterCount)
      try requireShape("a row of a known fit", known.centers.columnCount, rows.columnCount)
    }
    if let fixedCenters {
      try requireShape("a row of fixed", fixedCenters.columnCount, rows.columnCount)
    }
    if case .centers(let centers) = initialisation, centers.rowCount > 0 {
      try requireShape("a row of init", centers.columnCount, rows.columnCount)
    }
    guard rows.rowCount >= max(freeCount, 1) else {
      throw .tooFewRows(rowCount: rows.rowCount, clusterCount: max(freeCount, 1))
    }
    let data = try PreparedRows(
      rows, weights: weights, seeds: initialisation == .greedyPlusPlus, workers: workers,
      monitor: monitor)
    return try fit(
      data, weights: weights, continuing: known, workers: workers, monitor: monitor)
  }

  /// Learns centres from rows that are prepared already.
  ///
  /// - Throws: As ``fit(_:weights:continuing:workers:monitor:)``, but for the shapes of centres.
  func fit(
    _ data: PreparedRows, weights: [Double]? = nil, continuing known: KMeansFit? = nil,
    workers: Workers, monitor: WorkMonitor
  ) throws(ClusteringError) -> KMeansFit {
    guard data.rowCount >= max(freeCount, 1) else {
      throw .tooFewRows(rowCount: data.rowCount, clusterCount: max(freeCount, 1))
    }
    if freeCount > 0 { try data.requireDistinctRows(freeCount, monitor: monitor) }

    var search = try Search(of: data, options: self, workers: workers, monitor: monitor)
    var fit = try search.result(continuing: known)
    // Equal weights decide nothing, and are left out until here.
    if let weights, data.weights == nil { fit.inertia = weightedSum(fit.squaredDistances, weights) }
    // Rows may differ by less than the arithmetic holds beside the largest value of the column.
    let filledCount = fit.sizes[fixedCount...].count { $0 > 0 }
    guard filledCount == freeCount || !fit.isComplete else {
      throw .tooFewDistinctRows(
        distinctCount: fixedCount + filledCount, clusterCount: clusterCount)
    }
    return fit
  }
}
