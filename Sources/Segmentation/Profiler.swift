import Clustering
import Matrices
import Tables

/// Computes the parts of a profile over one table.
struct Profiler {
  let table: Table
  let everyone: [Int]
  let orderCounts: [Int]?
  private let numbers: [(name: String, values: [Double])]
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
    var numbers: [(name: String, values: [Double])] = []
    var texts: [(name: String, column: TextColumn)] = []
    for (name, column) in zip(table.names, table.columns) {
      switch column {
      case .numbers(let values): numbers.append((name, values))
      case .texts(let column): texts.append((name, column))
      case .dates: continue
      }
    }
    self.money = money
    totalMoney = money.map { money in everyone.reduce(0) { $0 + present(money[$1]) } }
    self.numbers = numbers
    self.texts = texts.map { ($0.name, $0.column, Profiler.tally($0.column, everyone, money)) }
  }

  /// The numeric part of a profile: one entry per numeric column.
  struct Numeric {
    let overall: [NumericProfile]
    let segments: [[NumericProfile]]
    let quintiles: [String: [Double]]
  }

  /// Describes every numeric column of every segment, several at a time.
  func numericProfiles(
    _ members: [[Int]], _ workers: Workers, _ monitor: WorkMonitor
  ) throws(SegmentationError) -> Numeric {
    let groups = [everyone] + members
    let (profiles, _) = workers.map(count: groups.count * numbers.count, monitor: monitor) {
      index, _ in
      let (group, column) = index.quotientAndRemainder(dividingBy: numbers.count)
      let values = numbers[column].values
      // Fifths are wanted of all customers alone.
      return NumericProfile(groups[group].map { values[$0] }, wantsFifths: group == 0)
    }
    try monitor.checkCancelled()
    let parts = groups.indices.map { group in
      numbers.indices.compactMap { profiles[group * numbers.count + $0] }
    }
    guard let overall = parts.first, parts.allSatisfy({ $0.count == numbers.count }) else {
      throw .clustering(.cancelled)
    }
    var quintiles: [String: [Double]] = [:]
    for (column, profile) in zip(numbers, overall) { quintiles[column.name] = profile.fifths }
    return Numeric(
      overall: overall,
      segments: parts.dropFirst().map { part in
        zip(part, overall).map { $0.compared(with: $1) }
      },
      quintiles: quintiles)
  }

  func profile(_ rows: [Int], _ numeric: [NumericProfile]) -> SegmentProfile {
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
      features: zip(numbers, numeric).map { ($0.name, $1) },
      categories: texts.map { name, column, all in (name, categories(column, all, rows)) })
  }

  func importance(
    overall: SegmentProfile, segments: [SegmentProfile]
  ) -> [Profile.Importance] {
    // Every profile of one table has the same features in the same order.
    overall.features.enumerated().map { index, feature in
      let (name, all) = feature
      var between = 0.0
      var within = 0.0
      var count = 0
      var groups = 0
      for segment in segments {
        let feature = segment.features[index].profile
        guard let mean = feature.mean, let center = all.mean else { continue }
        let size = Double(feature.count)
        between += size * (mean - center) * (mean - center)
        within += feature.squares
        count += feature.count
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
