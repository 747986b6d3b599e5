public import Features
public import Matrices
import Tables

/// How far customers have moved from those of the fit, and what to do about it.
public struct Drift: Equatable, Sendable {
  /// What to do.
  public let verdict: Verdict
  /// One entry per column that features are made of.
  public let features: [Feature]
  /// The stability index of the segments' shares; `nil` where no customer has a segment.
  public let segmentsIndex: Double?
  /// Share of the customers that lie beyond the outlier limit of their segment, 0 to 1: of training
  /// customers about 1 %.
  public let beyondShare: Double?
  /// Per column the values that were not there in training, in the order of text.
  public let unseen: [String: [String]]
  /// Why, a sentence each.
  public let reasons: [String]
  /// Number of customers.
  public let rowCount: Int

  /// What to do.
  public enum Verdict: String, Sendable {
    /// Nothing.
    case ok
    /// The segments are still right; assign everybody again.
    case reassign
    /// The segments no longer fit.
    case refit
  }

  /// One feature.
  public struct Feature: Equatable, Sendable {
    /// The column's name.
    public let name: String
    /// Its stability index; `nil` where there is nothing to compare.
    public let index: Double?
    /// How far that is.
    public let change: Change
    /// What the index would be on average if nothing had changed but the customers drawn.
    public let expected: Double?
  }

  /// How far a stability index is.
  public enum Change: String, Sendable {
    /// Below 0.1.
    case none
    /// From 0.1 to below 0.25.
    case moderate
    /// From 0.25.
    case major

    init(_ index: Double?) {
      guard let index else {
        self = .none
        return
      }
      self = index >= 0.25 ? .major : index >= 0.1 ? .moderate : .none
    }
  }

  /// Customers below which nothing can be told.
  static let leastRowCount = 100

  /// The share beyond the outlier limit above which the segments no longer fit.
  static let beyondLimit = 0.05
}

extension SegmentModel {
  /// How far these customers have moved from those of the fit.
  ///
  /// - Throws: ``SegmentationError/features(_:)`` where columns are missing or cells unreadable.
  public func drift(
    of customers: CustomerTable, workers: Workers, monitor: WorkMonitor
  ) throws(SegmentationError) -> Drift {
    let assigned = try assign(customers, workers: workers, monitor: monitor)
    let table = customers.table
    let features = reference.features.map { bins in
      let counts = table[bins.feature].flatMap { bins.counts(of: $0) }
      let index = counts.flatMap { populationStabilityIndex(bins.counts, $0) }
      return Drift.Feature(
        name: bins.feature, index: index, change: Drift.Change(index),
        expected: counts.flatMap { Drift.expectedIndex(bins.counts, $0) })
    }
    let counts = labelCounts(assigned.labels.span, groupCount: segments.count)
    let total = counts.reduce(0, +)
    let beyond = assigned.labels.indices.count { row in
      let label = Int(assigned.labels[row])
      return label >= 0 && assigned.distances[row] > segments[label].distances.outlierLimit
    }
    return Drift(
      features: features,
      segmentsIndex: populationStabilityIndex(reference.segmentCounts, counts),
      beyondShare: total > 0 ? Double(beyond) / Double(total) : nil,
      unseen: assigned.prepared.unseenValues, rowCount: table.rowCount)
  }
}

extension Drift {
  /// Judges the figures.
  init(
    features: [Feature], segmentsIndex: Double?, beyondShare: Double?, unseen: [String: [String]],
    rowCount: Int
  ) {
    let indices = features.compactMap(\.index) + [segmentsIndex ?? 0]
    let largest = indices.max() ?? 0
    let hasRoom = beyondShare.map { $0 <= Drift.beyondLimit } ?? true
    let found: Verdict =
      if largest >= 0.25 || !hasRoom {
        .refit
      } else if largest >= 0.1 || !unseen.isEmpty {
        .reassign
      } else {
        .ok
      }
    verdict = rowCount < Drift.leastRowCount ? .ok : found
    self.features = features
    self.segmentsIndex = segmentsIndex
    self.beyondShare = beyondShare
    self.unseen = unseen
    self.rowCount = rowCount
    reasons = Drift.reasons(
      verdict, features, segmentsIndex, beyondShare, unseen, rowCount: rowCount)
  }

  /// What the index comes to when the same distribution is drawn from twice: (bins − 1) times the
  /// sum of one over either number of rows.
  ///
  /// > Source: Yurdakul, *Statistical Properties of Population Stability Index*, 2018.
  static func expectedIndex(_ reference: [Int], _ current: [Int]) -> Double? {
    let (before, now) = (reference.reduce(0, +), current.reduce(0, +))
    let binCount = zip(reference, current).count { $0 > 0 || $1 > 0 }
    guard before > 0, now > 0 else { return nil }
    return Double(binCount - 1) * (1 / Double(before) + 1 / Double(now))
  }
}
