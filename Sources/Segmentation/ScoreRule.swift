public import Features

/// How the values of a measure become scores, from 1 to the number of scores.
///
/// High scores are good: of recency, few days.
///
/// > Source: tools differ; each case names those that score its way.
public enum ScoreRule: String, WireNamed {
  /// 1 + the number of quantile edges below the value: equal values score alike, and it never fails.
  ///
  /// What `SWITCH(TRUE(), x <= PERCENTILE.INC(…), …)` gives in Power BI, and pandas' `qcut` wherever
  /// that works.
  case cascade
  /// The same, but refused where two edges are equal, as pandas' `qcut` does.
  case qcut
  /// `qcut` of `rank(method="first")`: customers with equal values are parted, by their canonical
  /// order, which is arbitrary but does not depend on how the rows came.
  case rankFirst = "rank_first"
  /// SQL's `NTILE` from the worst to the best: groups as equal as they can be, the first ones one
  /// larger; customers with equal values are parted, by their canonical order.
  case ntile
  /// R's package `rfm`: the edges are the quantiles plus 1 and belong to the part above them, so
  /// scores depend on the unit of money.
  case shifted = "r_rfm"

  /// Whether customers with equal values may get different scores.
  var partsTies: Bool { self == .rankFirst || self == .ntile }
}

/// What is asked of a scoring.
public struct ScorePlan: Equatable, Sendable {
  /// The number of scores, 2 to 10.
  public var scoreCount: Int
  /// How values become scores.
  public var rule: ScoreRule
  /// Per measure the cut points of an earlier scoring; where a measure has none they are made.
  public var cuts: [Measure: [Double]]

  /// Five scores by the cascade, unless said otherwise.
  public init(scoreCount: Int = 5, rule: ScoreRule = .cascade, cuts: [Measure: [Double]] = [:]) {
    self.scoreCount = scoreCount
    self.rule = rule
    self.cuts = cuts
  }
}

/// The scores of one measure.
public struct MeasureScores: Equatable, Sendable {
  /// What was scored.
  public let measure: Measure
  /// Per customer 1 to the number of scores; 0 where the value is missing.
  public let scores: [Int32]
  /// The cut points, ascending, one fewer than scores: given again, they give every customer of that
  /// value the same score, whoever else is there.
  ///
  /// A value on a cut belongs below it; with ``ScoreRule/shifted``, above it.
  public let cuts: [Double]
  /// Customers who get another score by `cuts` than here, because ties were parted.
  public let partedCount: Int
}
