import Tables

/// Money and orders per customer and month while rows stream past.
///
/// A *place* is a pair of customer and month, numbered as they first come.
struct MonthCounts {
  /// Per place its customer and its month.
  private(set) var pairs: [SIMD2<Int32>] = []
  private var money: [ExactSum] = []
  private var orderCounts: [Int32] = []
  private var codes = PairCodes()

  /// The day that was looked at last, and its month: rows of one day mostly follow each other.
  private var day = Int64.min
  private var month: Int32 = 0

  /// The month of a day since 1970-01-01: year · 12 + month − 1.
  mutating func month(ofDay day: Int64) -> Int32 {
    if day == self.day { return month }
    let date = calendarDate(ofDay: Int(day))
    self.day = day
    month = Int32(truncatingIfNeeded: date.year * 12 + date.month - 1)
    return month
  }

  /// The place of a customer's month.
  mutating func place(of customer: Int32, _ month: Int32) -> Int32 {
    let (code, isNew) = codes.code(of: customer, month)
    if isNew {
      pairs.append(SIMD2(customer, month))
      money.append(ExactSum())
      orderCounts.append(0)
    }
    return code
  }

  /// Adds money.
  mutating func add(_ amount: ExactSum, at place: Int32) { money[Int(place)].add(amount) }

  /// Adds an order.
  mutating func addOrder(at place: Int32) { orderCounts[Int(place)] += 1 }

  /// Per customer the sum of all months.
  func sums(customerCount: Int) -> [ExactSum] {
    var sums = [ExactSum](repeating: ExactSum(), count: customerCount)
    for (place, pair) in pairs.enumerated() { sums[Int(pair[0])].add(money[place]) }
    return sums
  }

  /// The months of these customers, in their order.
  func totals(of customers: [Int], customerCount: Int, days: ClosedRange<Int>) -> MonthlyTotals {
    // Places by customer, as a counting sort leaves them: no list of its own for each.
    var ends = [Int](repeating: 0, count: customerCount + 1)
    for pair in pairs { ends[Int(pair[0]) + 1] += 1 }
    for customer in 0..<customerCount { ends[customer + 1] += ends[customer] }
    var places = [Int32](repeating: 0, count: pairs.count)
    var next = ends
    for (place, pair) in pairs.enumerated() {
      places[next[Int(pair[0])]] = Int32(truncatingIfNeeded: place)
      next[Int(pair[0])] += 1
    }
    var totals = MonthlyTotals(
      starts: [0], months: [], orders: [], amounts: [], firstDay: days.lowerBound,
      lastDay: days.upperBound)
    for customer in customers {
      let range = ends[customer]..<ends[customer + 1]
      if range.count > 1 { places[range].sort { pairs[Int($0)][1] < pairs[Int($1)][1] } }
      for place in places[range] {
        totals.months.append(pairs[Int(place)][1])
        totals.orders.append(orderCounts[Int(place)])
        totals.amounts.append(money[Int(place)].value)
      }
      totals.starts.append(totals.months.count)
    }
    return totals
  }
}
