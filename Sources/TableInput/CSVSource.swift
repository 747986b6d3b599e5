public import Tables

/// A CSV as batches, read streaming: in memory are one buffer, one batch and the distinct texts.
///
///     let source = try CSVSource(file, options: CSVOptions())
///     try source.start([ColumnRequest("CustomerID", as: .text), ColumnRequest("Quantity")])
///     while let batch = try source.next() { … }
///
/// Only requested columns are looked into. A row with another number of cells than the header is
/// left out and counted (`ragged_rows`), and rows are numbered without it.
public final class CSVSource: BatchSource {
  /// The names in the header; an empty one is called by its place, a second `price` is `price.2`.
  public let columnNames: [String]

  private let file: OpenFile
  private let options: CSVOptions
  private let header: Header
  private let missing: MissingTexts
  private let isCancelled: @Sendable () -> Bool
  private let partSize: Int
  private let threadCount: Int
  private let codeLimit: Int

  private var requests: [ColumnRequest] = []
  private var columns: [JoinedColumn] = []
  private var labelCaches: [[Label]] = []

  /// The parts, and where the next one begins; `nil` before the start and behind the last part.
  private var parts: ReadAhead?
  private var place: Int64?

  /// The part at hand: its batches, and how many of them were handed on.
  private var part = PartReader.Rows()
  private var batches: [[BatchColumn]] = []
  private var batchCount = 0

  /// What the parts up to this one came to.
  private var watch = UTF8Watch()
  private var rowCount = 0
  private var recordCount = 0
  private var dropped = ReadReport.Unreadable()
  private var brokenCount = 0

  /// The rows of the newest batch, and the first row of its part.
  private var batchRows = 0..<0
  private var partStart = 0

  /// Reads the beginning of the file.
  ///
  /// - Parameters:
  ///   - threadCount: How many threads read at once; nothing else depends on it.
  ///   - isCancelled: Asked once per batch.
  /// - Throws: ``TableError/unreadableFile(path:reason:)`` for what is no text, or
  ///   ``TableError/badData(row:column:value:reason:)`` for options that cannot be meant.
  public convenience init(
    _ file: OpenFile, options: CSVOptions, threadCount: Int = 1,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(TableError) {
    try self.init(
      file, options: options, threadCount: threadCount, bufferSize: 512 << 10,
      isCancelled: isCancelled)
  }

  /// The same with parts of any size and another limit of codes, so that tests can cut the text
  /// anywhere and need no large file.
  init(
    _ file: OpenFile, options: CSVOptions, threadCount: Int = 1, bufferSize: Int,
    codeLimit: Int = IdCodes.mostCodes,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(TableError) {
    try options.check()
    self.file = file
    self.options = options
    self.threadCount = threadCount
    self.codeLimit = codeLimit
    partSize = max(1, bufferSize)
    self.isCancelled = isCancelled
    header = try Header(of: file, options: options)
    columnNames = header.names
    missing = MissingTexts(options.missing ?? CSVOptions.usualMissing)
  }

  deinit { parts?.stop() }

  /// The kinds of the requested columns.
  public private(set) var kinds: [ColumnKind] = []

  /// The texts behind the codes of a requested column so far.
  public func labels(of column: Int) -> [Label] {
    let known = labelCaches[column].count
    if known < columns[column].texts.labelCount {
      labelCaches[column].append(contentsOf: columns[column].texts.labels(from: known))
    }
    return labelCaches[column]
  }

  /// Recognises what the columns are and begins reading them from the first row.
  ///
  /// - Throws: ``TableError/missingColumn(name:available:)``, or what recognising them throws.
  public func start(_ requests: [ColumnRequest]) throws(TableError) {
    let places = Dictionary(
      zip(columnNames, columnNames.indices), uniquingKeysWith: { first, _ in first })
    var slots = Array(repeating: Int32(-1), count: columnNames.count)
    var requestSlots: [Int] = []
    var slotCount = 0
    for request in requests {
      guard let column = places[request.name] else {
        throw .missingColumn(name: request.name, available: columnNames)
      }
      if slots[column] < 0 {
        slots[column] = Int32(truncatingIfNeeded: slotCount)
        slotCount += 1
      }
      requestSlots.append(Int(slots[column]))
    }
    stopReading()
    if requests != self.requests || columns.count != requests.count {
      (self.requests, columns) = ([], [])
      var sampler = ColumnSampler(
        names: requests.map(\.name), kinds: requests.map(\.kind), slots: requestSlots,
        options: options, missing: missing)
      func plans(_ findings: [ColumnSampler.Finding]) -> [ColumnPlan] {
        requests.indices.map { index in
          ColumnPlan(
            name: requests[index].name, reading: findings[index].reading,
            dropsPointZero: findings[index].dropsPointZero, slot: requestSlots[index],
            missing: missing, keepsTexts: requests[index].needsLabels)
        }
      }
      var guessed: [ColumnSampler.Finding] = []
      defer { if columns.isEmpty { stopReading() } }
      let findings = try sampler.look(
        reader(slots, slotCount, []), isCancelled: isCancelled
      ) { guess in
        // What the first rows are the others mostly are too: other threads begin with it meanwhile.
        guessed = guess
        parts = ReadAhead(reader(slots, slotCount, plans(guess)), threadCount: threadCount)
        parts?.begin()
      }
      if findings != guessed { stopReading() }
      self.requests = requests
      columns = plans(findings).map { JoinedColumn($0, codeLimit: codeLimit) }
    } else {
      columns = columns.map { JoinedColumn($0.plan, codeLimit: codeLimit) }
    }
    kinds = columns.map(\.plan.reading.kind)
    labelCaches = requests.map { _ in [] }
    if parts == nil {
      parts = ReadAhead(
        reader(slots, slotCount, columns.map(\.plan)), threadCount: threadCount)
    }
    place = header.dataPlace
    (part, batches, batchCount) = (PartReader.Rows(), [], 0)
    (watch, rowCount, recordCount, dropped, brokenCount) = (UTF8Watch(), 0, 0, .init(), 0)
    (batchRows, partStart) = (0..<0, 0)
  }

  private func reader(
    _ slots: [Int32], _ slotCount: Int, _ plans: [ColumnPlan]
  ) -> PartReader {
    PartReader(
      file: file, header: header, partSize: partSize, slots: slots, slotCount: slotCount,
      plans: plans)
  }

  private func stopReading() {
    parts?.stop()
    parts = nil
  }

  /// The next rows, or `nil` after the last: those that begin in half a MiB of the file, and at most
  /// ``Batch/rowLimit``.
  ///
  /// - Throws: ``TableError/badData(row:column:value:reason:)`` where more than 5 % of a column or
  ///   of the rows cannot be read, ``TableError/unreadableFile(path:reason:)`` where the file
  ///   changes, or ``TableError/cancelled``.
  public func next() throws(TableError) -> Batch? {
    while batchCount == batches.count {
      if isCancelled() { throw .cancelled }
      if let fault = part.fault { throw fault.error(after: recordCount - part.recordCount) }
      guard try joinNext() else {
        try check()
        return nil
      }
    }
    let count = part.batchCounts[batchCount]
    batchRows = batchRows.upperBound..<batchRows.upperBound + count
    let batch = Batch(firstRow: batchRows.lowerBound, rowCount: count, columns: batches[batchCount])
    batches[batchCount] = []
    batchCount += 1
    return batch
  }

  /// Takes over the rows of the next part; false behind the last.
  private func joinNext() throws(TableError) -> Bool {
    guard let parts, let from = place else { return false }
    part = parts.rows(from: from, watch)
    // Of several cells at fault the first is told, however the file was cut.
    var first: (row: Int, error: TableError)?
    for (column, result) in zip(columns, part.columns) {
      guard let fault = result.fault, fault.row < first?.row ?? .max else { continue }
      first = (fault.row, column.error(for: fault, after: rowCount))
    }
    if let first { throw first.error }
    var joined: [[BatchColumn]] = []
    for index in part.columns.indices {
      joined.append(columns[index].add(part.columns[index], after: rowCount))
      try columns[index].checkCodes(after: rowCount + part.rowCount)
    }
    part.columns = []
    batches = part.batchCounts.indices.map { batch in joined.map { $0[batch] } }
    batchCount = 0
    dropped.add(part.dropped, after: recordCount)
    partStart = rowCount
    rowCount += part.rowCount
    recordCount += part.recordCount
    brokenCount += part.brokenCount
    watch = watch.joined(with: part.watch)
    place = part.end < file.size && part.fault == nil ? part.end : nil
    return true
  }

  /// Refuses the file if too much of it could not be read.
  private func check() throws(TableError) {
    let total = rowCount + dropped.count
    if dropped.count * 20 > total, let first = dropped.examples.first {
      throw .badData(
        row: first.row, column: nil, value: first.text,
        reason:
          "\(dropped.count) of \(total) rows have another number of cells than the header's "
          + "\(columnNames.count) (\(quoted(first.text)) at row \(first.row)); at most 5 % may; "
          + "check the quotation marks or set another delimiter")
    }
    for column in columns { try column.check() }
  }

  /// What was recognised and what could not be read, so far.
  public var report: ReadReport {
    var report = ReadReport()
    report.rowCount = rowCount + dropped.count
    report.delimiter = String(decoding: [header.dialect.delimiter], as: UTF8.self)
    report.notes = header.notes
    if dropped.count > 0 { report.droppedRows["ragged_rows"] = dropped }
    for column in columns { column.report(to: &report) }
    let counts = [header.watch, watch]
    let hasInvalid = counts.contains { $0.invalidCount > 0 }
    let encoding = header.encoding(after: watch) ?? (hasInvalid ? .windows1252 : .utf8)
    report.encoding = encoding.rawValue
    if header.encoding == nil, hasInvalid, counts.contains(where: { $0.validCount > 0 }) {
      report.notes.append(
        "the file has letters in UTF-8 and in Windows-1252; "
          + (header.encoding(after: watch) == nil
            ? "each cell was read as what it is" : "it was read as Windows-1252, which most are")
          + "; set encoding if that is wrong")
    }
    if brokenCount > 0 {
      report.notes.append(
        "\(brokenCount) cells are not valid UTF-8; what could not be read became U+FFFD; set "
          + "encoding to \"windows-1252\" if the file is that")
    }
    return report
  }

  /// The first twelve cells of a row of the newest batch, as they were read.
  public func cells(ofRow row: Int) -> [(name: String, text: String)]? {
    guard batchRows.contains(row), row - partStart < part.offsets.count, let start = part.start
    else { return nil }
    let names = columnNames.prefix(12)
    let slots = columnNames.indices.map { $0 < names.count ? Int32($0) : -1 }
    let wide = header.encoding.flatMap { $0.isWide ? $0 : nil }
    var record = RecordFeed(
      ByteFeed(
        file: file, offset: start + Int64(part.offsets[row - partStart]), wideEncoding: wide,
        bufferSize: 4_096),
      RecordScanner(
        delimiter: header.dialect.delimiter, slots: slots, slotCount: names.count, limit: 1))
    // A file that changed meanwhile is reported by the reading itself.
    guard (try? record.next()) == true, record.scanner.recordCount == 1 else { return nil }
    let bytes = record.feed.buffer
    let text = CellText(encoding: part.encoding)
    return zip(names, record.scanner.cells).map { ($0, text.string($1, of: bytes.span)) }
  }
}
