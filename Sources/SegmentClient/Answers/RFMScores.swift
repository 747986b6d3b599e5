/// Recency, frequency and monetary value of every customer, with scores and names.
public struct RFMScores: Sendable {
  /// The customers, as they came.
  public let ids: [Cell]
  /// A list per measure, in the order of ``ids``, then the scores `r`, `f` and `m`; NaN is missing.
  public let columns: [String: [Double]]
  /// The three scores of each customer in one text: `545`, or `10-4-5` with more than nine scores.
  public let scores: [String?]?
  /// The name of each customer's scores.
  public let names: [String?]?
  /// The customers of each name, the best names first.
  public let segments: [Group]
  /// The cut points of each measure; sent with a later call, they keep its scores comparable.
  public let cuts: [String: [Double]]
  /// How values became scores.
  public let rule: RFMRule?
  /// What recency was measured against.
  public let asOf: String?
  /// What was done to which rows.
  public let ledger: Ledger
  /// What deserves a look.
  public let warnings: [String]

  /// The customers of one name.
  public struct Group: Sendable {
    /// The name.
    public let name: String
    /// How many customers have it.
    public let customers: Int
    /// Their share of the customers, 0 to 1.
    public let share: Double
    /// What they spent together.
    public let monetary: Double?
    /// Their share of what all customers spent, 0 to 1.
    public let monetaryShare: Double?
  }
}

extension RFMScores: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    ids = try answer("ids")
    columns = try answer("columns")
    scores = try answer("scores")
    names = try answer("names")
    let segments: [Group]? = try answer("segments")
    self.segments = segments ?? []
    cuts = try answer("cuts")
    let rule: String = try answer("rule")
    self.rule = RFMRule(rawValue: rule)
    asOf = try answer("as_of")
    ledger = try answer("ledger")
    warnings = try answer("warnings")
  }
}

extension RFMScores.Group: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    name = try answer("name")
    customers = try answer("customers")
    share = try answer("share")
    monetary = try answer("monetary")
    monetaryShare = try answer("monetary_share")
  }
}

/// How values become scores.
public enum RFMRule: String, CaseIterable, Sendable, WireValue {
  /// 1 + the quantile edges below the value, ties alike.
  case cascade
  /// The same, refused where edges are equal.
  case qcut
  /// Groups of equal size, ties parted by their rank.
  case rankFirst = "rank_first"
  /// Groups of equal size, ties parted.
  case ntile
  /// As R's package rfm has them.
  case rRFM = "r_rfm"
}
