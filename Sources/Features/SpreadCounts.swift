import Tables

/// Money and purchases per customer and value of the spread column, while rows stream past.
struct SpreadCounts {
  private var counts = ValueCounts()
  private var money: [ExactSum] = []

  /// Adds a row; a missing cell belongs to no value.
  mutating func add(_ value: Int32, _ amount: Double, of customer: Int, isPurchase: Bool) {
    guard value >= 0 else { return }
    let place = counts.place(of: customer, value)
    if place == money.count { money.append(ExactSum()) }
    money[place].add(amount)
    if isPurchase { counts.count(at: place) }
  }

  /// What the spread came to for these customers.
  struct Result {
    var totals: SpreadTotals
    /// Values that have no feature, in the order of text.
    var others: [String]
  }

  /// The totals of these customers, in their order, of the recipe's values or else all there are.
  ///
  /// - Throws: ``FeatureError/badData(row:column:value:reason:)`` where there are too many values.
  func result(
    of customers: [Int], customerCount: Int, _ spread: SpreadRule, labels: [Label]
  ) throws(FeatureError) -> Result {
    var rows = [Int32](repeating: -1, count: customerCount)
    for (row, customer) in customers.enumerated() {
      rows[customer] = Int32(truncatingIfNeeded: row)
    }
    var isUsed = [Bool](repeating: false, count: labels.count)
    for pair in counts.pairs where rows[Int(pair[0])] >= 0 { isUsed[Int(pair[1])] = true }
    let distinct = DistinctTexts(labels, isUsed: { isUsed[$0] })
    let values = spread.values ?? distinct.texts
    try check(spread, values.count, customers.count)

    var places: [String: Int32] = [:]
    for (place, value) in values.enumerated() { places[value] = Int32(truncatingIfNeeded: place) }
    let columns = distinct.texts.map { places[$0] ?? -1 }
    var sums = [Int: ExactSum]()
    var totals = SpreadTotals(
      column: spread.column, values: values,
      amounts: Array(repeating: 0, count: customers.count * values.count),
      lineCounts: Array(repeating: 0, count: customers.count * values.count))
    for (place, pair) in counts.pairs.enumerated() {
      let row = Int(rows[Int(pair[0])])
      let index = distinct.indices[Int(pair[1])]
      guard row >= 0, index >= 0, columns[Int(index)] >= 0 else { continue }
      let cell = row * values.count + Int(columns[Int(index)])
      sums[cell, default: ExactSum()].add(money[place])
      totals.lineCounts[cell] &+= counts.counts[place]
    }
    for (cell, sum) in sums { totals.amounts[cell] = sum.value }
    let others = zip(distinct.texts, columns).filter { $1 < 0 }.map(\.0)
    return Result(totals: totals, others: others)
  }

  private func check(
    _ spread: SpreadRule, _ valueCount: Int, _ customerCount: Int
  ) throws(FeatureError) {
    guard valueCount <= SpreadRule.valueLimit else {
      throw .badData(
        row: nil, column: spread.column, value: nil,
        reason:
          "\"\(spread.column)\" has \(valueCount) values but at most \(SpreadRule.valueLimit) are "
          + "spread; name a coarser column, or the values in transactions.spread.values")
    }
    guard valueCount * customerCount <= cellLimit else {
      throw .badData(
        row: nil, column: spread.column, value: nil,
        reason: "spreading \(valueCount) values of \"\(spread.column)\" over \(customerCount) "
          + "customers makes more than \(cellLimit) cells; name a coarser column, or the values "
          + "in transactions.spread.values")
    }
  }
}

/// The most cells that a spread may come to.
private let cellLimit = 100_000_000

extension SpreadTotals {
  /// A column of numbers per value, as the recipe wants them.
  func columns(_ form: SpreadForm, money: [Double]) -> [Column] {
    values.indices.map { value in
      .numbers(
        money.indices.map { row in
          let cell = row * values.count + value
          switch form {
          case .amount: return amounts[cell]
          case .count: return Double(lineCounts[cell])
          case .share:
            return money[row] > 0 ? min(1, max(0, amounts[cell] / money[row])) : 0
          }
        })
    }
  }
}
