/// What each segment is like, what sets it apart, and what to do about it.
public struct Profile: Sendable {
  /// The model's name.
  public let model: String
  /// Its version.
  public let version: Int
  /// What recency was measured against, with transactions.
  public let asOf: String?
  /// The segments, in the order of their ids.
  public let segments: [SegmentProfile]
  /// The same of all customers.
  public let overall: GroupProfile?
  /// How much each column tells the segments apart.
  public let importance: [String: Importance]
  /// Per column asked for, its values and how the segments fall on them.
  public let by: [String: [ValueBreakdown]]
  /// What each segment did per period, where that was asked for.
  public let trend: Trend?
  /// Customers of the recipe's master table who never bought.
  public let customersWithoutPurchase: Int?
  /// What deserves a look.
  public let warnings: [String]
}

/// What a segment is like.
@dynamicMemberLookup
public struct SegmentProfile: Sendable {
  /// The segment's id.
  public let id: Int
  /// Its name.
  public let name: String
  /// What its customers are like; its members are the segment's own: `segment.size`.
  public let group: GroupProfile
  /// Where it goes by month, where the model knows months.
  public let direction: Direction?
  /// What tells it apart, in words.
  public let reasons: [String]
  /// What to do for its customers.
  public let advice: [String]

  /// A member of ``group``.
  public subscript<Value>(dynamicMember member: KeyPath<GroupProfile, Value>) -> Value {
    group[keyPath: member]
  }
}

/// What a group of customers is like.
public struct GroupProfile: Sendable {
  /// Number of customers.
  public let size: Int
  /// Share of the customers, 0 to 1.
  public let share: Double
  /// What they spent together.
  public let monetary: Double?
  /// Their share of what all customers spent, 0 to 1.
  public let monetaryShare: Double?
  /// Share that bought only once, 0 to 1.
  public let oneTimeShare: Double?
  /// The figures of each column of numbers.
  public let features: [String: Figures]
  /// The values of each column of text.
  public let categories: [String: [ValueShare]]
  /// What is spent on each value of the recipe's spread.
  public let spread: [String: SpreadShare]

  /// The figures of a column over the customers that have it; NaN where one is not defined.
  public struct Figures: Sendable {
    /// The mean.
    public let mean: Double
    /// The standard deviation, over n.
    public let sd: Double
    /// The smallest.
    public let min: Double
    /// The first quartile.
    public let p25: Double
    /// The median.
    public let p50: Double
    /// The third quartile.
    public let p75: Double
    /// The 95th percentile.
    public let p95: Double
    /// The largest.
    public let max: Double
    /// How far the mean is from that of all, in their standard deviations.
    public let z: Double
    /// Cells that were missing.
    public let missing: Int
  }

  /// One value of a column of text.
  public struct ValueShare: Sendable {
    /// The value.
    public let value: String
    /// Share of the group that has it, 0 to 1.
    public let share: Double
    /// That share against the share in all customers.
    public let lift: Double
    /// Share of the value's customers that is in the group, 0 to 1.
    public let ofValue: Double
    /// The same of their money.
    public let ofValueMoney: Double?
  }

  /// What is spent on one value of the recipe's spread; NaN where nothing is.
  public struct SpreadShare: Sendable {
    /// Share of the group's money that is spent on it.
    public let share: Double
    /// Share of all that is spent on it that the group spends.
    public let ofValueMoney: Double
    /// Share of its buyers that are in the group.
    public let ofValue: Double
  }
}

/// How much a column tells the segments apart: the first two of numbers, the others of text.
public struct Importance: Sendable {
  /// Share of the variance that lies between the segments, 0 to 1; NaN where not defined.
  public let eta2: Double?
  /// The ratio of an analysis of variance.
  public let f: Double?
  /// Chi-squared of the segments by the values.
  public let chi2: Double?
  /// Cramér's V of the same table, 0 to 1.
  public let cramersV: Double?
}

/// One value of a column, and how the segments fall on it.
public struct ValueBreakdown: Sendable {
  /// The value; missing for those without one.
  public let value: Cell
  /// Customers that have it.
  public let customers: Int
  /// What they spent together.
  public let monetary: Double?
  /// How many of them are in which segment.
  public let segments: [Part]

  /// A segment's part of a value.
  public struct Part: Sendable {
    /// The segment.
    public let id: Int
    /// The value's customers in it.
    public let customers: Int
    /// Their share of the value's customers, 0 to 1.
    public let share: Double
    /// What they spent together.
    public let monetary: Double?
  }
}

/// What each segment did per period.
public struct Trend: Sendable {
  /// The periods without a gap: `2011-03` or `2011-Q1`.
  public let periods: [String]
  /// A series per segment.
  public let segments: [Series]

  /// What one segment did, in the order of the periods.
  public struct Series: Sendable {
    /// The segment.
    public let id: Int
    /// Customers with an order.
    public let customers: [Int]
    /// Orders.
    public let orders: [Int]
    /// What was spent.
    public let monetary: [Double]?
    /// Where it goes.
    public let direction: Direction
  }
}

/// Where orders and money go.
public struct Direction: Sendable {
  /// Slope of the orders per period, as a share of their mean; NaN where not defined.
  public let slope: Double
  /// The same per month over the last six full months.
  public let last6: Double
  /// `rising`, `falling` or `steady`; nil where there are fewer months.
  public let verdict: String?
  /// `rising`, `falling` or `steady` of the money.
  public let monetaryVerdict: String?
}
