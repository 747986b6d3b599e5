import Tables

/// Turns the cells of one requested column into values, batch by batch.
struct ColumnSink {
  let name: String
  let reading: ColumnReading

  /// Whether ids such as `17850.0` lose what a table program added to them.
  let dropsPointZero: Bool

  /// Place among the cells that the scanner hands on.
  let slot: Int

  let missing: MissingTexts

  private(set) var texts = TextInterner()
  private(set) var unreadable = ReadReport.Unreadable()

  /// Cells seen that are not missing.
  private(set) var cellCount = 0

  /// Years whose lost last zero was put back.
  private(set) var repairCount = 0

  private var numbers: [Double] = []
  private var dates: [Int64] = []
  private var codes: [Int32] = []
  private var lastCode: Int32 = -1

  init(
    name: String, reading: ColumnReading, dropsPointZero: Bool, slot: Int, missing: MissingTexts
  ) {
    self.name = name
    self.reading = reading
    self.dropsPointZero = dropsPointZero
    self.slot = slot
    self.missing = missing
  }

  /// The same column before the first row.
  var fresh: ColumnSink {
    ColumnSink(
      name: name, reading: reading, dropsPointZero: dropsPointZero, slot: slot, missing: missing)
  }

  /// Adds what was recognised and what could not be read.
  func report(to report: inout ReadReport) {
    if unreadable.count > 0 { report.unreadable[name] = unreadable }
    if let note = reading.note, !report.notes.contains(note) { report.notes.append(note) }
    if dropsPointZero {
      report.notes.append("column \(quoted(name)): all ids end in \".0\", which was taken off")
    }
    if repairCount > 0 { report.notes.append(repairNote(column: name, count: repairCount)) }
    switch reading {
    case .number(let format, _):
      if report.decimal != ",", cellCount > 0 {
        report.decimal = String(decoding: [format.decimal], as: UTF8.self)
      }
    case .date(let format, _, _): report.dateFormat = report.dateFormat ?? format.name
    case .text: break
    }
  }

  /// Where the cells come from: a piece of text and the cells cut out of it.
  struct Piece {
    let cells: [CellRange]
    let slotCount: Int
    let recordCount: Int

    /// Index of the first record among the rows handed on.
    let firstRow: Int

    /// Whether the file has bytes above 127.
    let mayBeWide: Bool
  }

  /// Adds a cell per record of the piece.
  ///
  /// - Throws: ``TableError/badData(row:column:value:reason:)`` for an infinite number or a date
  ///   that contradicts the recognised order.
  mutating func append(
    _ piece: Piece, of bytes: Span<UInt8>, _ text: inout CellText
  ) throws(TableError) {
    switch reading {
    case .number(let format, _): try appendNumbers(piece, bytes, &text, format)
    case .date(let format, _, let isDeclared):
      try appendDates(piece, bytes, &text, format, contrary: isDeclared ? nil : format.contrary)
    case .text: appendTexts(piece, bytes, &text)
    }
  }

  /// The cells since the last batch.
  mutating func takeBatch() -> BatchColumn {
    switch reading {
    case .number:
      defer { numbers = [] }
      return .numbers(numbers)
    case .date:
      defer { dates = [] }
      return .dates(dates)
    case .text:
      defer { codes = [] }
      return .codes(codes)
    }
  }

  private mutating func appendNumbers(
    _ piece: Piece, _ bytes: Span<UInt8>, _ text: inout CellText, _ format: NumberFormat
  ) throws(TableError) {
    numbers.reserveCapacity(numbers.count + piece.recordCount)
    for record in 0..<piece.recordCount {
      let cell = piece.cells[record &* piece.slotCount &+ slot]
      if !cell.isEscaped, !missing.hasValues,
        let value = format.parse(bytes.extracting(cell.range)), value.isFinite
      {
        numbers.append(value)
        cellCount &+= 1
        continue
      }
      let missing = missing
      let value: Double? = text.with(cell, of: bytes, mayBeWide: piece.mayBeWide) { text in
        missing.contains(text) ? .nan : format.parse(text)
      }
      numbers.append(value.flatMap { $0.isFinite ? $0 : nil } ?? .nan)
      if value?.isNaN == true { continue }
      cellCount += 1
      if value == nil { noteUnreadable(cell, record, piece, bytes, &text) }
      if let value, value.isInfinite {
        throw infiniteNumber(
          column: name,
          .init(row: piece.firstRow + record, text: text.string(cell, of: bytes)))
      }
    }
  }

  private mutating func appendDates(
    _ piece: Piece, _ bytes: Span<UInt8>, _ text: inout CellText, _ format: DateFormat,
    contrary: DateFormat?
  ) throws(TableError) {
    dates.reserveCapacity(dates.count + piece.recordCount)
    let missing = missing
    var last: (range: Range<Int>, value: Int64)?
    for record in 0..<piece.recordCount {
      let cell = piece.cells[record &* piece.slotCount &+ slot]
      // Rows of one invoice stand together and have the same date.
      if let last, !cell.isEscaped, Self.isEqual(bytes, last.range, cell.range) {
        dates.append(last.value)
        cellCount &+= 1
        continue
      }
      var repairs = 0
      var isMissing = false
      let value: Int64? = text.with(cell, of: bytes, mayBeWide: piece.mayBeWide) { text in
        isMissing = missing.contains(text)
        return isMissing ? nil : format.parse(text, repairs: &repairs)
      }
      dates.append(value ?? Column.missingDate)
      if isMissing { continue }
      cellCount += 1
      repairCount += repairs
      if let value {
        if !cell.isEscaped, repairs == 0 { last = (cell.range, value) }
        continue
      }
      noteUnreadable(cell, record, piece, bytes, &text)
      if let contrary {
        let string = text.string(cell, of: bytes)
        if contrary.parse(string.utf8.span) != nil {
          throw contradiction(
            column: name, format: format, .init(row: piece.firstRow + record, text: string))
        }
      }
    }
  }

  private mutating func appendTexts(
    _ piece: Piece, _ bytes: Span<UInt8>, _ text: inout CellText
  ) {
    codes.reserveCapacity(codes.count + piece.recordCount)
    for record in 0..<piece.recordCount {
      let cell = piece.cells[record &* piece.slotCount &+ slot]
      let code: Int32 = text.with(cell, of: bytes, mayBeWide: piece.mayBeWide) {
        self.code(of: $0)
      }
      codes.append(code)
      if code >= 0 {
        cellCount &+= 1
        lastCode = code
      }
    }
  }

  @inline(__always)
  private mutating func code(of text: Span<UInt8>) -> Int32 {
    if lastCode >= 0, texts.isEqual(lastCode, text) { return lastCode }
    if missing.contains(text) { return -1 }
    if dropsPointZero, endsInPointZero(text) {
      return texts.code(of: text.extracting(0..<text.count - 2))
    }
    return texts.code(of: text)
  }

  @inline(__always)
  private static func isEqual(
    _ bytes: Span<UInt8>, _ first: Range<Int>, _ second: Range<Int>
  ) -> Bool {
    guard first.count == second.count else { return false }
    for offset in 0..<first.count
    where bytes[first.lowerBound &+ offset] != bytes[second.lowerBound &+ offset] { return false }
    return true
  }

  private mutating func noteUnreadable(
    _ cell: CellRange, _ record: Int, _ piece: Piece, _ bytes: Span<UInt8>, _ text: inout CellText
  ) {
    let example = unreadable.examples.count < 3 ? text.string(cell, of: bytes) : ""
    unreadable.add(row: piece.firstRow + record, text: example)
  }
}

/// Whether a text is an integer with `.0` behind it.
func endsInPointZero(_ text: Span<UInt8>) -> Bool {
  let count = text.count
  guard count > 2, text[count - 1] == UInt8(ascii: "0"), text[count - 2] == UInt8(ascii: ".")
  else { return false }
  var position = text[0] == UInt8(ascii: "-") && count > 3 ? 1 : 0
  while position < count - 2 {
    guard text[position] &- UInt8(ascii: "0") <= 9 else { return false }
    position += 1
  }
  return true
}
