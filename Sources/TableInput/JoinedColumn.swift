import Tables

/// One requested column as far as its parts were joined, in the order of the file.
struct JoinedColumn {
  let plan: ColumnPlan
  private(set) var texts: IdCodes
  private(set) var unreadable = ReadReport.Unreadable()

  /// Cells seen that are not missing.
  private(set) var cellCount = 0
  private var repairCount = 0

  /// Nothing yet.
  ///
  /// - Parameter codeLimit: How many codes there may be.
  init(_ plan: ColumnPlan, codeLimit: Int) {
    self.plan = plan
    texts = IdCodes(keepsTexts: plan.keepsTexts, codeLimit: codeLimit)
    self.codeLimit = codeLimit
  }

  private let codeLimit: Int

  /// Takes over a part.
  ///
  /// - Parameter rowCount: Rows before the part.
  /// - Returns: Its batches, with the codes of the whole column.
  mutating func add(_ part: ColumnSink.Result, after rowCount: Int) -> [BatchColumn] {
    unreadable.add(part.unreadable, after: rowCount)
    cellCount += part.cellCount
    repairCount += part.repairCount
    guard plan.reading == .text else { return part.batches }
    // Texts are numbered as they first came, within a part and over the parts.
    let codes = [-1] + texts.codes(of: part.texts)
    return part.batches.map { batch in
      guard case .codes(let cells) = batch else { return batch }
      return .codes(cells.map { codes[Int($0) &+ 1] })
    }
  }

  /// The error for a cell of a part that nothing can be made of.
  func error(for fault: ReadReport.Example, after rowCount: Int) -> TableError {
    let cell = ReadReport.Example(row: rowCount + fault.row, text: fault.text)
    if case .date(let format, _, _) = plan.reading {
      return contradiction(column: plan.name, format: format, cell)
    }
    return infiniteNumber(column: plan.name, cell)
  }

  /// Refuses the column if it has more ids than can be told apart.
  ///
  /// - Throws: ``TableError/badData(row:column:value:reason:)``.
  func checkCodes(after rowCount: Int) throws(TableError) {
    guard texts.isOverfull else { return }
    let what =
      plan.keepsTexts
      ? "texts, but at most \(codeLimit) of a column can be told apart"
      : "ids with numbers far apart, but at most \(codeLimit / 16) blocks of sixteen neighbouring "
        + "numbers can be told apart"
    throw .badData(
      row: nil, column: plan.name, value: nil,
      reason: "the first \(rowCount) rows of column \(quoted(plan.name)) hold too many different "
        + "\(what); cut the file into parts by date and send them one by one")
  }

  /// Refuses the column if too much of it could not be read.
  func check() throws(TableError) {
    try unreadable.check(column: plan.name, kind: plan.reading.kind, cellCount: cellCount)
  }

  /// Adds what was recognised and what could not be read.
  func report(to report: inout ReadReport) {
    let (name, reading) = (plan.name, plan.reading)
    if unreadable.count > 0 { report.unreadable[name] = unreadable }
    if let note = reading.note, !report.notes.contains(note) { report.notes.append(note) }
    if plan.dropsPointZero {
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
}
