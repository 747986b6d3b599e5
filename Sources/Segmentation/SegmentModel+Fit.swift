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
    let order = canonicalOrder(of: customers.table, identifiers: customers.identifiers)
    let prepared: PreparedFit
    do throws(FeatureError) {
      prepared = try Preparation.fit(plan.recipe, to: customers, order: order)
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

    let choice: ClusterCountChoice?
    let fit: KMeansFit
    do throws(ClusteringError) {
      choice = try chooseCount(plan, prepared.matrix, workers, monitor)
      fit = try run(plan, choice?.chosen, prepared.matrix, workers, monitor)
    } catch {
      throw .clustering(error)
    }

    let draft = ModelDraft(plan: plan, prepared: prepared, customers: customers, order: order)
    return try draft.finish(fit, choice: choice, workers: workers)
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
    return try chooseClusterCount(
      of: rows, range: range, restartCount: plan.restartCount, seed: plan.seed, workers: workers,
      monitor: monitor)
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
    return try kMeans.fit(rows, workers: workers, monitor: monitor)
      .orderedBySize(rows, workers: workers)
  }
}
