import Features
import Tables

/// Adds up what segments did month by month and quarter by quarter.
struct TrendSums {
  private let totals: MonthlyTotals
  private let labels: [Int32]
  private let order: [Int]
  private let segmentCount: Int
  private let hasMoney: Bool

  /// The longest row of periods, 200 years of months: beyond it a date is surely wrong.
  static let periodLimit = 2_400

  /// - Parameter order: The customers in canonical order, in which their money is added up.
  init(
    _ totals: MonthlyTotals, labels: [Int32], order: [Int], segmentCount: Int, hasMoney: Bool
  ) {
    self.totals = totals
    self.labels = labels
    self.order = order
    self.segmentCount = segmentCount
    self.hasMoney = hasMoney
  }

  /// The trends by month and by quarter; empty where there is no purchase, or too long a time.
  var trends: [Trend] {
    let first = calendarMonth(ofDay: totals.firstDay)
    let last = calendarMonth(ofDay: totals.lastDay)
    let count = last.month - first.month + 1
    guard !totals.months.isEmpty, count >= 1, count <= TrendSums.periodLimit else { return [] }
    let months = sums(from: first.month, to: last.month, size: 1)
    // Only months that lie wholly between the first purchase and the last are judged.
    let firstFull = first.dayOfMonth == 1 ? 0 : 1
    let afterLast = calendarMonth(ofDay: totals.lastDay + 1)
    let endFull = afterLast.dayOfMonth == 1 ? count : count - 1
    let full = firstFull..<max(firstFull, endFull)
    return Trend.Unit.allCases.map { unit in
      let parts = unit == .month ? months : sums(from: first.month, to: last.month, size: 3)
      return Trend(
        unit: unit, periods: names(unit, from: first.month, to: last.month),
        segments: zip(parts, months).map { part, month in
          SegmentTrend(
            customers: part.customers, orders: part.orders, monetary: hasMoney ? part.money : nil,
            ordersDirection: TrendDirection(
              periods: part.orders.map(Double.init),
              fullMonths: month.orders[full].map(Double.init)),
            monetaryDirection: hasMoney
              ? TrendDirection(periods: part.money, fullMonths: Array(month.money[full])) : nil)
        })
    }
  }

  private struct Sums {
    var customers: [Int]
    var orders: [Int]
    var money: [Double]
  }

  /// Per segment the sums of each period of `size` months.
  private func sums(from first: Int, to last: Int, size: Int) -> [Sums] {
    let start = first / size
    let count = last / size - start + 1
    var sums = [Sums](
      repeating: Sums(
        customers: [Int](repeating: 0, count: count), orders: [Int](repeating: 0, count: count),
        money: [Double](repeating: 0, count: count)), count: segmentCount)
    for customer in order where labels[customer] >= 0 {
      let segment = Int(labels[customer])
      // A customer counts once in a period, however many of its months have orders.
      var seen = -1
      for place in totals.places(of: customer) {
        let period = Int(totals.months[place]) / size - start
        guard period >= 0, period < count else { continue }
        let orders = Int(totals.orders[place])
        sums[segment].orders[period] += orders
        sums[segment].money[period] += totals.amounts[place]
        if orders > 0, period != seen {
          sums[segment].customers[period] += 1
          seen = period
        }
      }
    }
    return sums
  }

  private func names(_ unit: Trend.Unit, from first: Int, to last: Int) -> [String] {
    switch unit {
    case .month:
      (first...last).map { month in
        let number = month % 12 + 1
        return "\(year(month / 12))-" + (number < 10 ? "0" : "") + "\(number)"
      }
    case .quarter:
      (first / 3...last / 3).map { "\(year($0 / 4))-Q\($0 % 4 + 1)" }
    }
  }

  /// A year in four digits.
  private func year(_ year: Int) -> String {
    let digits = String(year)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

/// The month of a day since 1970-01-01, as year · 12 + month − 1, and the day within it, from 1.
private func calendarMonth(ofDay day: Int) -> (month: Int, dayOfMonth: Int) {
  let date = calendarDate(ofDay: day)
  return (date.year * 12 + date.month - 1, date.day)
}
