import Decimals
import Tables

/// Rows kept in memory, handed on in batches of any size.
final class MemorySource: BatchSource {
  private let table: Table
  private let batchSize: Int
  private var requests: [ColumnRequest] = []
  private var columns: [Column] = []
  private var position = 0
  private(set) var startCount = 0
  var report = ReadReport()

  init(_ table: Table, batchSize: Int = Batch.rowLimit) {
    self.table = table
    self.batchSize = batchSize
  }

  convenience init(_ columns: [(String, Column)], batchSize: Int = Batch.rowLimit) {
    self.init(
      Table(names: columns.map(\.0), columns: columns.map(\.1), rowCount: columns[0].1.count),
      batchSize: batchSize)
  }

  var columnNames: [String] { table.names }
  var kinds: [ColumnKind] { columns.map(\.kind) }

  func labels(of column: Int) -> [Label] {
    if case .texts(let texts) = columns[column] { texts.labels } else { [] }
  }

  func start(_ requests: [ColumnRequest]) throws(TableError) {
    columns = []
    for request in requests {
      guard let column = table[request.name] else {
        throw .missingColumn(name: request.name, available: columnNames)
      }
      columns.append(column.converted(to: request.kind ?? column.kind))
    }
    self.requests = requests
    position = 0
    startCount += 1
    report = ReadReport()
  }

  func next() throws(TableError) -> Batch? {
    guard position < table.rowCount else { return nil }
    let rows = position..<min(position + batchSize, table.rowCount)
    position = rows.upperBound
    report.rowCount = position
    return Batch(
      firstRow: rows.lowerBound, rowCount: rows.count,
      columns: columns.map { column in
        switch column {
        case .numbers(let cells): .numbers(Array(cells[rows]))
        case .dates(let cells): .dates(Array(cells[rows]))
        case .texts(let texts): .codes(Array(texts.codes[rows]))
        }
      })
  }

  func cells(ofRow row: Int) -> [(name: String, text: String)]? {
    zip(table.names, table.columns).map { ($0, $1.text(row) ?? "") }
  }
}

extension Column {
  /// The cell as text; `nil` where it is missing.
  func text(_ row: Int) -> String? {
    switch self {
    case .numbers(let cells):
      cells[row].isNaN ? nil : cells[row].isFinite ? shortestText(of: cells[row]) : "\(cells[row])"
    case .dates(let cells): cells[row] == Column.missingDate ? nil : "\(cells[row])"
    case .texts(let column):
      column.codes[row] < 0 ? nil : column.labels[Int(column.codes[row])].text
    }
  }

  fileprivate func converted(to kind: ColumnKind) -> Column {
    guard kind != self.kind else { return self }
    let cells = (0..<count).map { text($0) }
    switch kind {
    case .number: return .numbers(cells.map { $0.flatMap(Double.init) ?? .nan })
    case .date: return .dates(cells.map { _ in Column.missingDate })
    case .text: return .texts(cells, areNumbers: true)
    }
  }

  /// A column of texts, `nil` being a missing cell.
  static func texts(_ cells: [String?], areNumbers: Bool = false) -> Column {
    var codes: [String: Int32] = [:]
    var labels: [Label] = []
    return .texts(
      TextColumn(
        codes: cells.map { cell in
          guard let cell else { return -1 }
          if let code = codes[cell] { return code }
          codes[cell] = Int32(labels.count)
          labels.append(Label(cell, isNumber: areNumbers))
          return Int32(labels.count - 1)
        }, labels: labels))
  }

  /// The column with its rows in another order; texts get their codes anew.
  func reordered(_ order: [Int]) -> Column {
    switch self {
    case .numbers(let cells): .numbers(order.map { cells[$0] })
    case .dates(let cells): .dates(order.map { cells[$0] })
    case .texts: .texts(order.map { text($0) })
    }
  }
}

extension Table {
  func reordered(_ order: [Int]) -> Table {
    Table(names: names, columns: columns.map { $0.reordered(order) }, rowCount: order.count)
  }

  init(_ columns: [(String, Column)]) {
    self.init(names: columns.map(\.0), columns: columns.map(\.1), rowCount: columns[0].1.count)
  }
}

/// A small generator with a seed (SplitMix64).
struct Dice: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// True once in so many throws.
  mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }
}

/// The instant of a day and a time of day, days counted from 1970-01-01.
func instant(_ day: Int, _ hour: Int = 0, _ minute: Int = 0) -> Int64 {
  Int64(day) * 86_400_000_000 + Int64(hour * 60 + minute) * 60_000_000
}

extension Column {
  /// Numbers of the column; empty for another kind.
  var numbers: [Double] { if case .numbers(let cells) = self { cells } else { [] } }
}
