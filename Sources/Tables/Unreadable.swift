extension ReadReport.Unreadable {
  /// Counts a cell and keeps the first three.
  public mutating func add(row: Int, text: String) {
    count += 1
    if examples.count < 3 { examples.append(.init(row: row, text: text)) }
  }

  /// Counts the cells of a later part of the same column.
  ///
  /// - Parameter rowCount: Rows before that part.
  public mutating func add(_ later: Self, after rowCount: Int) {
    count += later.count
    examples += later.examples.prefix(max(0, 3 - examples.count)).map { example in
      ReadReport.Example(row: rowCount + example.row, text: example.text)
    }
  }

  /// Refuses a column in which too many cells did not fit.
  ///
  /// - Parameter cellCount: Cells that are not missing, those that did not fit included.
  /// - Throws: ``TableError/badData(row:column:value:reason:)`` above 5 %.
  public func check(column: String, kind: ColumnKind, cellCount: Int) throws(TableError) {
    guard count * 20 > cellCount, let first = examples.first else { return }
    let found =
      "column \(quoted(column)) holds \(kind == .date ? "no date" : "text") in \(count) of "
      + "\(cellCount) cells (\(quoted(first.text)) at row \(first.row)); at most 5 % may be "
      + "unreadable; "
    let advice =
      kind == .date
      ? "correct the cells or set date_format"
      : "correct the cells or encode the column as a category"
    throw .badData(row: first.row, column: column, value: first.text, reason: found + advice)
  }
}

/// The error for a number beyond the range of doubles.
public func infiniteNumber(column: String, _ cell: ReadReport.Example) -> TableError {
  .badData(
    row: cell.row, column: column, value: cell.text,
    reason:
      "column \(quoted(column)) holds a number that is not finite (\(cell.spoken)); numbers must "
      + "lie within ±1.8e308; correct the cell or leave it empty")
}

/// The error for a date that contradicts the order recognised from the cells before it.
public func contradiction(
  column: String, format: DateFormat, _ cell: ReadReport.Example
) -> TableError {
  let isDayFirst = format == .dayMonthYear
  return .badData(
    row: cell.row, column: column, value: cell.text,
    reason:
      "column \(quoted(column)): the dates before have the \(isDayFirst ? "day" : "month") first, "
      + "but "
      + "\(cell.spoken) has the \(isDayFirst ? "month" : "day") first; write them all one way, or "
      + "set date_format to \"dmy\" or \"mdy\" and the others count as unreadable")
}

/// The note for years that had lost their last zero.
public func repairNote(column: String, count: Int) -> String {
  "column \(quoted(column)): \(count) dates had lost the last zero of their year; 202 was read as "
    + "2020"
}

extension DateFormat {
  /// Month first for day first, and the other way round; a cell that fits only it contradicts.
  public var contrary: DateFormat? {
    switch self {
    case .dayMonthYear: .monthDayYear
    case .monthDayYear: .dayMonthYear
    default: nil
    }
  }
}
