public import Features
public import Matrices

/// What each segment is like, against all customers.
public struct Profile: Equatable, Sendable {
  /// One entry per segment, in the order of ids.
  public var segments: [SegmentProfile]

  /// All customers together.
  public let overall: SegmentProfile

  /// Per numeric feature how much of its variance lies between segments.
  public let importance: [Importance]

  /// Per category how closely its values go with the segments.
  public let associations: [Association]

  /// Per numeric feature the four edges between fifths of all customers (linear quantiles).
  public let quintiles: [String: [Double]]

  /// What happened month by month and quarter by quarter; empty where no purchases are known.
  public let trends: [Trend]

  /// One-way analysis of variance of one feature over the segments.
  ///
  /// > Source: Fisher, *Statistical Methods for Research Workers*, 1925: eta² = SSB / SST,
  /// > F = (SSB / (k − 1)) / (SSW / (n − k)).
  public struct Importance: Equatable, Sendable {
    /// The feature's name.
    public let feature: String
    /// Share of the variance that lies between segments, 0 to 1; `nil` for a constant.
    public let etaSquared: Double?
    /// The ratio of variances; `nil` where it is not defined.
    public let ratio: Double?

    /// Keeps what is given.
    public init(feature: String, etaSquared: Double?, ratio: Double?) {
      self.feature = feature
      self.etaSquared = etaSquared
      self.ratio = ratio
    }
  }

  /// Keeps figures read from a model document.
  public init(
    segments: [SegmentProfile], overall: SegmentProfile, importance: [Importance],
    associations: [Association], quintiles: [String: [Double]], trends: [Trend]
  ) {
    self.segments = segments
    self.overall = overall
    self.importance = importance
    self.associations = associations
    self.quintiles = quintiles
    self.trends = trends
  }

  /// Describes customers by their segments, in figures and in words.
  ///
  /// - Parameters:
  ///   - customers: One row per customer, with its money, orders, months and spread where known; in
  ///     canonical order, so that sums do not depend on how they arrived.
  ///   - labels: Per row the index of its segment, or -1 for a row without one.
  ///   - segmentCount: Number of segments, *k*.
  ///   - workers: How many threads may work; the result does not depend on it.
  ///   - monitor: Asked before every feature of every segment.
  /// - Throws: ``SegmentationError/clustering(_:)`` with `cancelled`.
  public init(
    of customers: CustomerTable, labels: [Int32], segmentCount: Int,
    workers: Workers = .single, monitor: WorkMonitor = .none
  ) throws(SegmentationError) {
    let groups = RowGroups(labels, groupCount: segmentCount)
    try self.init(
      of: customers, labels: labels, groups, FeatureRelations(of: customers.table, groups),
      workers: workers, monitor: monitor)
  }

  /// The same of customers whose groups and relations are known already.
  init(
    of customers: CustomerTable, labels: [Int32], _ groups: RowGroups,
    _ relations: FeatureRelations, workers: Workers, monitor: WorkMonitor
  ) throws(SegmentationError) {
    // Numbers are grouped as they lie; lists of rows, 16 bytes for each, are for all else.
    let needsRows = Profiler.needsRows(of: customers) || !groups.areAll
    let everyone = needsRows ? groups.rows : []
    let grouped = needsRows ? groups.groupedRows : []
    let members = groups.ranges.map { grouped[needsRows ? $0 : 0..<0] }
    let profiler = Profiler(of: customers, everyone: everyone, count: groups.rowCount)
    let numbers = try profiler.numericProfiles(groups, workers, monitor.silent)
    overall = profiler.profile(everyone[...], count: groups.rowCount, numbers.overall)
    segments = groups.ranges.indices.map { group in
      profiler.profile(
        members[group], count: groups.ranges[group].count, numbers.segments[group])
    }
    importance = profiler.importance(overall: overall, segments: segments)
    associations = profiler.associations(members)
    quintiles = numbers.quintiles
    trends =
      customers.months.map {
        TrendSums(
          $0, labels: labels, order: everyone, segmentCount: groups.ranges.count,
          hasMoney: !customers.amounts.isEmpty
        ).trends
      } ?? []
    try monitor.checkCancelled()
    // Words are made of names by Unicode's tables: once, not for every segment.
    let vocabulary = Vocabulary(
      overall.features.map(\.name) + overall.categories.map(\.name))
    for index in segments.indices {
      segments[index].reasons = reasons(forSegment: index, vocabulary, relations)
    }
  }
}

/// One segment, or all customers.
public struct SegmentProfile: Equatable, Sendable {
  /// Number of customers.
  public let size: Int
  /// Share of all customers, 0 to 1.
  public let share: Double
  /// Sum of the customers' money, where there is money.
  public let monetary: Double?
  /// Share of all money.
  public let monetaryShare: Double?
  /// Share of customers with exactly one order, where orders are known.
  public let oneTimeShare: Double?
  /// Numeric features by name, in the order of the table.
  public let features: [(name: String, profile: NumericProfile)]
  /// Categories by name, each with its most frequent values, at most 25.
  public let categories: [(name: String, values: [CategoryProfile])]
  /// What is spent on each value of the recipe's `spread`; empty without one.
  public let spread: [SpreadProfile]
  /// What sets it apart, the strongest first, as sentences.
  public internal(set) var reasons: [String]

  /// Keeps what is given.
  public init(
    size: Int, share: Double, monetary: Double?, monetaryShare: Double?, oneTimeShare: Double?,
    features: [(name: String, profile: NumericProfile)],
    categories: [(name: String, values: [CategoryProfile])], spread: [SpreadProfile] = [],
    reasons: [String] = []
  ) {
    self.size = size
    self.share = share
    self.monetary = monetary
    self.monetaryShare = monetaryShare
    self.oneTimeShare = oneTimeShare
    self.features = features
    self.categories = categories
    self.spread = spread
    self.reasons = reasons
  }

  /// Whether every figure is the same.
  public static func == (left: SegmentProfile, right: SegmentProfile) -> Bool {
    left.size == right.size && left.share == right.share && left.monetary == right.monetary
      && left.monetaryShare == right.monetaryShare && left.oneTimeShare == right.oneTimeShare
      && left.features.elementsEqual(right.features, by: ==)
      && left.categories.elementsEqual(right.categories, by: ==)
      && left.spread == right.spread && left.reasons == right.reasons
  }
}

extension SegmentProfile {
  /// The numeric profile of that feature.
  public func feature(_ name: String) -> NumericProfile? {
    features.first { $0.name == name }?.profile
  }
}
