/// What each customer bought month by month: for trends, long after the rows are gone.
///
/// The months of customer `c` stand at `starts[c]..<starts[c + 1]`, ascending; only months with a
/// kept row are there, so memory grows with customers and their months.
public struct MonthlyTotals: Equatable, Sendable {
  /// Per customer where its months begin, and behind the last one the number of all.
  public var starts: [Int]

  /// Year · 12 + month − 1, in the calendar of the dates as they were read.
  public var months: [Int32]

  /// Orders of the month: an order counts once, in the month of its first kept row.
  public var orders: [Int32]

  /// Money of the month, each sum exact before it became a double; 0 where rows have no amounts.
  ///
  /// Returns count against it with ``ReturnPolicy/net``.
  public var amounts: [Double]

  /// The day of the first kept purchase of anybody, in days since 1970-01-01.
  public var firstDay: Int

  /// The day of the last kept purchase of anybody, in days since 1970-01-01.
  public var lastDay: Int

  /// Keeps what is given; `starts` has an entry more than there are customers.
  public init(
    starts: [Int], months: [Int32], orders: [Int32], amounts: [Double], firstDay: Int, lastDay: Int
  ) {
    self.starts = starts
    self.months = months
    self.orders = orders
    self.amounts = amounts
    self.firstDay = firstDay
    self.lastDay = lastDay
  }

  /// The places of a customer's months.
  public func places(of customer: Int) -> Range<Int> { starts[customer]..<starts[customer + 1] }
}
