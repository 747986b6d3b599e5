import Tables

/// The records of a file, a piece at a time.
struct RecordFeed {
  /// The text; ``RecordScanner/cells`` are ranges of its buffer.
  private(set) var feed: ByteFeed

  /// The records of the piece that is at hand.
  private(set) var scanner: RecordScanner

  /// Records of all pieces before this one, ragged ones included.
  private(set) var recordsBefore = 0

  private var end = 0
  private var needsMore = true

  init(_ feed: ByteFeed, _ scanner: RecordScanner) {
    self.feed = feed
    self.scanner = scanner
  }

  /// Goes on to the next piece, of at most `limit` records; false after the last.
  ///
  /// - Throws: ``TableError/unreadableFile(path:reason:)``, or
  ///   ``TableError/badData(row:column:value:reason:)`` for a record that never ends.
  mutating func next(limit: Int) throws(TableError) -> Bool {
    feed.take(upTo: end)
    recordsBefore += scanner.recordCount + scanner.ragged.count
    while true {
      if needsMore { try fill() }
      let outcome = scan(limit: limit)
      needsMore = false
      if case .incomplete = outcome { needsMore = true }
      if scanner.recordCount + scanner.ragged.count > 0 { return true }
      switch outcome {
      case .nothing: return false
      case .unclosedQuote: throw neverEnds("a quotation mark is opened there and never closed")
      case .incomplete, .record: feed.take(upTo: end)
      }
    }
  }

  private mutating func fill() throws(TableError) {
    guard feed.range.count < ByteFeed.recordLimit else {
      throw neverEnds("longer than 16 MiB, maybe for a quotation mark that is never closed")
    }
    try feed.fill()
    end = feed.range.lowerBound
  }

  /// In a function of its own, so that nothing else holds the buffer when it is filled again.
  private mutating func scan(limit: Int) -> RecordScanner.Outcome {
    let buffer = feed.buffer
    let text = buffer.span.extracting(0..<feed.range.upperBound)
    let result = scanner.scan(
      text, from: feed.range.lowerBound, isLast: feed.isAtEnd, limit: limit)
    end = result.end
    return result.outcome
  }

  /// Place in the file where a record of the piece begins; records must be asked for in order.
  mutating func filePlace(ofRecord record: Int) -> Int64 {
    feed.filePlace(of: scanner.recordStarts[record])
  }

  private func neverEnds(_ what: String) -> TableError {
    let row = recordsBefore
    return .badData(
      row: row, column: nil, value: nil,
      reason:
        "row \(row): \(what); double the quotation marks within quoted cells, close the last one, "
        + "or set another delimiter")
  }
}
