public import Features
public import Matrices
import Tables

/// Customers scored by recency, frequency and monetary value.
public struct RFMScores: Sendable {
  /// The scores of recency, where it was measured.
  public let recency: MeasureScores?
  /// The scores of frequency, where it was measured.
  public let frequency: MeasureScores?
  /// The scores of monetary value; of the average order where that alone was measured.
  public let monetary: MeasureScores?
  /// What a reader should know, one sentence each.
  public let warnings: [String]

  /// The three, those that there are.
  public var all: [MeasureScores] { [recency, frequency, monetary].compactMap { $0 } }

  /// Scores measured customers.
  ///
  /// A score depends on the customer's own value and the cuts alone. So with the cuts of an earlier
  /// scoring, other customers never change it.
  ///
  /// - Throws: ``SegmentationError/features(_:)`` where no customer is left to make cuts of,
  ///   ``SegmentationError/equalEdges(measure:value:share:scoreCount:)`` or
  ///   ``SegmentationError/clustering(_:)`` where the work was cancelled.
  public init(
    of customers: CustomerTable, plan: ScorePlan, monitor: WorkMonitor
  ) throws(SegmentationError) {
    let order =
      plan.rule.partsTies
      ? canonicalOrder(
        of: customers.table, identifiers: customers.identifiers, isCancelled: monitor.isCancelled)
      : []
    let scorer = Scorer(customers: customers, plan: plan, order: order, monitor: monitor)
    recency = try scorer.scores(of: .recency)
    frequency = try scorer.scores(of: .frequency)
    let money: Measure =
      customers.table[Measure.monetary.wireName] == nil ? .averageOrder : .monetary
    monetary = try scorer.scores(of: money)
    warnings = [recency, frequency, monetary].compactMap { part in
      guard let part, part.partedCount > 0 else { return nil }
      return "the rule \(plan.rule.wireName) parts customers of equal \(part.measure.wireName): "
        + "\(part.partedCount) of them would get another score by the cuts alone; the rule "
        + "cascade scores equal values alike"
    }
  }
}

/// Scores one measure after the other.
private struct Scorer {
  let customers: CustomerTable
  let plan: ScorePlan
  let order: [Int]
  let monitor: WorkMonitor

  /// The scores of a measure; `nil` where it was not measured.
  func scores(of measure: Measure) throws(SegmentationError) -> MeasureScores? {
    try monitor.checkCancelled()
    guard case .numbers(let values)? = customers.table[measure.wireName] else { return nil }
    if let cuts = plan.cuts[measure] {
      return MeasureScores(measure, values, cuts: cuts, rule: plan.rule)
    }
    guard values.contains(where: { !$0.isNaN }) else {
      throw .features(
        .tooFewRows(rowsIn: customers.ledger.rowsIn, dropped: customers.ledger.dropped))
    }
    return try MeasureScores(
      measure, values, scoreCount: plan.scoreCount, rule: plan.rule, order: order)
  }
}
