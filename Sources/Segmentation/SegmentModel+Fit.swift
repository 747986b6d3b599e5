public import Clustering
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
    let (order, prepared) = try prepare(
      customers, by: plan.recipe, workers: workers, monitor: monitor)
    if case .centers(let initial) = plan.initialisation,
      initial.columnCount != prepared.matrix.columnCount
    {
      throw .wrongInitialShape(
        found: initial.columnCount, expected: prepared.matrix.columnCount,
        features: prepared.preparation.outputNames)
    }

    try monitor.checkCancelled()
    let studied: Studied?
    let fit: KMeansFit
    do throws(ClusteringError) {
      studied = try chooseCount(plan, prepared, workers, monitor.step(0.1...0.8))
      let rest = monitor.step(studied == nil ? 0.1...0.98 : 0.8...0.98)
      fit = try run(plan, studied, prepared.matrix, workers, rest)
    } catch {
      throw .clustering(error)
    }

    try monitor.checkCancelled()
    monitor.report(0.98, of: 1, "describing segments")
    let draft = ModelDraft(plan: plan, prepared: prepared, customers: customers, order: order)
    return try draft.finish(fit, choice: studied?.study, workers: workers, monitor: monitor)
  }

  /// Puts customers in their canonical order and prepares their features.
  private static func prepare(
    _ customers: CustomerTable, by recipe: Recipe, workers: Workers, monitor: WorkMonitor
  ) throws(SegmentationError) -> (order: [Int], prepared: PreparedFit) {
    monitor.report(0, of: 1, "putting rows in order")
    let order = canonicalOrder(
      of: customers.table, identifiers: customers.identifiers, isCancelled: monitor.isCancelled)
    try monitor.checkCancelled()
    monitor.report(0.05, of: 1, "preparing features")
    do throws(FeatureError) {
      let prepared = try Preparation.fit(
        recipe, to: customers, order: order, workers: workers, isCancelled: monitor.isCancelled)
      return (order, prepared)
    } catch {
      throw .features(error)
    }
  }

  /// Tells how well each number of segments fits customers, without fitting a model.
  ///
  /// - Parameters:
  ///   - recipe: From customers to features, as in a fit.
  ///   - customers: In any order.
  ///   - range: The numbers to try, from 1.
  ///   - criteria: The criteria to ask.
  ///   - restartCount: Restarts of each fit.
  ///   - seed: Seed of the random choices.
  /// - Throws: What the preparation or the clustering throws.
  public static func studyCounts(
    of customers: CustomerTable, by recipe: Recipe, range: ClosedRange<Int>,
    criteria: Set<ClusterCountCriterion>, restartCount: Int, seed: UInt64, workers: Workers,
    monitor: WorkMonitor
  ) throws(SegmentationError) -> (study: ClusterCountStudy, prepared: PreparedFit) {
    let (_, prepared) = try prepare(customers, by: recipe, workers: workers, monitor: monitor)
    try monitor.checkCancelled()
    do throws(ClusteringError) {
      let (study, _) = try studyClusterCounts(
        of: prepared.matrix, range: range, criteria: criteria, restartCount: restartCount,
        seed: seed, remark: prepared.structureRemark, workers: workers,
        monitor: monitor.step(0.1...1))
      return (study, prepared)
    } catch {
      throw .clustering(error)
    }
  }

  private static func chooseCount(
    _ plan: FitPlan, _ prepared: PreparedFit, _ workers: Workers, _ monitor: WorkMonitor
  ) throws(ClusteringError) -> Studied? {
    guard case .automatic(let range, let leastCounted) = plan.clusterCount else { return nil }
    if case .centers(let initial) = plan.initialisation {
      throw .invalidOption(
        name: "k", value: "auto",
        requirement: "\(initial.rowCount), the number of centres that init gives")
    }
    return try studyClusterCounts(
      of: prepared.matrix, range: range, leastCounted: leastCounted,
      restartCount: plan.restartCount, seed: plan.seed, remark: prepared.structureRemark,
      workers: workers, monitor: monitor)
  }

  /// The numbers of segments that were tried, and the fit of each.
  private typealias Studied = (study: ClusterCountStudy, fits: [Int: KMeansFit])

  private static func run(
    _ plan: FitPlan, _ studied: Studied?, _ rows: Matrix, _ workers: Workers,
    _ monitor: WorkMonitor
  ) throws(ClusteringError) -> KMeansFit {
    let count: Int
    switch plan.clusterCount {
    case .exactly(let exact): count = exact
    case .automatic(let range, _):
      count = studied?.study.suggested.clusterCount ?? range.lowerBound
    }
    let kMeans = try KMeans(
      clusterCount: count, initialisation: plan.initialisation, restartCount: plan.restartCount,
      iterationLimit: plan.iterationLimit, tolerance: plan.tolerance, refinement: plan.refinement,
      seed: plan.seed)
    // What was tried already goes on from there; after a deadline there is nothing better.
    let known =
      plan.isFittedAsStudied || studied?.study.isComplete == false ? studied?.fits[count] : nil
    let fit = try kMeans.fit(rows, continuing: known, workers: workers, monitor: monitor)
    return try fit.orderedBySize(rows, workers: workers, monitor: monitor)
  }
}

extension FitPlan {
  /// Whether a study of the number of segments makes the restarts that this plan asks for.
  fileprivate var isFittedAsStudied: Bool {
    let usual = FitPlan(recipe: recipe)
    return initialisation == usual.initialisation && refinement == usual.refinement
      && iterationLimit == usual.iterationLimit && tolerance == usual.tolerance
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
