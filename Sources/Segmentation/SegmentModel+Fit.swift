import Clustering
public import Features
public import Matrices
import Tables

extension SegmentModel {
  /// Learns segments from customers.
  ///
  /// Rows are put in their canonical order first, so the order in which they came does not matter.
  ///
  /// - Throws: What the preparation or the clustering throws, or
  ///   ``SegmentationError/wrongInitialShape(found:expected:features:)``.
  public static func learn(
    _ plan: FitPlan, from customers: CustomerTable, workers: Workers, monitor: WorkMonitor
  ) throws(SegmentationError) -> Learned {
    monitor.report(0, of: 1, "putting rows in order")
    let order = canonicalOrder(
      of: customers.table, identifiers: customers.identifiers, isCancelled: monitor.isCancelled)
    try monitor.checkCancelled()
    monitor.report(0.05, of: 1, "preparing features")
    let prepared: PreparedFit
    do throws(FeatureError) {
      prepared = try Preparation.fit(
        plan.recipe, to: customers, order: order, workers: workers, isCancelled: monitor.isCancelled
      )
    } catch {
      throw .features(error)
    }
    if case .centers(let initial) = plan.initialisation,
      initial.columnCount != prepared.matrix.columnCount
    {
      throw .wrongInitialShape(
        found: initial.columnCount, expected: prepared.matrix.columnCount,
        features: prepared.preparation.outputNames)
    }

    try monitor.checkCancelled()
    let choice: ClusterCountChoice?
    let fit: KMeansFit
    do throws(ClusteringError) {
      choice = try chooseCount(plan, prepared.matrix, workers, monitor.step(0.1...0.7))
      let rest = monitor.step(choice == nil ? 0.1...0.98 : 0.7...0.98)
      fit = try run(plan, choice?.chosen, prepared.matrix, workers, rest)
    } catch {
      throw .clustering(error)
    }

    try monitor.checkCancelled()
    monitor.report(0.98, of: 1, "describing segments")
    let draft = ModelDraft(plan: plan, prepared: prepared, customers: customers, order: order)
    return try draft.finish(fit, choice: choice, workers: workers, monitor: monitor)
  }

  private static func chooseCount(
    _ plan: FitPlan, _ rows: Matrix, _ workers: Workers, _ monitor: WorkMonitor
  ) throws(ClusteringError) -> ClusterCountChoice? {
    guard case .automatic(let range) = plan.clusterCount else { return nil }
    if case .centers(let initial) = plan.initialisation {
      throw .invalidOption(
        name: "k", value: "auto",
        requirement: "\(initial.rowCount), the number of centres that init gives")
    }
    do throws(ClusteringError) {
      return try chooseClusterCount(
        of: rows, range: range, restartCount: plan.restartCount, seed: plan.seed,
        workers: workers, monitor: monitor)
    } catch {
      // With no time to try any count, the first of the range is the best so far.
      if error == .outOfTime { return nil }
      throw error
    }
  }

  private static func run(
    _ plan: FitPlan, _ chosen: Int?, _ rows: Matrix, _ workers: Workers, _ monitor: WorkMonitor
  ) throws(ClusteringError) -> KMeansFit {
    let count: Int
    switch plan.clusterCount {
    case .exactly(let exact): count = exact
    case .automatic(let range): count = chosen ?? range.lowerBound
    }
    let kMeans = try KMeans(
      clusterCount: count, initialisation: plan.initialisation, restartCount: plan.restartCount,
      iterationLimit: plan.iterationLimit, tolerance: plan.tolerance, refinement: plan.refinement,
      seed: plan.seed)
    let fit = try kMeans.fit(rows, workers: workers, monitor: monitor)
    return try fit.orderedBySize(rows, workers: workers, monitor: monitor)
  }
}

extension WorkMonitor {
  /// Whether nobody wants the result any more.
  func isCancelled() -> Bool { if case .cancel = verdict { true } else { false } }

  /// Ends work that nobody wants any more, between two steps that do not look themselves.
  func checkCancelled() throws(SegmentationError) {
    if isCancelled() { throw .clustering(.cancelled) }
  }
}
