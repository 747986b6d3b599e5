import Tables

/// Looks at the beginning of a file to see what its columns are and how they are written.
///
/// The first 65,536 rows are looked at; where they leave open whether the day or the month comes
/// first, or what a comma parts, so are the rows behind them, as far as it takes.
struct ColumnSampler {
  /// A requested column, as it is recognised.
  struct Finding: Equatable {
    let reading: ColumnReading
    let dropsPointZero: Bool
  }

  private struct Sample {
    let name: String
    let slot: Int
    var evidence: ColumnEvidence
    var pointZeroCount = 0
    var isPlainText = false

    /// Whether further rows can change the finding.
    func needsMore(after rowCount: Int) -> Bool {
      if evidence.declared == .text { return !isPlainText && rowCount < Batch.rowLimit }
      return rowCount < Batch.rowLimit || evidence.isUndecided
    }

    mutating func add(_ cell: Span<UInt8>, row: Int, count: Int, missing: MissingTexts) {
      guard !missing.contains(cell) else { return }
      evidence.add(cell, row: row, count: count)
      if evidence.declared != .number, endsInPointZero(cell) {
        pointZeroCount += count
      } else {
        isPlainText = true
      }
    }
  }

  private var samples: [Sample]
  private let missing: MissingTexts

  init(
    names: [String], kinds: [ColumnKind?], slots: [Int], options: CSVOptions, missing: MissingTexts
  ) {
    self.missing = missing
    samples = names.indices.map { index in
      Sample(
        name: names[index], slot: slots[index],
        evidence: ColumnEvidence(
          declared: kinds[index], numberFormat: options.numberFormat,
          dateFormat: options.dateFormat))
    }
  }

  /// Reads as many rows as it takes.
  ///
  /// - Parameter guess: Called once with what the first rows say, as soon as they leave nothing open,
  ///   if there are others.
  /// - Throws: What reading throws, dates that contradict each other, or
  ///   ``TableError/cancelled``.
  mutating func look(
    _ reader: PartReader, isCancelled: () -> Bool, guess: ([Finding]) -> Void
  ) throws(TableError) -> [Finding] {
    var memory = PartReader.Memory()
    var watch = UTF8Watch()
    var place = reader.header.dataPlace
    var (rowCount, recordCount) = (0, 0)
    var isAtEnd = false
    var hasGuessed = false
    while !isAtEnd, samples.contains(where: { $0.needsMore(after: rowCount) }) {
      var records = reader.records(in: place..<place + Int64(reader.partSize), &memory)
      do throws(RecordFault) {
        try records.begin()
        let text = CellText(
          encoding: reader.header.encoding(after: watch.joined(with: records.firstWatch)))
        while try records.next() {
          if isCancelled() { throw .file(.cancelled) }
          look(records, text, firstRow: rowCount)
          rowCount += records.scanner.recordCount
          if !samples.contains(where: { $0.needsMore(after: rowCount) }) { break }
          if !hasGuessed, !samples.contains(where: { $0.evidence.isUndecided }) {
            hasGuessed = true
            if let findings = try? findings() { guess(findings) }
          }
        }
      } catch {
        throw error.error(after: recordCount)
      }
      recordCount += records.recordsBefore
      watch = watch.joined(with: records.watch)
      place = records.endPlace()
      isAtEnd = records.isAtEnd
      (memory.buffer, memory.scanner) = records.memory()
    }
    return try findings()
  }

  /// What the rows say that were looked at.
  private func findings() throws(TableError) -> [Finding] {
    var findings: [Finding] = []
    for sample in samples {
      let reading = try sample.evidence.decide(column: sample.name)
      findings.append(
        Finding(
          reading: reading,
          dropsPointZero: reading == .text && sample.pointZeroCount > 0 && !sample.isPlainText))
    }
    return findings
  }

  private mutating func look(_ records: RecordFeed, _ text: CellText, firstRow: Int) {
    let buffer = records.feed.buffer
    let bytes = buffer.span
    let scanner = records.scanner
    let recordCount = scanner.recordCount
    var text = text
    for index in samples.indices where samples[index].needsMore(after: firstRow) {
      func cell(_ record: Int) -> CellRange {
        scanner.cells[record &* scanner.slotCount &+ samples[index].slot]
      }
      var record = 0
      while record < recordCount {
        // Neighbours are often equal, and looked at once.
        let first = cell(record)
        var next = record + 1
        while next < recordCount, first.isSame(as: cell(next), in: bytes) { next += 1 }
        let count = next - record
        text.with(first, of: bytes, mayBeWide: records.hasWideLetters) { cell in
          samples[index].add(cell, row: firstRow + record, count: count, missing: missing)
        }
        record = next
      }
    }
  }
}
