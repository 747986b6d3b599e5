/// What the cells of a column say about its kind and about how they are written.
///
/// The rule of kinds, for every source alike: what was declared is taken; else the majority of the
/// cells that are not missing, where text that is a whole number counts as a number and text that
/// is a whole date as a date; else text. Numbers that would lose digits (beyond 2^53, or with
/// leading zeros, as codes have them) make a text column.
public struct ColumnEvidence: Sendable {
  /// What the column was declared to be.
  public let declared: ColumnKind?

  /// Numbers as they were declared to be written.
  public let numberFormat: NumberFormat?

  /// Dates as they were declared to be written.
  public let dateFormat: DateFormat?

  /// Cells seen that are not missing.
  public private(set) var cellCount = 0

  private var numberCount = 0
  private var dateCount = 0
  private var losesDigits = false
  private var numbers = NumberEvidence()
  private var dates = DateEvidence()
  private var firstOther: ReadReport.Example?

  /// No cell seen yet.
  public init(
    declared: ColumnKind?, numberFormat: NumberFormat? = nil, dateFormat: DateFormat? = nil
  ) {
    self.declared = declared
    self.numberFormat = numberFormat
    self.dateFormat = dateFormat
  }

  /// Looks at a text cell that is not missing.
  ///
  /// - Parameters:
  ///   - cell: UTF-8.
  ///   - row: Index of the row, for notes and errors.
  ///   - count: How many cells hold this text.
  public mutating func add(_ cell: Span<UInt8>, row: Int, count: Int = 1) {
    cellCount += count
    guard declared != .text else { return }
    if declared != .date, isNumber(cell, row: row, count: count) {
      numberCount += count
      if declared == nil, isLongInteger(cell) || hasLeadingZero(cell) { losesDigits = true }
    } else if declared != .number, isDate(cell, row: row, count: count) {
      dateCount += count
    } else if firstOther == nil {
      firstOther = .init(row: row, text: text(of: cell))
    }
  }

  /// Counts cells that came as numbers.
  public mutating func addNumbers(count: Int) {
    cellCount += count
    numberCount += count
  }

  /// Says that a number came whose digits a double cannot hold.
  mutating func addLongInteger() { losesDigits = true }

  private mutating func isNumber(_ cell: Span<UInt8>, row: Int, count: Int) -> Bool {
    if let numberFormat { return numberFormat.parse(cell) != nil }
    return numbers.add(cell, row: row, count: count)
  }

  private mutating func isDate(_ cell: Span<UInt8>, row: Int, count: Int) -> Bool {
    if let dateFormat { return dateFormat.parse(cell) != nil }
    return dates.add(cell, row: row, count: count)
  }

  /// Whether more cells could still change the format that is taken.
  public var isUndecided: Bool {
    switch kind {
    case .number: numberFormat == nil && numbers.isUndecided
    case .date: dateFormat == nil && dates.isUndecided
    case .text: false
    }
  }

  /// The kind: as declared, or by the majority of the cells.
  public var kind: ColumnKind {
    if let declared { return declared }
    if losesDigits { return .text }
    if numberCount * 2 > cellCount || cellCount == 0 { return .number }
    return dateCount * 2 > cellCount ? .date : .text
  }

  /// How to read the column, as far as the cells tell.
  ///
  /// - Throws: ``TableError/badData(row:column:value:reason:)`` where the dates contradict each
  ///   other, or where a column declared as dates holds none.
  public func decide(column: String) throws(TableError) -> ColumnReading {
    switch kind {
    case .text: return .text
    case .number:
      if let numberFormat { return .number(numberFormat, note: nil) }
      let (format, note) = numbers.decide(column: column)
      return .number(format, note: note)
    case .date:
      if let dateFormat { return .date(dateFormat, note: nil, isDeclared: true) }
      if let (format, note) = try dates.decide(column: column) {
        return .date(format, note: note, isDeclared: false)
      }
      guard let firstOther else { return .date(.iso, note: nil, isDeclared: false) }
      throw .badData(
        row: firstOther.row, column: column, value: firstOther.text,
        reason:
          "column \(quoted(column)) holds no date that is recognised (\(firstOther.spoken)); "
          + "allowed "
          + "are iso, dmy, mdy, ymd, epoch or a pattern; set date_format, such as \"DD.MM.YYYY\" "
          + "or \"WW.YYYY\"")
    }
  }
}

/// How the cells of a column are to be read.
public enum ColumnReading: Equatable, Sendable {
  /// As they stand.
  case text
  /// As numbers of that format.
  case number(NumberFormat, note: String?)
  /// As dates of that format; a declared format is never contradicted by the cells.
  case date(DateFormat, note: String?, isDeclared: Bool)

  /// What the cells become.
  public var kind: ColumnKind {
    switch self {
    case .text: .text
    case .number: .number
    case .date: .date
    }
  }

  /// What a reader should know about the choice.
  public var note: String? {
    switch self {
    case .text: nil
    case .number(_, let note), .date(_, let note, _): note
    }
  }
}

/// Whether a text is an integer beyond 2^53, so that a double could lose its digits.
func isLongInteger(_ text: Span<UInt8>) -> Bool {
  let range = trimmedRange(text)
  var position = range.lowerBound
  if position < range.upperBound, text[position] == Byte.minus { position += 1 }
  guard range.upperBound - position >= 16 else { return false }
  var value: UInt64 = 0
  var isLong = false
  while position < range.upperBound {
    guard Byte.isDigit(text[position]) else { return false }
    // Saturates: whatever is longer is beyond the bound already.
    if !isLong { value = value &* 10 &+ UInt64(text[position] &- Byte.zero) }
    if value > 9_007_199_254_740_992 { isLong = true }
    position += 1
  }
  return isLong
}

/// Whether a text is a whole number of several digits that begins with a zero, such as `00123`.
func hasLeadingZero(_ text: Span<UInt8>) -> Bool {
  let range = trimmedRange(text)
  guard range.count >= 2, text[range.lowerBound] == Byte.zero else { return false }
  for position in range where !Byte.isDigit(text[position]) { return false }
  return true
}
