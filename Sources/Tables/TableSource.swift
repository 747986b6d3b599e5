/// A table, stored or made of a JSON message, as batches.
///
/// Columns are handed on as the reader asks for them: numbers as text (`17850`, which goes back as
/// a bare number), text as numbers or dates, dates as ISO text.
public final class TableSource: BatchSource {
  /// The table as it is kept, no kind asked for.
  public let table: Table
  private var readers: [ColumnConverter] = []
  private var position = 0
  private var isFinished = false

  /// What was recognised and what could not be read, so far.
  public private(set) var report: ReadReport

  /// Keeps the table.
  public init(_ table: Table) {
    self.table = table
    report = table.report
  }

  /// Every column there is, in the order of the table.
  public var columnNames: [String] { table.names }

  /// The kinds of the requested columns.
  public private(set) var kinds: [ColumnKind] = []

  /// The texts behind the codes of a requested column so far.
  public func labels(of column: Int) -> [Label] { readers[column].labels }

  /// Begins reading those columns from the first row.
  ///
  /// - Throws: ``TableError/missingColumn(name:available:)``, or
  ///   ``TableError/badData(row:column:value:reason:)`` where dates contradict each other.
  public func start(_ requests: [ColumnRequest]) throws(TableError) {
    var readers: [ColumnConverter] = []
    for request in requests {
      guard let column = table[request.name] else {
        throw .missingColumn(name: request.name, available: table.names)
      }
      readers.append(
        try ColumnConverter(
          name: request.name, column: column, kind: request.kind ?? column.recognisedKind))
    }
    self.readers = readers
    kinds = readers.map(\.kind)
    position = 0
    isFinished = false
    report = table.report
    report.rowCount = 0
    for reader in readers {
      if let note = reader.note, !report.notes.contains(note) { report.notes.append(note) }
      report.dateFormat = report.dateFormat ?? reader.dateFormat
      report.decimal = report.decimal ?? reader.decimal
    }
  }

  /// The next rows, or `nil` after the last.
  ///
  /// - Throws: ``TableError/badData(row:column:value:reason:)`` where more than 5 % of a column do
  ///   not fit the kind that was asked for.
  public func next() throws(TableError) -> Batch? {
    guard position < table.rowCount else {
      if !isFinished {
        isFinished = true
        for reader in readers { try reader.check() }
      }
      return nil
    }
    let rows = position..<min(table.rowCount, position + Batch.rowLimit)
    var columns: [BatchColumn] = []
    for index in readers.indices { columns.append(try readers[index].convert(rows)) }
    position = rows.upperBound
    report.rowCount = position
    for reader in readers where reader.unreadable.count > 0 {
      report.unreadable[reader.name] = reader.unreadable
    }
    return Batch(firstRow: rows.lowerBound, rowCount: rows.count, columns: columns)
  }

  /// The columns of the table themselves, where each is asked for as what it is.
  public func wholeColumns() -> [Column]? {
    guard position == 0, readers.allSatisfy({ $0.kind == $0.column.kind && $0.column.isCompact })
    else { return nil }
    position = table.rowCount
    report.rowCount = table.rowCount
    isFinished = true
    return readers.map(\.column)
  }

  /// All cells of a row as text; missing cells are empty, and a date at midnight is a date alone.
  public func cells(ofRow row: Int) -> [(name: String, text: String)]? {
    guard row >= 0, row < table.rowCount else { return nil }
    return zip(table.names, table.columns).map { name, column in
      let text = column.text(ofRow: row)
      let isMidnight = column.kind == .date && text.hasSuffix("T00:00:00")
      return (name, isMidnight ? String(text.prefix { $0 != "T" }) : text)
    }
  }
}
