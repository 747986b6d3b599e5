/// What the segments did period by period.
public struct Trend: Equatable, Sendable {
  /// How long a period is.
  public let unit: Unit
  /// The periods without a gap, from the first purchase to the last: `2011-03` or `2011-Q1`.
  public let periods: [String]
  /// One entry per segment, in the order of ids.
  public let segments: [SegmentTrend]

  /// How long a period is.
  public enum Unit: String, CaseIterable, Sendable {
    /// A calendar month.
    case month
    /// Three calendar months, from January on.
    case quarter
  }

  /// Keeps what is given.
  public init(unit: Unit, periods: [String], segments: [SegmentTrend]) {
    self.unit = unit
    self.periods = periods
    self.segments = segments
  }
}

/// What one segment did period by period; a period without a purchase has zeros.
public struct SegmentTrend: Equatable, Sendable {
  /// Customers with an order in the period.
  public let customers: [Int]
  /// Orders in the period.
  public let orders: [Int]
  /// Money spent in the period; `nil` where amounts are not known.
  public let monetary: [Double]?
  /// Where the orders go.
  public let ordersDirection: TrendDirection
  /// Where the money goes; `nil` where amounts are not known.
  public let monetaryDirection: TrendDirection?

  /// Keeps what is given.
  public init(
    customers: [Int], orders: [Int], monetary: [Double]?, ordersDirection: TrendDirection,
    monetaryDirection: TrendDirection?
  ) {
    self.customers = customers
    self.orders = orders
    self.monetary = monetary
    self.ordersDirection = ordersDirection
    self.monetaryDirection = monetaryDirection
  }
}

/// Where a series goes: its slope over all periods, over the last six full months, and a verdict.
public struct TrendDirection: Equatable, Sendable {
  /// Least-squares slope over all periods divided by their mean: the change per period as a share of
  /// the mean; `nil` with one period or a mean of 0.
  public let slope: Double?
  /// The same per month over the last six full months; `nil` where there are fewer.
  public let lastSix: Double?
  /// Whether the last six full months rise or fall by Kendall's test, two-sided p below 0.1;
  /// `nil` where there are fewer.
  public let verdict: Verdict?

  /// Which way a series goes.
  public enum Verdict: String, CaseIterable, Sendable {
    /// It rises.
    case rising
    /// It falls.
    case falling
    /// Neither can be told from chance.
    case steady
  }

  /// The months that the verdict looks at.
  public static let monthCount = 6

  /// The verdict speaks below this p.
  static let significance = 0.1

  /// Keeps what is given.
  public init(slope: Double?, lastSix: Double?, verdict: Verdict?) {
    self.slope = slope
    self.lastSix = lastSix
    self.verdict = verdict
  }

  /// Judges a series.
  ///
  /// - Parameters:
  ///   - periods: The value of each period.
  ///   - fullMonths: The value of each month that lies wholly within the purchases.
  init(periods: [Double], fullMonths: [Double]) {
    slope = relativeSlope(of: periods)
    guard fullMonths.count >= TrendDirection.monthCount else {
      (lastSix, verdict) = (nil, nil)
      return
    }
    let months = Array(fullMonths.suffix(TrendDirection.monthCount))
    lastSix = relativeSlope(of: months)
    let test = KendallTest(months)
    verdict =
      if test.probability >= TrendDirection.significance {
        .steady
      } else {
        test.score > 0 ? .rising : .falling
      }
  }
}

/// Least-squares slope of a series over its mean; `nil` for fewer than two values or a mean of 0.
func relativeSlope(of values: [Double]) -> Double? {
  guard values.count > 1 else { return nil }
  let middle = Double(values.count - 1) / 2
  let mean = values.reduce(0, +) / Double(values.count)
  guard mean != 0 else { return nil }
  var products = 0.0
  var squares = 0.0
  for (place, value) in values.enumerated() {
    let distance = Double(place) - middle
    products += distance * (value - mean)
    squares += distance * distance
  }
  return products / squares / abs(mean)
}
