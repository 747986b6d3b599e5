public import Clustering
public import Features
public import Matrices

extension SegmentModel {
  /// A fit that many machines made, seen in a sample of its customers.
  ///
  /// Sizes, shares and inertia are those of all customers; what segments are like is told from the
  /// sample, its counts and sums brought to theirs.
  ///
  /// - Parameters:
  ///   - sample: Customers drawn evenly, or all.
  ///   - step: All customers by their nearest of the centres that were found.
  ///   - iterations: Steps that led to these centres.
  ///   - hasConverged: Whether they came to rest.
  ///   - workers: How many threads may work; the result does not depend on it.
  ///   - monitor: Asked at least every 20 ms.
  /// - Throws: ``SegmentationError/features(_:)`` where columns are missing or cells unreadable,
  ///   ``SegmentationError/wrongCenterShape(parameter:found:expected:features:)``.
  public func partition(
    of sample: CustomerTable, at step: LloydStep, iterations: Int, hasConverged: Bool,
    workers: Workers, monitor: WorkMonitor
  ) throws(SegmentationError) -> Partitioned {
    guard step.centers.columnCount == centers.columnCount else {
      throw .wrongCenterShape(
        parameter: "centers", found: step.centers.columnCount, expected: centers.columnCount,
        features: preparation.outputNames)
    }
    let (customers, order) = sample.canonical(
      workers: workers, isCancelled: monitor.isCancelled)
    try monitor.checkCancelled()
    let step = step.orderedBySize
    var prepared: PreparedFit
    do throws(FeatureError) {
      prepared = try PreparedFit(
        of: customers, by: preparation, rules: recipe.features ?? [], workers: workers,
        isCancelled: monitor.isCancelled)
    } catch {
      throw .features(error)
    }
    let matrix = prepared.takeMatrix()
    let fit: KMeansFit
    do throws(ClusteringError) {
      fit = try step.fit(
        seenIn: matrix, iterations: iterations, hasConverged: hasConverged, workers: workers,
        monitor: monitor)
    } catch {
      throw .clustering(error)
    }
    var plan = plan
    plan.clusterCount = .exactly(step.counts.count)
    return Partitioned(
      draft: ModelDraft(
        plan: plan, prepared: prepared, customers: customers, arrived: sample, order: order,
        everyone: step),
      fit: fit, matrix: matrix, askedCount: step.counts.count, choice: nil)
  }
}

extension Profile {
  /// The profile of a sample as that of all customers, of whom each segment has so many.
  func standing(for counts: [Int]) -> Profile {
    let total = counts.reduce(0, +)
    let money = zip(segments, counts).map { segment, count in
      segment.monetary.map { segment.size > 0 ? $0 / Double(segment.size) * Double(count) : 0 }
    }
    let allMoney = money.contains { $0 != nil } ? money.reduce(0) { $0 + ($1 ?? 0) } : nil
    return Profile(
      segments: zip(segments, zip(counts, money)).map { segment, of in
        segment.standing(
          for: of.0, of: total, money: of.1,
          share: allMoney.flatMap { all in
            of.1.flatMap { all > 0 ? $0 / all : nil }
          })
      },
      overall: overall.standing(
        for: total, of: total, money: allMoney, share: overall.monetaryShare),
      importance: importance, associations: associations, quintiles: quintiles, trends: trends)
  }
}

extension SegmentProfile {
  fileprivate func standing(
    for size: Int, of total: Int, money: Double?, share: Double?
  ) -> SegmentProfile {
    SegmentProfile(
      size: size, share: total > 0 ? Double(size) / Double(total) : 0, monetary: money,
      monetaryShare: share, oneTimeShare: oneTimeShare, features: features,
      categories: categories, spread: spread, reasons: reasons)
  }
}
