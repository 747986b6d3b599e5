import Features
import Tables
import Testing

@testable import Segmentation

@Suite("Trends of segments")
struct TrendTests {
  /// Year · 12 + month − 1.
  private func month(_ year: Int32, _ month: Int32) -> Int32 { year * 12 + month - 1 }

  /// Days since 1970 of 2023-01-10 and of 2023-09-30, the last day of a month.
  private let first = 19_367
  private let last = 19_630

  /// Three customers, the third without a segment.
  private func totals(firstDay: Int, lastDay: Int) -> MonthlyTotals {
    MonthlyTotals(
      starts: [0, 3, 5, 6],
      months: [
        month(2023, 1), month(2023, 2), month(2023, 9), month(2023, 2), month(2023, 3),
        month(2023, 5),
      ],
      orders: [1, 2, 3, 1, 0, 9], amounts: [10, 20, 30, 5, -5, 99], firstDay: firstDay,
      lastDay: lastDay)
  }

  private func trends(firstDay: Int, lastDay: Int, hasMoney: Bool = true) -> [Trend] {
    TrendSums(
      totals(firstDay: firstDay, lastDay: lastDay), labels: [0, 1, -1], order: [1, 0, 2],
      segmentCount: 3, hasMoney: hasMoney
    ).trends
  }

  @Test func `months without a purchase count as zero`() throws {
    let trend = try #require(trends(firstDay: first, lastDay: last).first)

    #expect(trend.unit == .month)
    #expect(trend.periods.first == "2023-01")
    #expect(trend.periods.last == "2023-09")
    #expect(trend.periods.count == 9)
    #expect(trend.segments[0].orders == [1, 2, 0, 0, 0, 0, 0, 0, 3])
    #expect(trend.segments[0].customers == [1, 1, 0, 0, 0, 0, 0, 0, 1])
    #expect(trend.segments[0].monetary == [10, 20, 0, 0, 0, 0, 0, 0, 30])
    // A month with returns alone has money and no order.
    #expect(trend.segments[1].orders == [0, 1, 0, 0, 0, 0, 0, 0, 0])
    #expect(trend.segments[1].customers == [0, 1, 0, 0, 0, 0, 0, 0, 0])
    #expect(trend.segments[1].monetary == [0, 5, -5, 0, 0, 0, 0, 0, 0])
    #expect(trend.segments[2].orders == [Int](repeating: 0, count: 9))
    #expect(trend.segments[2].ordersDirection.slope == nil)
    #expect(trend.segments[2].ordersDirection.verdict == .steady)
  }

  @Test func `a quarter counts a customer once`() throws {
    let trend = try #require(trends(firstDay: first, lastDay: last).last)

    #expect(trend.unit == .quarter)
    #expect(trend.periods == ["2023-Q1", "2023-Q2", "2023-Q3"])
    #expect(trend.segments[0].customers == [1, 0, 1])
    #expect(trend.segments[0].orders == [3, 0, 3])
    #expect(trend.segments[0].monetary == [30, 0, 30])
  }

  @Test func `the first and last month count for the verdict only where they are whole`() throws {
    // 2023-09-30 is the end of its month, 2023-09-29 is not.
    let whole = try #require(trends(firstDay: first, lastDay: last).first).segments[0]
    let cut = try #require(trends(firstDay: first, lastDay: last - 1).first).segments[0]

    // 0 0 0 0 0 3 over a mean of a half: slope 7.5 / 17.5 · 1, relative 6 / 7.
    #expect(abs(try #require(whole.ordersDirection.lastSix) - 6.0 / 7) < 1e-12)
    // 0 0 0 0 0 0 before it: no mean to relate to.
    #expect(cut.ordersDirection.lastSix == nil)
    #expect(cut.ordersDirection.verdict == .steady)
  }

  @Test func `without amounts there is no money to judge`() throws {
    let part = try #require(trends(firstDay: first, lastDay: last, hasMoney: false).first)
      .segments[0]

    #expect(part.monetary == nil)
    #expect(part.monetaryDirection == nil)
  }

  @Test func `no purchase, or thousands of years of them, make no trend`() {
    let nothing = MonthlyTotals(
      starts: [0], months: [], orders: [], amounts: [], firstDay: 0, lastDay: 0)

    #expect(
      TrendSums(nothing, labels: [], order: [], segmentCount: 1, hasMoney: true).trends.isEmpty)
    #expect(trends(firstDay: -719_162, lastDay: 2_932_896).isEmpty)
    #expect(trends(firstDay: last, lastDay: first).isEmpty)
  }
}
