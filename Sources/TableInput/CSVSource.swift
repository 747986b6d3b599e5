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
  private let bufferSize: Int

  private var requests: [ColumnRequest] = []
  private var records: RecordFeed?
  private var sinks: [ColumnSink] = []
  private var labelCaches: [[Label]] = []
  private var text: CellText
  private var rowCount = 0
  private var dropped = ReadReport.Unreadable()

  /// Rows of the newest batch: the first, and where each begins in the file.
  private var batchStart = 0
  private var rowPlaces: [Int64] = []

  /// Reads the beginning of the file.
  ///
  /// - Parameter isCancelled: Asked once per batch.
  /// - Throws: ``TableError/unreadableFile(path:reason:)`` for what is no text, or
  ///   ``TableError/badData(row:column:value:reason:)`` for options that cannot be meant.
  public convenience init(
    _ file: OpenFile, options: CSVOptions, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(TableError) {
    try self.init(file, options: options, bufferSize: 512 << 10, isCancelled: isCancelled)
  }

  /// The same with a buffer of any size, so that tests can cut the text anywhere.
  init(
    _ file: OpenFile, options: CSVOptions, bufferSize: Int,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(TableError) {
    try options.check()
    self.file = file
    self.options = options
    self.bufferSize = bufferSize
    self.isCancelled = isCancelled
    header = try Header(of: file, options: options)
    columnNames = header.names
    missing = MissingTexts(options.missing ?? CSVOptions.usualMissing)
    text = CellText(encoding: header.encoding)
  }

  /// The kinds of the requested columns.
  public private(set) var kinds: [ColumnKind] = []

  /// The texts behind the codes of a requested column so far.
  public func labels(of column: Int) -> [Label] {
    let known = labelCaches[column].count
    if known < sinks[column].texts.count {
      labelCaches[column].append(contentsOf: sinks[column].texts.labels(from: known))
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
    let scanner = RecordScanner(
      delimiter: header.dialect.delimiter, slots: slots, slotCount: slotCount)
    if requests != self.requests || sinks.count != requests.count {
      self.requests = []
      var sampler = ColumnSampler(
        names: requests.map(\.name), kinds: requests.map(\.kind), slots: requestSlots,
        options: options, missing: missing)
      let findings = try sampler.look(
        RecordFeed(freshFeed(), scanner), header: header, pieceLimit: pieceLimit(slotCount),
        isCancelled: isCancelled)
      self.requests = requests
      sinks = requests.indices.map { index in
        ColumnSink(
          name: requests[index].name, reading: findings[index].reading,
          dropsPointZero: findings[index].dropsPointZero, slot: requestSlots[index],
          missing: missing)
      }
    } else {
      sinks = sinks.map(\.fresh)
    }
    kinds = sinks.map(\.reading.kind)
    labelCaches = requests.map { _ in [] }
    records = RecordFeed(freshFeed(), scanner)
    text = CellText(encoding: header.encoding)
    rowCount = 0
    dropped = .init()
    rowPlaces = []
    batchStart = 0
  }

  private func freshFeed() -> ByteFeed {
    let wide = header.encoding.flatMap { $0.isWide ? $0 : nil }
    return ByteFeed(
      file: file, offset: header.dataPlace, wideEncoding: wide, bufferSize: bufferSize)
  }

  /// Records cut at once: few enough that their cells stay in the cache.
  private func pieceLimit(_ slotCount: Int) -> Int {
    max(1, min(8_192, 262_144 / max(1, slotCount)))
  }

  /// The next rows, or `nil` after the last; fewer than ``Batch/rowLimit`` where there are hundreds
  /// of columns.
  ///
  /// - Throws: ``TableError/badData(row:column:value:reason:)`` where more than 5 % of a column or
  ///   of the rows cannot be read, ``TableError/unreadableFile(path:reason:)`` where the file
  ///   changes, or ``TableError/cancelled``.
  public func next() throws(TableError) -> Batch? {
    if isCancelled() { throw .cancelled }
    let rowLimit = max(256, min(Batch.rowLimit, 8_388_608 / max(1, sinks.count)))
    batchStart = rowCount
    rowPlaces.removeAll(keepingCapacity: true)
    while rowCount - batchStart < rowLimit {
      let limit = min(pieceLimit(sinks.count), rowLimit - (rowCount - batchStart))
      guard try records?.next(limit: limit) == true else { break }
      try takePiece()
    }
    guard rowCount > batchStart else {
      try check()
      return nil
    }
    var columns: [BatchColumn] = []
    for index in sinks.indices { columns.append(sinks[index].takeBatch()) }
    return Batch(firstRow: batchStart, rowCount: rowCount - batchStart, columns: columns)
  }

  /// Hands the records of a piece to the columns.
  private func takePiece() throws(TableError) {
    guard let piece = records else { return }
    let scanner = piece.scanner
    let buffer = piece.feed.buffer
    let bytes = buffer.span.extracting(0..<piece.feed.range.upperBound)
    let cells = ColumnSink.Piece(
      cells: scanner.cells, slotCount: scanner.slotCount, recordCount: scanner.recordCount,
      firstRow: rowCount, mayBeWide: piece.feed.watch.hasWideLetters)
    text.encoding = header.encoding(after: piece.feed.watch)
    // Of several cells at fault the first is told, however the file was cut.
    var fault: (row: Int, error: TableError)?
    for index in sinks.indices {
      do throws(TableError) {
        try sinks[index].append(cells, of: bytes, &text)
      } catch {
        let row = error.row ?? 0
        if row < fault?.row ?? .max { fault = (row, error) }
      }
    }
    if let fault { throw fault.error }
    for (index, ragged) in scanner.ragged.enumerated() {
      let range = CellRange(
        start: ragged.range.lowerBound, end: ragged.range.upperBound, isEscaped: false)
      let line = dropped.count < 3 ? text.string(range, of: bytes) : ""
      dropped.add(row: piece.recordsBefore + ragged.recordsBefore + index, text: trimmedLine(line))
    }
    for record in 0..<scanner.recordCount {
      rowPlaces.append(records?.filePlace(ofRecord: record) ?? 0)
    }
    rowCount += scanner.recordCount
  }

  private func trimmedLine(_ line: String) -> String {
    var line = line.prefix(1_000)
    while let last = line.last, last.isNewline { line.removeLast() }
    return String(line)
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
    for sink in sinks {
      try sink.unreadable.check(
        column: sink.name, kind: sink.reading.kind, cellCount: sink.cellCount)
    }
  }

  /// What was recognised and what could not be read, so far.
  public var report: ReadReport {
    var report = ReadReport()
    report.rowCount = rowCount + dropped.count
    report.delimiter = String(decoding: [header.dialect.delimiter], as: UTF8.self)
    report.notes = header.notes
    if dropped.count > 0 { report.droppedRows["ragged_rows"] = dropped }
    for sink in sinks { sink.report(to: &report) }
    let watch = records?.feed.watch
    let counts = [header.watch, watch ?? UTF8Watch()]
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
    if text.brokenCount > 0 {
      report.notes.append(
        "\(text.brokenCount) cells are not valid UTF-8; what could not be read became U+FFFD; set "
          + "encoding to \"windows-1252\" if the file is that")
    }
    return report
  }

  /// The first twelve cells of a row of the newest batch, as they were read.
  public func cells(ofRow row: Int) -> [(name: String, text: String)]? {
    guard row >= batchStart, row - batchStart < rowPlaces.count else { return nil }
    let names = columnNames.prefix(12)
    let slots = columnNames.indices.map { $0 < names.count ? Int32($0) : -1 }
    let wide = header.encoding.flatMap { $0.isWide ? $0 : nil }
    var record = RecordFeed(
      ByteFeed(
        file: file, offset: rowPlaces[row - batchStart], wideEncoding: wide, bufferSize: 4_096),
      RecordScanner(delimiter: header.dialect.delimiter, slots: slots, slotCount: names.count))
    // A file that changed meanwhile is reported by the reading itself.
    guard (try? record.next(limit: 1)) == true, record.scanner.recordCount == 1 else { return nil }
    let bytes = record.feed.buffer
    var text = CellText(encoding: header.encoding(after: records?.feed.watch))
    return zip(names, record.scanner.cells).map { ($0, text.string($1, of: bytes.span)) }
  }
}
