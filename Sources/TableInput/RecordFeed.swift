import Tables

/// The records of a file that begin in one part of it, a piece at a time.
struct RecordFeed {
  /// The text; ``RecordScanner/cells`` are ranges of its buffer.
  private(set) var feed: ByteFeed

  /// The records of the piece that is at hand.
  private(set) var scanner: RecordScanner

  /// Records of all pieces before this one, ragged ones included.
  private(set) var recordsBefore = 0

  /// What is known of the letters of the records that were taken.
  private(set) var watch = UTF8Watch()

  /// What is known of the letters of the first bytes, before any record was taken.
  private(set) var firstWatch = UTF8Watch()

  /// Whether what was read has bytes above 127 that are no UTF-8 yet.
  private(set) var hasWideLetters = false

  /// Index from which on records belong to the next part.
  private var stop = Int.max
  private var end = 0
  private var needsMore = true
  private var isDone = false

  /// The records from the beginning of what the feed reads.
  init(_ feed: ByteFeed, _ scanner: RecordScanner) {
    self.feed = feed
    self.scanner = scanner
  }

  /// Reads the first bytes.
  ///
  /// - Throws: ``RecordFault/file(_:)``.
  mutating func begin() throws(RecordFault) {
    try fill()
    stop = feed.range.upperBound
    needsMore = false
    firstWatch = watched(end..<stop)
  }

  /// Goes on behind the first line end, for a part that may begin within a record.
  ///
  /// - Returns: Where the next record begins in the file, if that line end is one and no letter
  ///   within quotation marks; `nil` where there is nothing to begin with.
  mutating func skipLine() -> Int64? {
    let buffer = feed.buffer
    let bytes = buffer.span.extracting(0..<feed.range.upperBound)
    var position = 0
    while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D {
      position += 1
    }
    end = RecordScanner.skipBlankLines(bytes, from: position)
    guard end < bytes.count else { return nil }
    feed.take(upTo: end)
    firstWatch = watched(end..<stop)
    return feed.filePlace(of: end)
  }

  /// Goes on to the next piece; false after the last.
  ///
  /// - Throws: ``RecordFault``.
  mutating func next() throws(RecordFault) -> Bool {
    recordsBefore += scanner.recordCount + scanner.ragged.count
    take()
    scanner.forget()
    if stop == .max { try begin() }
    while !isDone {
      if needsMore { try fill() }
      let outcome = scan()
      needsMore = false
      switch outcome {
      case .incomplete: needsMore = true
      case .nothing, .stopped: isDone = true
      default: break
      }
      if scanner.recordCount + scanner.ragged.count > 0 { return true }
      if case .unclosedQuote = outcome {
        throw .neverEnds(
          row: recordsBefore, "a quotation mark is opened there and never closed")
      }
      take()
    }
    watch.finish()
    return false
  }

  /// Whether nothing follows the records of this part.
  var isAtEnd: Bool { isDone && feed.isAtEnd && end >= feed.range.upperBound }

  /// Where the next part's first record begins in the file; only after the last piece.
  mutating func endPlace() -> Int64 { feed.filePlace(of: end) }

  private mutating func take() {
    watch = watched(feed.range.lowerBound..<max(end, feed.range.lowerBound), by: watch)
    feed.take(upTo: end)
  }

  private func watched(_ part: Range<Int>, by watch: UTF8Watch = UTF8Watch()) -> UTF8Watch {
    guard hasWideLetters else { return watch }
    var watch = watch
    watch.add(feed.buffer.span.extracting(part))
    return watch
  }

  private mutating func fill() throws(RecordFault) {
    guard feed.range.count < ByteFeed.recordLimit else {
      throw .neverEnds(
        row: recordsBefore,
        "longer than 16 MiB, maybe for a quotation mark that is never closed")
    }
    let known = feed.range.count
    do throws(TableError) {
      let moved = try feed.fill()
      if stop < .max { stop -= moved }
    } catch {
      throw .file(error)
    }
    end = feed.range.lowerBound
    guard feed.wideEncoding == nil, !hasWideLetters else { return }
    hasWideLetters = hasWideLetter(
      feed.buffer.span.extracting(known..<max(known, feed.range.upperBound)))
  }

  /// In a function of its own, so that nothing else holds the buffer when it is filled again.
  private mutating func scan() -> RecordScanner.Outcome {
    let buffer = feed.buffer
    let text = buffer.span.extracting(0..<feed.range.upperBound)
    let result = scanner.scan(
      text, from: feed.range.lowerBound, stop: stop, isLast: feed.isAtEnd)
    end = result.end
    return result.outcome
  }

  /// Adds how far behind a place of the file each record of the piece begins.
  mutating func addPlaces(from start: Int64, to offsets: inout [UInt32]) {
    let starts = scanner.recordStarts[..<scanner.recordCount]
    guard let first = starts.first else { return }
    guard feed.wideEncoding == nil else {
      for index in starts {
        offsets.append(UInt32(truncatingIfNeeded: feed.filePlace(of: index) - start))
      }
      return
    }
    let shift = Int(feed.filePlace(of: first) - start) - first
    offsets.append(contentsOf: starts.lazy.map { UInt32(truncatingIfNeeded: $0 &+ shift) })
  }

  /// Gives the memory back for the next part.
  consuming func memory() -> (buffer: [UInt8], scanner: RecordScanner) { (feed.buffer, scanner) }
}

/// Why the records of a part cannot be read on.
enum RecordFault: Error {
  /// The file itself.
  case file(TableError)
  /// A record that never ends, with its number among all records of the part.
  case neverEnds(row: Int, String)

  /// The error in the numbers of the whole file.
  ///
  /// - Parameter recordsBefore: Records before the part, ragged ones included.
  func error(after recordsBefore: Int) -> TableError {
    switch self {
    case .file(let error): return error
    case .neverEnds(let row, let what):
      let row = recordsBefore + row
      return .badData(
        row: row, column: nil, value: nil,
        reason:
          "row \(row): \(what); double the quotation marks within quoted cells, close the last "
          + "one, or set another delimiter")
    }
  }
}
