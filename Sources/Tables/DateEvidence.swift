/// What the cells of a column say about how their dates are written.
///
/// A cell that is a date in one order only decides (`13/1/2011` has the day first). Cells of both
/// sorts are an error, never a guess; with cells of neither the day is taken to come first, with a
/// note.
public struct DateEvidence: Sendable {
  private var isoCount = 0
  private var yearFirstCount = 0
  private var dayFirstCount = 0
  private var monthFirstCount = 0
  private var eitherCount = 0
  private var compactCount = 0
  private var epochCount = 0
  private var firstDayFirst: ReadReport.Example?
  private var firstMonthFirst: ReadReport.Example?
  private var firstEither: ReadReport.Example?
  private var firstEpoch: ReadReport.Example?

  /// No cell seen yet.
  public init() {}

  /// Looks at a cell; whether it is a date in any of the recognised forms.
  ///
  /// - Parameters:
  ///   - cell: UTF-8.
  ///   - row: Index of the row, for notes and errors.
  ///   - count: How many cells hold this text.
  public mutating func add(_ cell: Span<UInt8>, row: Int, count: Int = 1) -> Bool {
    guard cell.count >= 6, cell.count <= 64 else { return false }
    if DateFormat.iso.parse(cell) != nil {
      isoCount += count
      return true
    }
    let dayFirst = DateFormat.dayMonthYear.parse(cell) != nil
    let monthFirst = DateFormat.monthDayYear.parse(cell) != nil
    if dayFirst || monthFirst {
      // The name of a month says nothing about the order of the others, nor do equal parts.
      if dayFirst, monthFirst {
        eitherCount += count
        if firstEither == nil { firstEither = .init(row: row, text: text(of: cell)) }
      } else if dayFirst {
        dayFirstCount += count
        if firstDayFirst == nil { firstDayFirst = .init(row: row, text: text(of: cell)) }
      } else {
        monthFirstCount += count
        if firstMonthFirst == nil { firstMonthFirst = .init(row: row, text: text(of: cell)) }
      }
      return true
    }
    return addYearFirst(cell, row: row, count: count)
  }

  private mutating func addYearFirst(_ cell: Span<UInt8>, row: Int, count: Int) -> Bool {
    if let instant = DateFormat.yearMonthDay.parse(cell) {
      let range = trimmedRange(cell)
      guard range.count == 8, Byte.isDigit(cell[range.lowerBound + 4]) else {
        yearFirstCount += count
        return true
      }
      // An amount of eight digits is a day only if the day is near.
      let year = Calendar.date(ofDay: Int(instant / Calendar.microsecondsPerDay)).year
      guard year >= 1900, year <= 2100 else { return false }
      compactCount += count
      return true
    }
    guard let number = NumberFormat.point.parse(cell), number >= 1e8,
      instant(ofEpoch: number) != nil
    else { return false }
    epochCount += count
    if firstEpoch == nil { firstEpoch = .init(row: row, text: text(of: cell)) }
    return true
  }

  /// Whether more cells could still change what is taken.
  public var isUndecided: Bool { eitherCount > 0 && dayFirstCount == 0 && monthFirstCount == 0 }

  /// The format to take, and what a reader should know about the choice; `nil` where no cell was a
  /// date.
  ///
  /// - Throws: ``TableError/badData(row:column:value:reason:)`` where some dates have the day first
  ///   and others the month.
  public func decide(
    column: String
  ) throws(TableError) -> (format: DateFormat, note: String?)? {
    let parted = dayFirstCount + monthFirstCount + eitherCount
    let most = max(isoCount + yearFirstCount, parted, compactCount, epochCount)
    guard most > 0 else { return nil }
    if most == isoCount + yearFirstCount {
      return (yearFirstCount == 0 ? .iso : .yearMonthDay, nil)
    }
    if most == parted { return try decideOrder(column: column) }
    if most == compactCount {
      let note = "column \(quoted(column)): numbers of eight digits were read as YYYYMMDD"
      return (.yearMonthDay, note)
    }
    let example = firstEpoch?.spoken ?? ""
    let note =
      "column \(quoted(column)): numbers (\(example)) were read as seconds since 1970, or as "
      + "milliseconds from 100000000000 on; set date_format if they are something else"
    return (.epoch, note)
  }

  private func decideOrder(
    column: String
  ) throws(TableError) -> (format: DateFormat, note: String?) {
    if let firstDayFirst, let firstMonthFirst {
      throw dateConflict(column: column, dayFirst: firstDayFirst, monthFirst: firstMonthFirst)
    }
    if dayFirstCount > 0 { return (.dayMonthYear, nil) }
    if monthFirstCount > 0 { return (.monthDayYear, nil) }
    let example = firstEither?.spoken ?? ""
    let note =
      "column \(quoted(column)): no date tells day from month (\(example)); the day was taken to "
      + "come first; set date_format to \"mdy\" if the month does"
    return (.dayMonthYear, note)
  }
}

/// The error for a column with dates in both orders.
public func dateConflict(
  column: String, dayFirst: ReadReport.Example, monthFirst: ReadReport.Example
) -> TableError {
  let later = dayFirst.row > monthFirst.row ? dayFirst : monthFirst
  return .badData(
    row: later.row, column: column, value: later.text,
    reason:
      "column \(quoted(column)) holds dates with the day first (\(dayFirst.spoken)) and with the "
      + "month first (\(monthFirst.spoken)); write them all one way, or set date_format to \"dmy\" "
      + "or \"mdy\" and the others count as unreadable")
}
