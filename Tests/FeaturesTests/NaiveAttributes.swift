import Features
import Foundation
import Tables

/// The specification of spread, carry and derive, row by row: slow, and written without a look at the
/// product's code.
extension NaiveMeasures {
  /// Per value of the spread column the feature of a customer with these kept rows and money.
  func spread(
    _ rows: [RandomShop.Row], _ shop: RandomShop, money: Int
  ) -> [String: Double] {
    guard let spread = shop.recipe.spread else { return [:] }
    let known = rows.filter { shop.catalog.text(spread.column, $0) != nil }
    return Dictionary(grouping: known) { shop.catalog.text(spread.column, $0) ?? "" }
      .mapValues { rows in
        let cents = rows.compactMap { self.cents($0) }.reduce(0, +)
        switch spread.form {
        case .amount: return Double(cents) / 100
        case .count: return Double(rows.count { !isNetReturn($0) })
        case .share:
          guard money > 0 else { return 0 }
          return min(1, max(0, (Double(cents) / 100) / (Double(money) / 100)))
        }
      }
  }

  /// The most frequent text of a column among purchases; of several the smallest.
  func carried(
    _ column: String, _ purchases: [RandomShop.Row], _ shop: RandomShop
  ) -> String? {
    let texts = purchases.compactMap { shop.catalog.text(column, $0) }
    let counts = Dictionary(grouping: texts) { $0 }.mapValues(\.count)
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  /// What is derived of a birthday.
  static func derived(
    _ rule: DerivationRule, from start: Int64?, to end: Int64, _ count: DayCount
  ) -> Double {
    guard let start else { return .nan }
    let (from, to) = (components(start), components(end))
    switch rule {
    case .yearDifference: return Double(to[0] - from[0])
    case .yearsSince:
      let hadBirthday = to[1] > from[1] || (to[1] == from[1] && to[2] >= from[2])
      return Double(to[0] - from[0] - (hadBirthday ? 0 : 1))
    case .daysSince:
      let day = 86_400_000_000.0
      return count == .calendar
        ? (Double(end) / day).rounded(.down) - (Double(start) / day).rounded(.down)
        : (Double(end - start) / day).rounded(.down)
    }
  }

  private static func components(_ instant: Int64) -> [Int] {
    var calendar = Foundation.Calendar(identifier: .gregorian)
    if let zone = TimeZone(identifier: "UTC") { calendar.timeZone = zone }
    let parts = calendar.dateComponents(
      [.year, .month, .day], from: Date(timeIntervalSince1970: Double(instant) / 1e6))
    return [parts.year ?? 0, parts.month ?? 0, parts.day ?? 0]
  }
}
