import Tables

/// The beginning of a file: its encoding, its delimiter and the names of its columns.
struct Header {
  let encoding: TextEncoding?
  let dialect: Dialect
  let names: [String]

  /// Place in the file behind the header line.
  let dataPlace: Int64

  /// What is known of the letters of the beginning.
  let watch: UTF8Watch

  /// What a reader should know about the names.
  let notes: [String]

  /// Bytes that are looked at to recognise the delimiter.
  private static let sampleSize = 256 << 10

  /// Reads the beginning of a file.
  ///
  /// - Throws: ``TableError/unreadableFile(path:reason:)`` for what is no text or has no header, or
  ///   ``TableError/badData(row:column:value:reason:)`` for a header that never ends or
  ///   has too many columns.
  init(of file: OpenFile, options: CSVOptions) throws(TableError) {
    let (encoding, offset) = try Header.encoding(of: file, options: options)
    self.encoding = encoding
    let wide = encoding.flatMap { $0.isWide ? $0 : nil }
    var feed = ByteFeed(
      file: file, offset: offset, wideEncoding: wide, bufferSize: Header.sampleSize)
    var text = CellText(encoding: encoding)
    var watch = UTF8Watch()
    while true {
      let known = feed.range.count
      try feed.fill()
      if wide == nil {
        watch.add(feed.buffer.span.extracting(known..<feed.range.upperBound))
        if feed.isAtEnd { watch.finish() }
      }
      text.encoding = encoding ?? (watch.looksLikeWindows1252 ? .windows1252 : nil)
      if let cut = Header.cut(feed, declared: options.delimiter, &text) {
        guard !cut.names.isEmpty else {
          throw .unreadableFile(
            path: file.path,
            reason:
              "has blank lines only; it needs a header line with the names of the columns and a "
              + "line per row")
        }
        guard cut.names.count <= TableError.columnLimit else {
          throw .tooManyColumns(cut.names.count)
        }
        dialect = cut.dialect
        (names, notes) = Header.distinctNames(cut.names)
        dataPlace = feed.filePlace(of: cut.end)
        self.watch = watch
        return
      }
      guard !feed.isAtEnd, feed.range.count < ByteFeed.recordLimit else {
        let fault =
          feed.isAtEnd
          ? "has a quotation mark that is never closed; close it"
          : "is longer than 16 MiB, maybe for a quotation mark that is never closed; close it"
        throw .badData(
          row: nil, column: nil, value: nil,
          reason: "the header line \(fault), or set another delimiter")
      }
    }
  }

  /// The encoding that the letters of the beginning and of what was read since speak for; `nil`
  /// leaves it to each cell.
  func encoding(after watch: UTF8Watch) -> TextEncoding? {
    if let encoding { return encoding }
    let isWindows1252 =
      self.watch.looksLikeWindows1252 && watch.validCount <= self.watch.invalidCount
      || watch.looksLikeWindows1252
    return isWindows1252 ? .windows1252 : nil
  }

  /// The encoding by declaration or byte order mark, and where the text begins.
  private static func encoding(
    of file: OpenFile, options: CSVOptions
  ) throws(TableError) -> (TextEncoding?, Int64) {
    var head: [UInt8] = Array(repeating: 0, count: Int(min(file.size, 64 << 10)))
    let count = try file.read(into: &head, 0..<head.count, at: 0)
    let declared = options.encoding.flatMap { TextEncoding(name: $0) }
    if declared?.isWide != true, let reason = reasonNoText(head[..<count]) {
      throw .unreadableFile(path: file.path, reason: reason)
    }
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { return (declared ?? .utf8, 3) }
    if head.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
    if head.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
    return (declared, 0)
  }

  /// The names and where they end, or `nil` where the line does not end yet.
  private static func cut(
    _ feed: ByteFeed, declared: UInt8?, _ text: inout CellText
  ) -> (dialect: Dialect, names: [String], end: Int)? {
    let bytes = feed.buffer.span.extracting(feed.range)
    let dialect = Dialect(bytes, isLast: feed.isAtEnd, declared: declared)
    let start = RecordScanner.skipBlankLines(bytes, from: dialect.headerStart)
    func cut(_ slots: [Int32], _ cells: inout [CellRange]) -> RecordScanner.Outcome {
      var finder = EndFinder(delimiter: dialect.delimiter)
      var span = cells.mutableSpan
      return RecordScanner.cut(
        bytes, from: start, isLast: feed.isAtEnd, &finder, slots: slots.span, into: &span, at: 0)
    }
    var cells: [CellRange] = []
    switch cut([], &cells) {
    case .record(let end, let count, _):
      cells = Array(repeating: CellRange(start: 0, end: 0, isEscaped: false), count: count)
      _ = cut((0..<count).map { Int32(truncatingIfNeeded: $0) }, &cells)
      return (dialect, cells.map { text.string($0, of: bytes) }, feed.range.lowerBound + end)
    case .nothing: return (dialect, [], feed.range.lowerBound)
    default: return nil
    }
  }

  /// Names of which each is there once: an empty one is called by its place, a second `price` is
  /// `price.2`.
  private static func distinctNames(_ given: [String]) -> ([String], [String]) {
    var names: [String] = []
    var notes: [String] = []
    var taken = Set(given)
    var seen: Set<String> = []
    // A thousand columns of one name would each try all the numbers before its own.
    var lastNumber: [String: Int] = [:]
    for (index, raw) in given.enumerated() {
      let trimmed = trimmedName(raw)
      var name = trimmed.isEmpty ? "column \(index + 1)" : trimmed
      if seen.contains(name) || (trimmed != raw && taken.contains(name)) {
        var number = lastNumber[name, default: 1] + 1
        while taken.contains("\(name).\(number)") { number += 1 }
        lastNumber[name] = number
        let renamed = "\(name).\(number)"
        notes.append(
          "the header has \(quoted(name)) twice; the second is called \(quoted(renamed))")
        name = renamed
      } else if trimmed.isEmpty {
        notes.append("column \(index + 1) has no name in the header; it is called \(quoted(name))")
      }
      taken.insert(name)
      seen.insert(name)
      names.append(name)
    }
    let numbers = given.filter { NumberFormat.point.parse($0.utf8.span) != nil }
    if !numbers.isEmpty, numbers.count == given.count {
      notes.append(
        "the first line was taken for the names of the columns, but it holds only numbers ("
          + numbers.prefix(3).map(quoted).joined(separator: ", ")
          + "); if they are data, put a line with names above them")
    }
    return (names, Array(notes.prefix(20)))
  }

  private static func trimmedName(_ name: String) -> String {
    var trimmed = Substring(name)
    while let first = trimmed.first, first.isWhitespace { trimmed.removeFirst() }
    while let last = trimmed.last, last.isWhitespace { trimmed.removeLast() }
    return String(trimmed)
  }
}
