/// How well rows sit in their segments.
public struct Silhouette: Sendable {
  /// From -1 to 1: 1 is far apart and tight, 0 on the border.
  public let mean: Double
  /// `exact`, `sampled`, `squared` or `simplified`.
  public let method: String
  /// Number of rows with a segment.
  public let n: Int
  /// Number of rows whose value was computed.
  public let used: Int
  /// Standard error of the mean, where rows were sampled.
  public let standardError: Double?
  /// The same by segment.
  public let segments: [Part]
  /// The value of each row, where asked for; NaN where it was not sampled.
  public let values: [Double]?

  /// How well the rows of one segment sit in it.
  public struct Part: Sendable {
    /// The segment, or the label that was sent.
    public let id: Cell
    /// The segment's name.
    public let name: String?
    /// Mean of its rows; NaN where it has none.
    public let mean: Double
    /// Number of rows.
    public let size: Int
    /// Share of its rows that sit nearer to another segment; NaN where it has none.
    public let negativeShare: Double
  }
}

extension Silhouette: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    mean = try answer("mean")
    method = try answer("method")
    n = try answer("n")
    used = try answer("used")
    standardError = try answer("standard_error")
    segments = try answer("segments")
    values = try answer("values")
  }
}

extension Silhouette.Part: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    id = try answer("id")
    name = try answer("name")
    mean = try answer("mean")
    size = try answer("size")
    negativeShare = try answer("negative_share")
  }
}

/// Whether later customers are still like those of the fit.
public struct Drift: Sendable {
  /// The model's version.
  public let version: Int
  /// What recency was measured against, with transactions.
  public let asOf: String?
  /// Number of customers.
  public let n: Int
  /// What to do: `ok`, `reassign` or `refit`.
  public let verdict: String
  /// The population stability index of each feature, and what it says.
  public let features: [String: Feature]
  /// The same index of the segments' shares; NaN where not defined.
  public let segmentsPSI: Double
  /// Share of customers farther from their segment than 99 % of those of the fit.
  public let beyondP99Share: Double
  /// Values that the model never saw, by column.
  public let unseen: [String: [String]]
  /// Why, the weightiest first.
  public let reasons: [String]
  /// What deserves a look.
  public let warnings: [String]

  /// One feature.
  public struct Feature: Sendable {
    /// The index; NaN where not defined.
    public let psi: Double
    /// `none`, `moderate` or `major`.
    public let verdict: String
    /// What chance alone makes of so many customers, on average.
    public let expected: Double
  }
}

extension Drift: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    version = try answer("version")
    asOf = try answer("as_of")
    n = try answer("n")
    verdict = try answer("verdict")
    features = try answer("features")
    segmentsPSI = try answer("segments_psi")
    beyondP99Share = try answer("beyond_p99_share")
    unseen = try answer("unseen")
    reasons = try answer("reasons")
    warnings = try answer("warnings")
  }
}

extension Drift.Feature: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    psi = try answer("psi")
    verdict = try answer("verdict")
    expected = try answer("expected")
  }
}

/// Whether segments come back when customers are drawn anew.
public struct Stability: Sendable {
  /// The model's version.
  public let version: Int
  /// Number of customers.
  public let n: Int
  /// Number of samples.
  public let repeats: Int
  /// The segments, in the order of ids.
  public let segments: [Part]
  /// Mean over the samples of the adjusted Rand index with the model.
  public let ariMean: Double
  /// What deserves a look.
  public let warnings: [String]

  /// One segment.
  public struct Part: Sendable {
    /// The segment.
    public let id: Int
    /// Its name.
    public let name: String
    /// Mean over the samples of the best overlap with a new segment, 0 to 1.
    public let jaccard: Double
    /// Samples in which that was at most 0.5.
    public let dissolved: Int
    /// Samples in which it was above 0.75.
    public let recovered: Int
    /// From `highly stable` to `do not trust`.
    public let verdict: String
  }
}

extension Stability: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    version = try answer("version")
    n = try answer("n")
    repeats = try answer("repeats")
    segments = try answer("segments")
    ariMean = try answer("ari_mean")
    warnings = try answer("warnings")
  }
}

extension Stability.Part: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    id = try answer("id")
    name = try answer("name")
    jaccard = try answer("jaccard")
    dissolved = try answer("dissolved")
    recovered = try answer("recovered")
    verdict = try answer("verdict")
  }
}
