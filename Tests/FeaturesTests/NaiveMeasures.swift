import Features
import Foundation
import Tables

/// The specification of cleaning and measuring, row by row in whole cents: slow, and written without
/// a look at the product's code.
struct NaiveMeasures {
  private(set) var dropped: [String: Int] = [:]
  private(set) var keptCount = 0
  private(set) var asOf: Int64?
  /// Per customer's name the measures by their names.
  private(set) var customers: [String: [String: Double]] = [:]
  /// Per customer's name the carried texts by their columns.
  private(set) var carried: [String: [String: String?]] = [:]
  /// Per customer's name and month (year, month) the cents and the orders.
  private(set) var months: [String: [String: [Int]]] = [:]

  private let recipe: TransactionRecipe
  private let shop: RandomShop
  private static let day: Int64 = 86_400_000_000

  init(_ shop: RandomShop) {
    recipe = shop.recipe
    self.shop = shop
    var kept = clean(shop.rows)
    let purchases = kept.filter { !(recipe.returns == .net && isReturn($0)) }
    let latest = purchases.compactMap(\.instant).max()
    switch recipe.asOf {
    case .afterLast: asOf = latest.map { $0 + Self.day }
    case .last: asOf = latest
    case .date(let instant, _): asOf = instant
    }
    if let window = recipe.windowDays, let asOf {
      let inside = kept.filter { row in
        guard let instant = row.instant else { return false }
        return recipe.dayCount == .elapsed
          ? instant >= asOf - Int64(window) * Self.day
          : date(instant) >= date(asOf) - window
      }
      if inside.count < kept.count { dropped["outside_window"] = kept.count - inside.count }
      kept = inside
    }
    keptCount = kept.count
    for (name, rows) in Dictionary(grouping: kept, by: { name($0) ?? "" }) {
      guard let measures = measure(rows) else { continue }
      customers[name] = measures
      let purchases = rows.filter { !isNetReturn($0) }
      for column in recipe.carry {
        carried[name, default: [:]][column] = .some(self.carried(column, purchases, shop))
      }
      months[name] = monthly(rows)
    }
  }

  private func name(_ row: RandomShop.Row) -> String? {
    guard let who = row.who else { return nil }
    if recipe.customer.count == 1 { return who }
    return row.country.map { "\($0)/\(who)" }
  }

  func cents(_ row: RandomShop.Row) -> Int? {
    guard let pieces = row.pieces, let cents = price(row) else { return nil }
    return pieces * cents
  }

  private func price(_ row: RandomShop.Row) -> Int? {
    recipe.price == "cost" && recipe.amount == nil ? shop.catalog.product(row)?.cents : row.cents
  }

  func isNetReturn(_ row: RandomShop.Row) -> Bool { recipe.returns == .net && isReturn(row) }

  private func isReturn(_ row: RandomShop.Row) -> Bool {
    if recipe.quantity != nil, let pieces = row.pieces { return pieces < 0 }
    return (cents(row) ?? 0) < 0
  }

  private func date(_ instant: Int64) -> Int {
    Int((Double(instant) / Double(Self.day)).rounded(.down))
  }

  private mutating func clean(_ rows: [RandomShop.Row]) -> [RandomShop.Row] {
    var seen: [RandomShop.Row] = []
    var kept: [RandomShop.Row] = []
    for row in rows {
      if let rule = firstRule(row, &seen) {
        dropped[rule, default: 0] += 1
      } else {
        kept.append(row)
      }
    }
    return kept
  }

  private func firstRule(_ row: RandomShop.Row, _ seen: inout [RandomShop.Row]) -> String? {
    for rule in recipe.drop {
      switch rule {
      case .missingCustomer: if name(row) == nil { return "missing_customer" }
      case .nonPositivePrice:
        let cents = recipe.price == "cost" ? shop.catalog.product(row)?.cents : row.cents
        if recipe.price != nil, let cents, cents <= 0 { return "non_positive_price" }
      case .nonPositiveQuantity:
        if let pieces = row.pieces, pieces <= 0 { return "non_positive_quantity" }
      case .missingAny:
        if row.who == nil || row.country == nil || row.instant == nil || row.invoice == nil
          || row.pieces == nil || row.cents == nil || row.product == nil
          || (!recipe.joins.isEmpty && shop.catalog.isAnyMissing(row))
        {
          return "missing_any"
        }
      case .duplicateRows:
        // Equal in every column: `spent` follows from the others.
        if seen.contains(row) { return "duplicate_rows" }
        seen.append(row)
      }
    }
    if recipe.returns == .drop, isReturn(row) { return "returns" }
    if name(row) == nil { return "missing_customer" }
    if row.instant == nil { return "missing_date" }
    if cents(row) == nil { return "missing_amount" }
    if recipe.invoice != nil, row.invoice == nil, !(recipe.returns == .net && isReturn(row)) {
      return "missing_invoice"
    }
    return nil
  }

  private func measure(_ rows: [RandomShop.Row]) -> [String: Double]? {
    let purchases = rows.filter { !(recipe.returns == .net && isReturn($0)) }
    let instants = purchases.compactMap(\.instant)
    guard let first = instants.min(), let last = instants.max(), let asOf else { return nil }
    func days(_ start: Int64, _ end: Int64) -> Double {
      recipe.dayCount == .calendar
        ? Double(date(end) - date(start))
        : (Double(end - start) / Double(Self.day)).rounded(.down)
    }
    let dates = Set(instants.map(date))
    let orders = recipe.invoice == nil ? dates.count : Set(purchases.compactMap(\.invoice)).count
    let lines = purchases.compactMap { cents($0) }.sorted()
    let money = Double(rows.compactMap { cents($0) }.reduce(0, +)) / 100
    let tenure = days(first, last)
    let frequency =
      switch recipe.frequencyCounts {
      case .invoices: orders
      case .rows: purchases.count
      case .days: dates.count
      }
    var measures = [
      "recency": days(last, asOf), "frequency": Double(frequency), "monetary": money,
      "average_order": money / Double(orders), "average_line": money / Double(purchases.count),
      "min_line": Double(lines[0]) / 100, "max_line": Double(lines[lines.count - 1]) / 100,
      "tenure": tenure, "first_purchase": days(first, asOf),
      "interval": orders > 1 ? tenure / Double(orders - 1) : .nan,
      "items": Double(rows.compactMap(\.pieces).reduce(0, +)), "one_time": orders == 1 ? 1 : 0,
    ]
    if let column = recipe.spread?.column {
      let cents = rows.compactMap { self.cents($0) }.reduce(0, +)
      for (value, number) in spread(rows, shop, money: cents) {
        measures["\(column)=\(value)"] = number
      }
    }
    for derivation in shop.derivations {
      measures[derivation.name] = Self.derived(
        derivation.rule, from: shop.catalog.birthday(rows.first, by: recipe.customer),
        to: derivation.of?.instant ?? asOf,
        recipe.dayCount)
    }
    return measures
  }

  /// Per month the cents, and the orders whose first kept purchase it has.
  private func monthly(_ rows: [RandomShop.Row]) -> [String: [Int]] {
    func month(_ row: RandomShop.Row) -> String {
      let days = date(row.instant ?? 0)
      return String("\(Date(timeIntervalSince1970: Double(days) * 86_400))".prefix(7))
    }
    var months: [String: [Int]] = [:]
    for row in rows { months[month(row), default: [0, 0]][0] += cents(row) ?? 0 }
    let purchases = rows.filter { !isNetReturn($0) }
    let orders = Dictionary(grouping: purchases) { row in
      recipe.invoice == nil ? "\(date(row.instant ?? 0))" : row.invoice ?? ""
    }
    for (invoice, rows) in orders where !invoice.isEmpty {
      if let first = rows.map(month).min() { months[first, default: [0, 0]][1] += 1 }
    }
    return months
  }
}
