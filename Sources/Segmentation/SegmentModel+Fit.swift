public import Clustering
public import Features
public import Matrices
public import Tables

extension SegmentModel {
  /// Learns segments from customers.
  ///
  /// Rows are put in their canonical order first, so the order in which they came does not matter.
  ///
  /// - Parameters:
  ///   - plan: What decides the fit but the rows.
  ///   - customers: The training customers.
  ///   - previous: The version whose centres the search begins at, where the plan says so.
  ///   - parent: The version that this one comes after: its segments' ids go on where they can.
  ///   - workers: How many threads may work; the result does not depend on it.
  ///   - monitor: Asked at least every 20 ms.
  /// - Throws: What the preparation or the clustering throws, or what ``FitStart`` throws.
  public static func learn(
    _ plan: FitPlan, from customers: CustomerTable, startingAt previous: SegmentModel? = nil,
    after parent: Parent? = nil,
    workers: Workers, monitor: WorkMonitor
  ) throws(SegmentationError) -> Learned {
    var partitioned = try partition(
      plan, customers, startingAt: previous, workers: workers, monitor: monitor)
    return try partitioned.finish(after: parent, workers: workers, monitor: monitor)
  }

  /// Puts customers in their canonical order, as
  /// `CustomerTable.canonical(columnLimit:workers:isCancelled:)` does.
  public typealias Ordering = (
    _ customers: CustomerTable, _ workers: Workers, _ isCancelled: @escaping @Sendable () -> Bool
  ) -> (customers: CustomerTable, order: RowOrder)

  /// The long part of ``learn(_:from:startingAt:after:workers:monitor:)``: everything but the
  /// segments' ids and what they are like.
  ///
  /// - Parameters:
  ///   - ordering: How customers are put in order, where that is known from before.
  ///   - giveBack: Called where much was freed and much is needed next.
  public static func partition(
    _ plan: FitPlan, _ customers: CustomerTable, startingAt previous: SegmentModel? = nil,
    ordering: Ordering? = nil, giveBack: () -> Void = {}, workers: Workers, monitor: WorkMonitor
  ) throws(SegmentationError) -> Partitioned {
    let arrived = customers
    var (customers, order, prepared) = try prepare(
      arrived, by: plan.recipe, ordering, workers: workers, monitor: monitor)
    giveBack()
    let start = try FitStart(plan, previous, prepared.preparation)

    try monitor.checkCancelled()
    let studied: Studied?
    let askedCount: Int
    let fit: KMeansFit
    do throws(ClusteringError) {
      let weights = customers.weights(ofRows: prepared.keptRows)
      studied = try chooseCount(
        plan, start, prepared, customers, workers, monitor.step(0.1...0.8))
      let rest = monitor.step(studied == nil ? 0.1...0.98 : 0.8...0.98)
      askedCount =
        start.clusterCount ?? studied?.study.suggested.clusterCount ?? plan.leastClusterCount
      // What was tried already goes on from there; after a deadline there is nothing better.
      let isKnown =
        plan.isFittedAsStudied || studied?.study.isComplete == false
      fit = try plan.search(
        askedCount, in: prepared.matrix, weights: weights, from: start.initialisation,
        continuing: isKnown ? studied?.fits[askedCount] : nil, giveBack: giveBack,
        workers: workers, monitor: rest)
    } catch {
      throw .clustering(error)
    }

    try monitor.checkCancelled()
    monitor.report(0.98, of: 1, "describing segments")
    let matrix = prepared.takeMatrix()
    let draft = ModelDraft(
      plan: plan, prepared: prepared, customers: customers, arrived: arrived, order: order)
    return Partitioned(
      draft: draft, fit: fit, matrix: matrix, askedCount: askedCount, choice: studied?.study)
  }

  /// Puts customers in their canonical order and prepares their features.
  private static func prepare(
    _ customers: CustomerTable, by recipe: Recipe, _ ordering: Ordering? = nil, workers: Workers,
    monitor: WorkMonitor
  ) throws(SegmentationError) -> (customers: CustomerTable, order: RowOrder, prepared: PreparedFit)
  {
    monitor.report(0, of: 1, "putting rows in order")
    let (customers, order) =
      ordering?(customers, workers, monitor.isCancelled)
      ?? customers.canonical(workers: workers, isCancelled: monitor.isCancelled)
    try monitor.checkCancelled()
    monitor.report(0.05, of: 1, "preparing features")
    do throws(FeatureError) {
      let prepared = try Preparation.fit(
        recipe, to: customers, workers: workers, isCancelled: monitor.isCancelled)
      return (customers, order, prepared)
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
    let (customers, _, prepared) = try prepare(
      customers, by: recipe, workers: workers, monitor: monitor)
    try monitor.checkCancelled()
    do throws(ClusteringError) {
      let (study, _) = try studyClusterCounts(
        of: prepared.matrix, weights: customers.weights(ofRows: prepared.keptRows), range: range,
        criteria: criteria, restartCount: restartCount, seed: seed,
        remark: prepared.structureRemark(of: customers), workers: workers,
        monitor: monitor.step(0.1...1))
      return (study, prepared)
    } catch {
      throw .clustering(error)
    }
  }

  private static func chooseCount(
    _ plan: FitPlan, _ start: FitStart, _ prepared: PreparedFit, _ customers: CustomerTable,
    _ workers: Workers, _ monitor: WorkMonitor
  ) throws(ClusteringError) -> Studied? {
    guard start.clusterCount == nil,
      case .automatic(let range, let leastCounted) = plan.clusterCount
    else { return nil }
    return try studyClusterCounts(
      of: prepared.matrix, weights: customers.weights(ofRows: prepared.keptRows), range: range,
      leastCounted: leastCounted, restartCount: plan.restartCount, seed: plan.seed,
      remark: prepared.structureRemark(of: customers),
      workers: workers, monitor: monitor)
  }

  /// The numbers of segments that were tried, and the fit of each.
  private typealias Studied = (study: ClusterCountStudy, fits: [Int: KMeansFit])
}

extension FitPlan {
  /// Whether a study of the number of segments makes the restarts that this plan asks for.
  fileprivate var isFittedAsStudied: Bool {
    let usual = FitPlan(recipe: recipe)
    return fixedCenters == nil && initialisation == usual.initialisation
      && refinement == usual.refinement
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
