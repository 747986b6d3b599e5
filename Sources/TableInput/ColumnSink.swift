import Decimals
import Tables

/// How the cells of one requested column become values.
struct ColumnPlan: Sendable {
  let name: String
  let reading: ColumnReading

  /// Whether ids such as `17850.0` lose what a table program added to them.
  let dropsPointZero: Bool

  /// Place among the cells that the scanner hands on.
  let slot: Int

  let missing: MissingTexts

  /// Whether the texts behind codes are wanted.
  let keepsTexts: Bool
}

/// Turns the cells of one requested column into values, for the rows of one part of a file.
struct ColumnSink {
  /// What a part of a column came to; rows count from the part's first.
  struct Result: Sendable {
    /// The values, batch by batch; codes are those of ``texts``.
    var batches: [BatchColumn] = []
    var texts = IdRuns()
    var unreadable = ReadReport.Unreadable()

    /// Cells that are not missing.
    var cellCount = 0

    /// Years whose lost last zero was put back.
    var repairCount = 0

    /// The first cell that nothing can be made of.
    var fault: ReadReport.Example?
  }

  private(set) var result = Result()
  private let plan: ColumnPlan

  private var numbers: [Double] = []
  private var dates: [Int64] = []
  private var codes: [Int32] = []

  /// Nothing read yet.
  init(_ plan: ColumnPlan) { self.plan = plan }

  /// Where the cells come from: a piece of text and the cells cut out of it.
  struct Piece {
    let cells: [CellRange]
    let slotCount: Int
    let recordCount: Int

    /// Index of the first record among the rows of the part.
    let firstRow: Int

    /// Whether the text has bytes above 127.
    let mayBeWide: Bool
  }

  /// Adds a cell per record of the piece; nothing more after a fault.
  mutating func append(_ piece: Piece, of bytes: Span<UInt8>, _ text: inout CellText) {
    guard result.fault == nil else { return }
    switch plan.reading {
    case .number(let format, _): appendNumbers(piece, bytes, &text, format)
    case .date(let format, _, let isDeclared):
      appendDates(piece, bytes, &text, format, contrary: isDeclared ? nil : format.contrary)
    case .text: appendTexts(piece, bytes, &text)
    }
  }

  /// Ends a batch with the cells since the last one.
  mutating func endBatch() {
    switch plan.reading {
    case .number: result.batches.append(.numbers(numbers))
    case .date: result.batches.append(.dates(dates))
    case .text: result.batches.append(.codes(codes))
    }
    (numbers, dates, codes) = ([], [], [])
  }

  private mutating func appendNumbers(
    _ piece: Piece, _ bytes: Span<UInt8>, _ text: inout CellText, _ format: NumberFormat
  ) {
    let missing = plan.missing
    let isPlain = !missing.hasValues
    let cells = piece.cells.span
    var cellCount = 0
    defer { result.cellCount += cellCount }
    // Appended to a local, which nothing else can see: no check per cell whether it is shared.
    var numbers: [Double] = []
    swap(&numbers, &self.numbers)
    defer { swap(&numbers, &self.numbers) }
    for record in 0..<piece.recordCount {
      let cell = cells[record &* piece.slotCount &+ plan.slot]
      if !cell.isEscaped, isPlain, let value = format.parse(bytes, cell.range), value.isFinite {
        numbers.append(value)
        cellCount &+= 1
        continue
      }
      let value: Double? = text.with(cell, of: bytes, mayBeWide: piece.mayBeWide) { text in
        missing.contains(text) ? .nan : format.parse(text)
      }
      numbers.append(value.flatMap { $0.isFinite ? $0 : nil } ?? .nan)
      if value?.isNaN == true { continue }
      cellCount += 1
      if value == nil { noteUnreadable(cell, record, piece, bytes, text) }
      if let value, value.isInfinite {
        result.fault = .init(row: piece.firstRow + record, text: text.string(cell, of: bytes))
        return
      }
    }
  }

  private mutating func appendDates(
    _ piece: Piece, _ bytes: Span<UInt8>, _ text: inout CellText, _ format: DateFormat,
    contrary: DateFormat?
  ) {
    let missing = plan.missing
    let cells = piece.cells.span
    var cellCount = 0
    defer { result.cellCount += cellCount }
    var dates: [Int64] = []
    swap(&dates, &self.dates)
    defer { swap(&dates, &self.dates) }
    var last: (range: Range<Int>, value: Int64)?
    for record in 0..<piece.recordCount {
      let cell = cells[record &* piece.slotCount &+ plan.slot]
      // Rows of one invoice stand together and have the same date.
      if let last, !cell.isEscaped, last.range.count == cell.range.count,
        areEqual(
          bytes, at: last.range.lowerBound, bytes, at: cell.range.lowerBound,
          count: cell.range.count)
      {
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
      result.repairCount += repairs
      if let value {
        if !cell.isEscaped, repairs == 0 { last = (cell.range, value) }
        continue
      }
      noteUnreadable(cell, record, piece, bytes, text)
      if let contrary {
        let string = text.string(cell, of: bytes)
        if contrary.parse(string.utf8.span) != nil {
          result.fault = .init(row: piece.firstRow + record, text: string)
          return
        }
      }
    }
  }

  private mutating func appendTexts(
    _ piece: Piece, _ bytes: Span<UInt8>, _ text: inout CellText
  ) {
    let (missing, dropsPointZero) = (plan.missing, plan.dropsPointZero)
    let cells = piece.cells.span
    var cellCount = 0
    defer { result.cellCount += cellCount }
    var codes: [Int32] = []
    swap(&codes, &self.codes)
    defer { swap(&codes, &self.codes) }
    var last: (range: Range<Int>, code: Int32) = (0..<0, -1)
    for record in 0..<piece.recordCount {
      let cell = cells[record &* piece.slotCount &+ plan.slot]
      let range = cell.range
      var code: Int32
      if cell.isEscaped || (piece.mayBeWide && hasWideLetter(bytes, range)) {
        code = text.with(cell, of: bytes, mayBeWide: piece.mayBeWide) { text in
          missing.contains(text) ? -1 : self.code(of: text, 0..<text.count, dropsPointZero)
        }
      } else if range.count == last.range.count,
        areEqual(
          bytes, at: last.range.lowerBound, bytes, at: range.lowerBound, count: range.count)
      {
        code = last.code
      } else {
        code = missing.contains(bytes, range) ? -1 : self.code(of: bytes, range, dropsPointZero)
        last = (range, code)
      }
      codes.append(code)
      if code >= 0 { cellCount &+= 1 }
    }
  }

  @inline(__always)
  private mutating func code(
    of bytes: Span<UInt8>, _ cell: Range<Int>, _ dropsPointZero: Bool
  ) -> Int32 {
    let isCut = dropsPointZero && endsInPointZero(bytes.extracting(cell))
    let cell = cell.lowerBound..<cell.upperBound &- (isCut ? 2 : 0)
    return result.texts.add(bytes, cell)
  }

  private mutating func noteUnreadable(
    _ cell: CellRange, _ record: Int, _ piece: Piece, _ bytes: Span<UInt8>, _ text: CellText
  ) {
    let example =
      result.unreadable.examples.count < 3 ? text.string(cell, of: bytes) : ""
    result.unreadable.add(row: piece.firstRow + record, text: example)
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
