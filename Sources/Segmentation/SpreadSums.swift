import Features

/// What is spent on each value of the recipe's `spread`, by segments.
struct SpreadSums {
  private let totals: SpreadTotals
  private let everyone: Sums

  /// Money and buyers per value, and all money.
  private struct Sums {
    var money: [Double]
    var buyers: [Int]
    var total: Double { money.reduce(0, +) }
  }

  /// - Parameter everyone: All customers in canonical order, in which money is added up.
  init(_ totals: SpreadTotals, _ everyone: ArraySlice<Int>) {
    self.totals = totals
    self.everyone = SpreadSums.sums(totals, everyone)
  }

  /// The shares of these customers, one entry per value, in the order of text.
  func profiles(of rows: ArraySlice<Int>) -> [SpreadProfile] {
    let here = SpreadSums.sums(totals, rows)
    let total = here.total
    return totals.values.indices.map { value in
      SpreadProfile(
        value: totals.values[value], share: total > 0 ? here.money[value] / total : nil,
        ofValueMoney: everyone.money[value] > 0
          ? here.money[value] / everyone.money[value] : nil,
        ofValue: everyone.buyers[value] > 0
          ? Double(here.buyers[value]) / Double(everyone.buyers[value]) : nil)
    }
  }

  private static func sums(_ totals: SpreadTotals, _ rows: ArraySlice<Int>) -> Sums {
    let count = totals.values.count
    var sums = Sums(
      money: [Double](repeating: 0, count: count), buyers: [Int](repeating: 0, count: count))
    for row in rows {
      for value in 0..<count {
        sums.money[value] += totals.amounts[row * count + value]
        if totals.lineCounts[row * count + value] > 0 { sums.buyers[value] += 1 }
      }
    }
    return sums
  }
}
