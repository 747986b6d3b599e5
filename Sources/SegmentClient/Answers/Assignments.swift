/// The segment of each row, or of each customer where the rows are transactions.
public struct Assignments: Sendable {
  /// The model's name.
  public let model: String
  /// Its version.
  public let version: Int
  /// What recency was measured against, with transactions.
  public let asOf: String?
  /// The rows' or customers' ids as they came, where any came; else they are in the rows' order.
  public let ids: [Cell]?
  /// A segment's id per row or customer; nil where none could be given, 0 for customers of the
  /// master table who never bought.
  public let segments: [Int?]
  /// Each segment's name, by its id.
  public let names: [Int: String]
  /// Why a row has no segment, by the row's number.
  public let unassigned: [Int: String]
  /// What deserves a look.
  public let warnings: [String]

  /// With ``DetailColumn/distance``: to the segment's centre, in scaled units; NaN where there is
  /// no segment.
  public let distances: [Double]?
  /// With ``DetailColumn/runnerUp``: the second nearest segment.
  public let runnersUp: [Int?]?
  /// With ``DetailColumn/margin``: how much nearer the segment is than the runner-up, 0 to 1; 0 is
  /// a toss-up.
  public let margins: [Double]?
  /// With ``DetailColumn/percentile``: the share of the segment's training customers that were
  /// nearer, 0 to 1.
  public let percentiles: [Double]?
  /// With ``DetailColumn/outlier``: farther out than is usual for the segment.
  public let areOutliers: [Bool?]?
  /// With ``DetailColumn/imputed``: features that were missing and filled in.
  public let imputed: [[String]]?
  /// With ``DetailColumn/outOfRange``: features outside the training range.
  public let outOfRange: [[String]]?
  /// With ``DetailColumn/unseen``: columns with a value that training never saw.
  public let unseen: [[String]]?
  /// With ``DetailColumn/outlierFeatures``: columns with an outlier by the recipe's rule.
  public let outlierFeatures: [[String]]?

  /// The segment's name per row or customer; nil where there is no segment.
  public var segmentNames: [String?] { segments.map { $0.flatMap { names[$0] } } }
}

extension Assignments: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    model = try answer("model")
    version = try answer("version")
    asOf = try answer("as_of")
    ids = try answer("ids")
    segments = try answer("segment")
    names = byId(try answer("names"))
    let unassigned: [String: String]? = try answer("unassigned")
    self.unassigned = byId(unassigned ?? [:])
    warnings = try answer("warnings")
    distances = try answer("distance")
    runnersUp = try answer("runner_up")
    margins = try answer("margin")
    percentiles = try answer("percentile")
    areOutliers = try answer("outlier")
    imputed = try answer("imputed")
    outOfRange = try answer("out_of_range")
    unseen = try answer("unseen")
    outlierFeatures = try answer("outlier_features")
  }
}

/// What `assign` can tell of each row beside its segment.
public enum DetailColumn: String, CaseIterable, Sendable, WireValue {
  /// The segment's name.
  case name
  /// The distance to the segment's centre, in scaled units.
  case distance
  /// The second nearest segment.
  case runnerUp = "runner_up"
  /// How much nearer the segment is than the runner-up.
  case margin
  /// The share of the segment's training customers that were nearer.
  case percentile
  /// Whether it lies farther out than is usual for the segment.
  case outlier
  /// Features that were missing and filled in.
  case imputed
  /// Features outside the training range.
  case outOfRange = "out_of_range"
  /// Columns with a value that training never saw.
  case unseen
  /// Columns whose number is an outlier by the recipe's rule.
  case outlierFeatures = "outlier_features"
}
