import Features
import Tables

/// How the segments fall on the values of one column, say on countries.
public struct Breakdown: Equatable, Sendable {
  /// The column.
  public let column: String
  /// Its values: of text the most frequent first, of numbers ascending; a missing one last.
  public let values: [Value]

  /// One value of the column.
  public struct Value: Equatable, Sendable {
    /// The value.
    public let value: Cell
    /// Customers that have it.
    public let customers: Int
    /// Sum of their money, where there is money.
    public let monetary: Double?
    /// One entry per segment, in the order of ids.
    public let segments: [Part]
  }

  /// A value as it came.
  public enum Cell: Equatable, Sendable {
    /// Text.
    case text(String)
    /// A number.
    case number(Double)
    /// No value.
    case missing
  }

  /// The customers of one value in one segment.
  public struct Part: Equatable, Sendable {
    /// How many there are.
    public let customers: Int
    /// Their share of the value's customers, 0 to 1.
    public let share: Double
    /// Sum of their money, where there is money.
    public let monetary: Double?
  }

  /// The most values of a column of text.
  public static let textLimit = 1_000

  /// The most values of a column of numbers.
  public static let numberLimit = 100

  /// Counts customers by a column.
  ///
  /// - Parameters:
  ///   - customers: In canonical order, in which money is added up.
  ///   - labels: Per customer the index of its segment, or -1.
  /// - Throws: ``SegmentationError/unknownColumn(name:available:)``,
  ///   ``SegmentationError/tooManyValues(column:found:limit:)``, with a limit of 0 for dates.
  init(
    by name: String, of customers: CustomerTable, labels: [Int32], segmentCount: Int
  ) throws(SegmentationError) {
    guard let column = customers.table[name] else {
      throw .unknownColumn(name: name, available: customers.table.names)
    }
    let rows = labels.indices.filter { labels[$0] >= 0 }
    let money = customers.money
    let (codes, cells) = try Breakdown.codes(of: column, name, rows)
    var sums = [[Sum]](
      repeating: [Sum](repeating: Sum(), count: segmentCount), count: cells.count)
    for (row, code) in zip(rows, codes) {
      sums[code][Int(labels[row])].customers += 1
      if let money, !money[row].isNaN { sums[code][Int(labels[row])].money += money[row] }
    }
    self.column = name
    var values = zip(cells, sums).map { Value($0, $1, hasMoney: money != nil) }
    values.removeAll { $0.customers == 0 }
    self.values = values.sorted(by: Breakdown.precedes)
  }

  fileprivate struct Sum {
    var customers = 0
    var money = 0.0
  }

  /// Per row the index of its value, and the values.
  private static func codes(
    of column: Column, _ name: String, _ rows: [Int]
  ) throws(SegmentationError) -> (codes: [Int], cells: [Cell]) {
    var cells: [Cell] = []
    var codes: [Int] = []
    codes.reserveCapacity(rows.count)
    switch column {
    case .texts(let texts):
      let category = CategoryColumn(name: name, texts)
      let there = Set(rows.compactMap { category.value(ofRow: $0) })
      guard there.count <= textLimit else {
        throw .tooManyValues(column: name, found: there.count, limit: textLimit)
      }
      cells = category.values.map { .text($0) } + [.missing]
      codes = rows.map { category.value(ofRow: $0) ?? category.values.count }
    case .numbers(let numbers):
      let there = Set(rows.map { numbers[$0] + 0.0 }.filter { !$0.isNaN })
      guard there.count <= numberLimit else {
        throw .tooManyValues(column: name, found: there.count, limit: numberLimit)
      }
      let sorted = there.sorted()
      let places = Dictionary(zip(sorted, sorted.indices), uniquingKeysWith: { first, _ in first })
      cells = sorted.map { .number($0) } + [.missing]
      codes = rows.map { places[numbers[$0] + 0.0] ?? sorted.count }
    case .dates(let dates):
      let there = Set(rows.map { dates[$0] })
      throw .tooManyValues(column: name, found: there.count, limit: 0)
    }
    return (codes, cells)
  }

  private static func precedes(_ first: Value, _ second: Value) -> Bool {
    switch (first.value, second.value) {
    case (.missing, _): false
    case (_, .missing): true
    case (.number(let first), .number(let second)): first < second
    case (.text(let one), .text(let other)):
      first.customers != second.customers
        ? first.customers > second.customers : one < other
    default: false
    }
  }
}

extension Breakdown.Value {
  fileprivate init(_ value: Breakdown.Cell, _ sums: [Breakdown.Sum], hasMoney: Bool) {
    self.value = value
    let count = sums.reduce(0) { $0 + $1.customers }
    customers = count
    monetary = hasMoney ? sums.reduce(0) { $0 + $1.money } : nil
    segments = sums.map { sum in
      Breakdown.Part(
        customers: sum.customers, share: Double(sum.customers) / Double(max(count, 1)),
        monetary: hasMoney ? sum.money : nil)
    }
  }
}
