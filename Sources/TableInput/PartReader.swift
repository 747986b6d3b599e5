import Tables

/// Reads the rows that begin in one part of a file, whatever comes before the part.
///
/// What it makes depends on the file and on the order alone, so parts may be read in any order and
/// by any number of threads.
struct PartReader: Sendable {
  let file: OpenFile
  let header: Header

  /// How long a part is, in bytes of the file.
  let partSize: Int

  /// Per column of the file the place among those that are wanted, or -1.
  let slots: [Int32]
  let slotCount: Int
  let plans: [ColumnPlan]

  /// What is to be read.
  struct Order: Sendable {
    /// The bytes in which the rows begin.
    let bytes: Range<Int64>

    /// Whether a row begins with the first byte; else the first line end there is taken for one.
    let isExact: Bool

    /// What is known of the letters before.
    let watch: UTF8Watch
  }

  /// What a thread reads into, part after part.
  struct Memory: Sendable {
    var buffer: [UInt8] = []
    var scanner: RecordScanner?
  }

  /// The rows of a part.
  struct Rows: Sendable {
    /// Where the first row begins, or where it was looked for; `nil` where nothing can be said.
    var start: Int64?

    /// Where the first row behind the part begins.
    var end: Int64 = 0

    var columns: [ColumnSink.Result] = []
    var batchCounts: [Int] = []
    var rowCount = 0

    /// Per row how far behind `start` it begins.
    var offsets: [UInt32] = []

    /// Records, ragged ones included, and the ragged ones, numbered among all.
    var recordCount = 0
    var dropped = ReadReport.Unreadable()

    var brokenCount = 0

    /// What is known of the letters of the part: at its beginning, and at its end.
    var firstWatch = UTF8Watch()
    var watch = UTF8Watch()

    /// How the letters were read.
    var encoding: TextEncoding?

    /// Why there are no more rows, behind all of them.
    var fault: RecordFault?
  }

  /// The bytes of a part of the file by its index; `nil` behind the last.
  func bytes(ofPart index: Int) -> Range<Int64>? {
    let start = header.dataPlace + Int64(index) * Int64(partSize)
    guard index == 0 || start < file.size else { return nil }
    return start..<start + Int64(partSize)
  }

  /// The part in which a place of the file lies.
  func part(of place: Int64) -> Int { Int((place - header.dataPlace) / Int64(partSize)) }

  /// Whether a part can be read before the one before it: UTF-16 has no byte that is a line end
  /// wherever it stands.
  var canReadAhead: Bool { header.encoding?.isWide != true }

  /// The records that begin in these bytes.
  func records(in bytes: Range<Int64>, _ memory: inout Memory) -> RecordFeed {
    var buffer: [UInt8] = []
    swap(&buffer, &memory.buffer)
    let scanner =
      memory.scanner
      ?? RecordScanner(delimiter: header.dialect.delimiter, slots: slots, slotCount: slotCount)
    memory.scanner = nil
    let wide = header.encoding.flatMap { $0.isWide ? $0 : nil }
    return RecordFeed(
      ByteFeed(
        file: file, offset: bytes.lowerBound, wideEncoding: wide, bufferSize: bytes.count,
        buffer: buffer), scanner)
  }

  /// Reads a part.
  func read(_ order: Order, _ memory: inout Memory) -> Rows {
    // The byte before a part may be the line end before its first row.
    let before: Int64 = order.isExact ? 0 : 1
    var records = records(in: order.bytes.lowerBound - before..<order.bytes.upperBound, &memory)
    var rows = Rows()
    do throws(RecordFault) {
      try records.begin()
      rows.start = order.isExact ? order.bytes.lowerBound : records.skipLine()
      if rows.start != nil { try read(&records, order, into: &rows) }
    } catch {
      rows.fault = error
    }
    (memory.buffer, memory.scanner) = records.memory()
    return rows
  }

  private func read(
    _ records: inout RecordFeed, _ order: Order, into rows: inout Rows
  ) throws(RecordFault) {
    let start = rows.start ?? 0
    rows.firstWatch = records.firstWatch
    rows.encoding = header.encoding(after: order.watch.joined(with: records.firstWatch))
    var text = CellText(encoding: rows.encoding)
    var sinks = plans.map { ColumnSink($0) }
    var batchCount = 0
    func finish(_ rows: inout Rows) {
      if batchCount > 0 {
        rows.batchCounts.append(batchCount)
        for index in sinks.indices { sinks[index].endBatch() }
      }
      rows.columns = sinks.map(\.result)
      rows.recordCount = records.recordsBefore
      rows.brokenCount = text.brokenCount
      rows.watch = records.watch
    }
    do throws(RecordFault) {
      while try records.next() {
        let count = records.scanner.recordCount
        if batchCount + count > Batch.rowLimit {
          rows.batchCounts.append(batchCount)
          for index in sinks.indices { sinks[index].endBatch() }
          batchCount = 0
        }
        take(records, firstRow: rows.rowCount, &text, &sinks, &rows.dropped)
        records.addPlaces(from: start, to: &rows.offsets)
        batchCount += count
        rows.rowCount += count
      }
    } catch {
      finish(&rows)
      throw error
    }
    finish(&rows)
    rows.end = records.endPlace()
  }

  /// Hands the records of a piece to the columns.
  private func take(
    _ records: RecordFeed, firstRow: Int, _ text: inout CellText, _ sinks: inout [ColumnSink],
    _ dropped: inout ReadReport.Unreadable
  ) {
    let scanner = records.scanner
    let buffer = records.feed.buffer
    let piece = ColumnSink.Piece(
      cells: scanner.cells, slotCount: scanner.slotCount, recordCount: scanner.recordCount,
      firstRow: firstRow, mayBeWide: records.hasWideLetters)
    for index in sinks.indices { sinks[index].append(piece, of: buffer.span, &text) }
    for (index, ragged) in scanner.ragged.enumerated() {
      let range = CellRange(
        start: ragged.range.lowerBound, end: ragged.range.upperBound, isEscaped: false)
      let line = dropped.examples.count < 3 ? text.string(range, of: buffer.span) : ""
      dropped.add(
        row: records.recordsBefore + ragged.recordsBefore + index, text: trimmedLine(line))
    }
  }

  private func trimmedLine(_ line: String) -> String {
    var line = line.prefix(1_000)
    while let last = line.last, last.isNewline { line.removeLast() }
    return String(line)
  }
}
