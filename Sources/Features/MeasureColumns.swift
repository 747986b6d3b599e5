import Tables

extension CustomerTotals.Totals {
  /// The value of one measure, `asOf` being the instant that days are counted to; NaN is missing.
  func value(of measure: Measure, _ recipe: TransactionRecipe, asOf: Int64) -> Double {
    switch measure {
    case .recency: max(0, days(from: last, to: asOf, recipe.dayCount))
    case .frequency: frequency(recipe)
    case .monetary: money.value
    case .averageOrder: money.value / Double(orderCount(recipe))
    case .averageLine: money.value / Double(lineCount)
    case .minimumLine: decimal(minimumLine)
    case .maximumLine: decimal(maximumLine)
    case .tenure: days(from: first, to: last, recipe.dayCount)
    case .firstPurchase: max(0, days(from: first, to: asOf, recipe.dayCount))
    case .interval:
      orderCount(recipe) > 1
        ? days(from: first, to: last, recipe.dayCount) / Double(orderCount(recipe) - 1) : .nan
    case .items: items.value
    case .oneTime: orderCount(recipe) == 1 ? 1 : 0
    }
  }

  /// Number of orders: distinct invoices, or distinct days where no column names them.
  func orderCount(_ recipe: TransactionRecipe) -> Int {
    recipe.invoice == nil ? dayCount : invoiceCount
  }

  private func frequency(_ recipe: TransactionRecipe) -> Double {
    switch recipe.frequencyCounts {
    case .invoices: Double(orderCount(recipe))
    case .rows: Double(lineCount)
    case .days: Double(dayCount)
    }
  }

  /// The decimal number that an amount stands for, so that one sale equals its own sum.
  private func decimal(_ amount: Double) -> Double {
    var sum = ExactSum()
    sum.add(amount)
    return sum.value
  }
}

/// Days between two instants.
func days(from start: Int64, to end: Int64, _ count: DayCount) -> Double {
  switch count {
  case .elapsed: Double(wholeDays(end &- start))
  case .calendar: Double(wholeDays(end) - wholeDays(start))
  }
}
