import Clustering
import Features
import Matrices
import Tables

/// Computes the parts of a profile over one table.
struct Profiler {
  private let everyone: [Int]
  /// Number of all customers.
  private let count: Int
  private let orderCounts: [Int]?
  private let numbers: [String]
  private let table: Table
  private let texts: [(column: CategoryColumn, all: Tally)]
  private let money: [Double]?
  private let totalMoney: Double?
  private let spread: SpreadSums?

  /// Customers and money per value of a category.
  private struct Tally {
    var counts: [Int]
    var money: [Double]
  }

  /// The most values of a category that a profile lists.
  static let valueLimit = 25

  /// Whether anything is told of customers besides their numbers.
  static func needsRows(of customers: CustomerTable) -> Bool {
    let hasTexts = customers.table.cells.contains { $0.kind == .text }
    return hasTexts || customers.knownOrderCounts != nil || customers.money != nil
      || customers.spread != nil || customers.months != nil
  }

  /// - Parameters:
  ///   - everyone: The rows of all customers; may be empty where nobody ``needsRows(of:)``.
  ///   - count: How many these are.
  init(of customers: CustomerTable, everyone: [Int], count: Int) {
    self.everyone = everyone
    self.count = count
    orderCounts = customers.knownOrderCounts
    table = customers.table
    var numbers: [String] = []
    var texts: [CategoryColumn] = []
    for (name, cells) in zip(table.names, table.cells) {
      switch cells.kind {
      case .number: numbers.append(name)
      case .text:
        if case .texts(let column)? = table[name] {
          texts.append(CategoryColumn(name: name, column))
        }
      case .date: continue
      }
    }
    let money = customers.money
    self.money = money
    totalMoney = money.map { money in everyone.reduce(0) { $0 + present(money[$1]) } }
    spread = customers.spread.map { SpreadSums($0, everyone[...]) }
    self.numbers = numbers
    self.texts = texts.map { ($0, Profiler.tally($0, everyone[...], money)) }
  }

  /// The numeric part of a profile: one entry per numeric column.
  struct Numeric {
    let overall: [NumericProfile]
    let segments: [[NumericProfile]]
    let quintiles: [String: [Double]]
  }

  /// Describes every numeric column of every segment, several columns at a time.
  func numericProfiles(
    _ groups: RowGroups, _ workers: Workers, _ monitor: WorkMonitor
  ) throws(SegmentationError) -> Numeric {
    // One buffer per thread for whatever column it is at: fresh memory for each costs more than what
    // is computed with it.
    var columns = [NumericProfiles?](repeating: nil, count: numbers.count)
    var scratch = [Room](repeating: Room(), count: max(1, workers.threadCount))
    _ = workers.update(&columns, scratch: &scratch, monitor: monitor) { column, result, room, _ in
      guard let cells = table.orderedCells(of: numbers[column]),
        case .numbers(let lying) = cells.lying
      else { return }
      let values = table.order.map { room.put(lying, in: $0) } ?? lying
      let overall = overall(values, groups.areAll ? cells : nil)
      result = NumericProfiles(of: values, overall, groups, through: &room.grouped)
    }
    try monitor.checkCancelled()
    let profiles = columns.compactMap { $0 }
    guard profiles.count == numbers.count else { throw .clustering(.cancelled) }
    var quintiles: [String: [Double]] = [:]
    for (name, profile) in zip(numbers, profiles) { quintiles[name] = profile.overall.fifths }
    return Numeric(
      overall: profiles.map(\.overall),
      segments: groups.ranges.indices.map { group in profiles.map { $0.segments[group] } },
      quintiles: quintiles)
  }

  /// The profile of all customers.
  ///
  /// - Parameter cells: The column, where they are all of its rows, to keep the profile with it.
  private func overall(_ values: [Double], _ cells: OrderedCells?) -> NumericProfile {
    // Tenths are wanted of all customers alone.
    guard let cells else { return NumericProfile(withTenthsOf: everyone.map { values[$0] }) }
    return cells.fact("profile") { NumericProfile(withTenthsOf: values) }
  }

  /// What a thread works in: a column in order of the rows, and by groups.
  private struct Room: Sendable {
    private var ordered: [Double] = []
    var grouped: [Double] = []

    /// The cells in that order; what was put there before must have been let go.
    mutating func put(_ cells: [Double], in order: RowOrder) -> [Double] {
      if ordered.count != cells.count { ordered = [Double](repeating: 0, count: cells.count) }
      fill(cells.span, order.rows.span)
      return ordered
    }

    private mutating func fill(_ cells: Span<Double>, _ order: Span<UInt32>) {
      var output = ordered.mutableSpan
      for place in order.indices { output[place] = cells[Int(order[place])] }
    }
  }

  /// One numeric column, of all customers and of each segment.
  private struct NumericProfiles: Sendable {
    let overall: NumericProfile
    let segments: [NumericProfile]

    init(
      of values: [Double], _ overall: NumericProfile, _ groups: RowGroups,
      through grouped: inout [Double]
    ) {
      groups.gather(values, into: &grouped)
      var segments: [NumericProfile] = []
      for range in groups.ranges {
        let own = NumericProfile(grouped.span.extracting(range), wantsTenths: false)
        segments.append(own.compared(with: overall))
      }
      self.segments = segments
      self.overall = overall
    }
  }

  /// The profile of some customers.
  ///
  /// - Parameters:
  ///   - rows: Their rows; may be empty where nobody ``needsRows(of:)``.
  ///   - size: How many these are.
  func profile(
    _ rows: ArraySlice<Int>, count size: Int, _ numeric: [NumericProfile]
  ) -> SegmentProfile {
    let spent = money.map { money in rows.reduce(0) { $0 + present(money[$1]) } }
    return SegmentProfile(
      size: size,
      share: Double(size) / Double(max(count, 1)),
      monetary: spent,
      monetaryShare: spent.flatMap { spent in
        totalMoney.flatMap { $0 > 0 ? spent / $0 : nil }
      },
      oneTimeShare: orderCounts.map { counts in
        Double(rows.count { counts[$0] == 1 }) / Double(max(rows.count, 1))
      },
      features: zip(numbers, numeric).map { ($0, $1) },
      categories: texts.map { column, all in (column.name, categories(column, all, rows)) },
      spread: spread?.profiles(of: rows) ?? [])
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

  /// χ² and Cramér's V of every category over the segments' rows.
  func associations(_ members: [ArraySlice<Int>]) -> [Association] {
    texts.map { column, _ in
      Association(
        column: column.name,
        counts: members.map { Profiler.tally(column, $0, nil).counts })
    }
  }

  private func categories(
    _ column: CategoryColumn, _ all: Tally, _ rows: ArraySlice<Int>
  ) -> [CategoryProfile] {
    let here = Profiler.tally(column, rows, money)
    let ranked = here.counts.indices.filter { here.counts[$0] > 0 }
      .sorted {
        (here.counts[$0], column.values[$1]) > (here.counts[$1], column.values[$0])
      }
    return ranked.prefix(Profiler.valueLimit).map { value in
      let share = Double(here.counts[value]) / Double(rows.count)
      let overall = Double(all.counts[value]) / Double(everyone.count)
      return CategoryProfile(
        value: column.values[value], share: share, lift: share / overall,
        ofValue: Double(here.counts[value]) / Double(all.counts[value]),
        ofValueMoney: money == nil || all.money[value] <= 0
          ? nil : here.money[value] / all.money[value])
    }
  }

  private static func tally(
    _ column: CategoryColumn, _ rows: ArraySlice<Int>, _ money: [Double]?
  ) -> Tally {
    var tally = Tally(
      counts: [Int](repeating: 0, count: column.values.count),
      money: [Double](repeating: 0, count: column.values.count))
    for row in rows {
      guard let value = column.value(ofRow: row) else { continue }
      tally.counts[value] += 1
      if let money { tally.money[value] += present(money[row]) }
    }
    return tally
  }
}

/// A missing amount adds nothing.
private func present(_ value: Double) -> Double { value.isNaN ? 0 : value }
