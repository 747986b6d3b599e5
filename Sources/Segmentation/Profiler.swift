import Matrices
import Tables

/// Computes the parts of a profile over one table.
struct Profiler {
  let table: Table
  let everyone: [Int]
  let orderCounts: [Int]?
  private let numbers:
    [(name: String, values: [Double], overall: (mean: Double, deviation: Double)?)]
  private let texts: [(name: String, column: TextColumn, all: Tally)]
  private let money: [Double]?
  private let totalMoney: Double?

  /// Customers and money per value of a category.
  private struct Tally {
    var counts: [Int]
    var money: [Double]
  }

  /// The most values of a category that a profile lists.
  static let valueLimit = 25

  init(table: Table, everyone: [Int], money: [Double]?, orderCounts: [Int]?) {
    self.table = table
    self.everyone = everyone
    self.orderCounts = orderCounts
    var numbers: [(String, [Double], (mean: Double, deviation: Double)?)] = []
    var texts: [(String, TextColumn)] = []
    for (name, column) in zip(table.names, table.columns) {
      switch column {
      case .numbers(let values):
        let all = NumericProfile(everyone.map { values[$0] }, overall: nil)
        let overall = all.mean.flatMap { mean in all.deviation.map { (mean, $0) } }
        numbers.append((name, values, overall))
      case .texts(let column): texts.append((name, column))
      case .dates: continue
      }
    }
    self.money = money
    totalMoney = money.map { money in everyone.reduce(0) { $0 + present(money[$1]) } }
    self.numbers = numbers
    self.texts = texts.map { ($0.0, $0.1, Profiler.tally($0.1, everyone, money)) }
  }

  func profile(_ rows: [Int]) -> SegmentProfile {
    let spent = money.map { money in rows.reduce(0) { $0 + present(money[$1]) } }
    return SegmentProfile(
      size: rows.count,
      share: Double(rows.count) / Double(max(everyone.count, 1)),
      monetary: spent,
      monetaryShare: spent.flatMap { spent in
        totalMoney.flatMap { $0 > 0 ? spent / $0 : nil }
      },
      oneTimeShare: orderCounts.map { counts in
        Double(rows.count { counts[$0] == 1 }) / Double(max(rows.count, 1))
      },
      features: numbers.map { name, values, overall in
        (name, NumericProfile(rows.map { values[$0] }, overall: overall))
      },
      categories: texts.map { name, column, all in (name, categories(column, all, rows)) })
  }

  func importance(_ members: [[Int]]) -> [Profile.Importance] {
    numbers.map { name, values, overall in
      var between = 0.0
      var within = 0.0
      var count = 0
      var groups = 0
      for rows in members {
        let present = rows.map { values[$0] }.filter { !$0.isNaN }
        guard !present.isEmpty, let overall else { continue }
        let mean = present.reduce(0, +) / Double(present.count)
        between += Double(present.count) * (mean - overall.mean) * (mean - overall.mean)
        within += present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        count += present.count
        groups += 1
      }
      let total = between + within
      let canCompare = groups > 1 && count > groups && within > 0
      return Profile.Importance(
        feature: name, etaSquared: total > 0 ? between / total : nil,
        ratio: canCompare
          ? (between / Double(groups - 1)) / (within / Double(count - groups)) : nil)
    }
  }

  func quintiles() -> [String: [Double]] {
    var edges: [String: [Double]] = [:]
    for (name, values, _) in numbers {
      let present = everyone.map { values[$0] }.filter { !$0.isNaN }
      if !present.isEmpty { edges[name] = Matrices.quantiles([0.2, 0.4, 0.6, 0.8], of: present) }
    }
    return edges
  }

  private func categories(_ column: TextColumn, _ all: Tally, _ rows: [Int]) -> [CategoryProfile] {
    let here = Profiler.tally(column, rows, money)
    let ranked = here.counts.indices.filter { here.counts[$0] > 0 }
      .sorted {
        (here.counts[$0], column.labels[$1].text) > (here.counts[$1], column.labels[$0].text)
      }
    return ranked.prefix(Profiler.valueLimit).map { code in
      let share = Double(here.counts[code]) / Double(rows.count)
      let overall = Double(all.counts[code]) / Double(everyone.count)
      return CategoryProfile(
        value: column.labels[code].text, share: share, lift: share / overall,
        ofValue: Double(here.counts[code]) / Double(all.counts[code]),
        ofValueMoney: money == nil || all.money[code] <= 0
          ? nil : here.money[code] / all.money[code])
    }
  }

  private static func tally(_ column: TextColumn, _ rows: [Int], _ money: [Double]?) -> Tally {
    var tally = Tally(
      counts: [Int](repeating: 0, count: column.labels.count),
      money: [Double](repeating: 0, count: column.labels.count))
    for row in rows {
      let code = Int(column.codes[row])
      guard code >= 0 else { continue }
      tally.counts[code] += 1
      if let money { tally.money[code] += present(money[row]) }
    }
    return tally
  }
}

/// A missing amount adds nothing.
private func present(_ value: Double) -> Double { value.isNaN ? 0 : value }
