import Tables

/// What stands between cells, and where the header begins.
struct Dialect: Equatable {
  let delimiter: UInt8

  /// Index of the header's first byte in the text that was looked at.
  let headerStart: Int

  /// Recognises the delimiter from the beginning of a file.
  ///
  /// Of `, ; tab |` the one is taken that cuts the most of the first records into as many cells as
  /// the header has; then the one with the most cells. A first line `sep=;` is obeyed.
  ///
  /// - Parameters:
  ///   - bytes: The text, a byte order mark taken off.
  ///   - isLast: Whether that is the whole file.
  init(_ bytes: Span<UInt8>, isLast: Bool, declared: UInt8?) {
    var start = 0
    var named: UInt8?
    if let (delimiter, end) = Dialect.namedDelimiter(bytes) {
      named = delimiter
      start = end
    }
    headerStart = start
    if let declared = declared ?? named {
      delimiter = declared
      return
    }
    var best = (delimiter: UInt8(ascii: ","), fit: -1.0, cellCount: 1)
    for candidate in Dialect.candidates {
      let (fit, cellCount) = Dialect.fit(candidate, bytes, from: start, isLast: isLast)
      guard cellCount > 1 else { continue }
      if fit > best.fit || (fit == best.fit && cellCount > best.cellCount) {
        best = (candidate, fit, cellCount)
      }
    }
    delimiter = best.delimiter
  }

  private static let candidates = [
    UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"),
  ]

  /// The delimiter of a line `sep=;`, with or without quotation marks, and where that line ends.
  private static func namedDelimiter(_ bytes: Span<UInt8>) -> (UInt8, Int)? {
    var end = 0
    while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D {
      // Five letters and two quotation marks: a longer line is a header.
      guard end < 7 else { return nil }
      end += 1
    }
    var line: [UInt8] = []
    for index in 0..<end where bytes[index] != UInt8(ascii: "\"") { line.append(bytes[index]) }
    guard line.count == 5, line.starts(with: "sep=".utf8) else { return nil }
    return (line[4], end)
  }

  /// The share of the first records that have as many cells as the header, and that number.
  private static func fit(
    _ delimiter: UInt8, _ bytes: Span<UInt8>, from start: Int, isLast: Bool
  ) -> (Double, Int) {
    var position = start
    var headerCount = 0
    var recordCount = 0
    var alike = 0
    let slots: [Int32] = []
    var cells: [CellRange] = []
    var noCells = cells.mutableSpan
    var finder = EndFinder(delimiter: delimiter)
    while recordCount < 200 {
      position = RecordScanner.skipBlankLines(bytes, from: position)
      let outcome = RecordScanner.cut(
        bytes, from: position, isLast: isLast, &finder, slots: slots.span, into: &noCells, at: 0)
      guard case .record(let end, let cellCount, _) = outcome else { break }
      if headerCount == 0 {
        headerCount = cellCount
      } else {
        recordCount += 1
        if cellCount == headerCount { alike += 1 }
      }
      position = end
    }
    return (recordCount == 0 ? 0 : Double(alike) / Double(recordCount), headerCount)
  }
}
