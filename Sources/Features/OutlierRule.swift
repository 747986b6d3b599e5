/// Which numbers of a column are outliers, and what becomes of their rows.
///
/// A number is judged in the column's own unit: after a missing cell was filled in, before the
/// transform.
public struct OutlierRule: Equatable, Sendable {
  /// Which numbers are outliers.
  public var test: Test

  /// What becomes of them.
  public var action: OutlierAction

  /// Keeps both.
  public init(_ test: Test, do action: OutlierAction = .clip) {
    self.test = test
    self.action = action
  }

  /// No number is an outlier.
  public static let none = OutlierRule(.none)

  /// The numbers that are no outliers; both ends are among them.
  public enum Test: Equatable, Sendable {
    /// All of them.
    case none
    /// Within so many quartile distances of the quartiles.
    ///
    /// > Source: Tukey, *Exploratory Data Analysis*, 1977: 1.5.
    case quartiles(factor: Double)
    /// Within `factor` times their distance of two quantiles.
    case quantiles(low: Double, high: Double, factor: Double)
    /// Within so many median absolute deviations of the median, each times 1.4826 as for a normal
    /// distribution.
    ///
    /// > Source: Leys et al., *Detecting outliers: Do not use standard deviation around the mean,
    /// > use absolute deviation around the median*, J. Exp. Soc. Psychol. 49, 2013; the constant is
    /// > scipy's `median_abs_deviation(scale="normal")`.
    case deviations(Double)
  }
}

/// What becomes of a row with an outlier.
public enum OutlierAction: String, WireNamed {
  /// The number is moved to the nearer bound, in later rows too.
  case clip
  /// The row is left out of the fit; it can be assigned all the same.
  case drop
  /// It is told, and nothing else.
  case flag
}

/// The bounds that a rule came to, and what becomes of what lies outside.
public struct OutlierBounds: Equatable, Sendable {
  /// The smallest number that is no outlier, in the column's own unit.
  public let lower: Double
  /// The largest number that is no outlier.
  public let upper: Double
  /// What becomes of outliers.
  public let action: OutlierAction

  /// Keeps what is given.
  public init(lower: Double, upper: Double, action: OutlierAction) {
    self.lower = lower
    self.upper = upper
    self.action = action
  }

  /// Whether a number lies within the bounds.
  func contains(_ value: Double) -> Bool { value >= lower && value <= upper }

  /// The number, or the nearer bound where outliers are clipped.
  func clipped(_ value: Double) -> Double {
    action == .clip ? min(max(value, lower), upper) : value
  }
}
