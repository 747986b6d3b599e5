/// Builds a table from cells that come one by one, column by column or row by row.
///
///     var builder = TableBuilder(names: ["id", "spend"], kinds: ["id": .text])
///     builder.columns[0].append(numberToken: "17850")
///     builder.columns[1].append(number: 9.5)
///     let table = try builder.finish()
public struct TableBuilder: Sendable {
  /// The names of the columns, in order.
  public let names: [String]

  /// One builder per name.
  public var columns: [ColumnBuilder]

  /// How dates are written; `nil` recognises it.
  public let dateFormat: DateFormat?

  /// Empty columns of these names.
  ///
  /// - Parameter kinds: By name, the kinds that are known; the cells decide the others.
  public init(
    names: [String], kinds: [String: ColumnKind] = [:], dateFormat: DateFormat? = nil
  ) {
    self.names = names
    self.dateFormat = dateFormat
    columns = names.map { ColumnBuilder(name: $0, kind: kinds[$0]) }
  }

  /// The table of what was added so far; more may be added afterwards.
  ///
  /// - Throws: ``TableError/badData(row:column:value:reason:)`` for columns of different lengths, a
  ///   name that stands twice, too many columns, an infinite number, or a column that cannot be
  ///   read.
  public func finish() throws(TableError) -> Table {
    try checkShape()
    var report = ReadReport()
    report.rowCount = columns.first?.count ?? 0
    var built: [Column] = []
    for builder in columns {
      let result = try builder.finish(dateFormat: dateFormat)
      if result.unreadable.count > 0 { report.unreadable[builder.name] = result.unreadable }
      if let note = result.note { report.notes.append(note) }
      report.dateFormat = report.dateFormat ?? result.dateFormat
      report.decimal = report.decimal ?? result.decimal
      built.append(result.column)
    }
    return Table(names: names, columns: built, rowCount: report.rowCount, report: report)
  }

  private func checkShape() throws(TableError) {
    guard names.count <= TableError.columnLimit else { throw .tooManyColumns(names.count) }
    var seen: Set<String> = []
    for name in names {
      guard seen.insert(name).inserted else {
        throw .badData(
          row: nil, column: name, value: nil,
          reason: "two columns are named \(quoted(name)); give every column a name of its own")
      }
    }
    guard let first = columns.first else { return }
    for column in columns where column.count != first.count {
      throw .badData(
        row: min(column.count, first.count), column: column.name, value: nil,
        reason:
          "column \(quoted(first.name)) has \(first.count) cells but column "
          + "\(quoted(column.name)) has "
          + "\(column.count); send as many cells in every column, with null for a missing one")
    }
  }
}
