/// Makes the text of a cell: quotation marks taken out, letters as UTF-8.
struct CellText {
  /// The encoding; `nil` takes a cell for UTF-8 if it is valid, else for Windows-1252.
  var encoding: TextEncoding?

  /// Cells that are not UTF-8 in a file that was declared to be.
  private(set) var brokenCount = 0

  private var scratch: [UInt8] = []

  init(encoding: TextEncoding?) { self.encoding = encoding }

  /// Hands the text of a cell to `body`, the bytes of the file themselves wherever they can be
  /// used.
  ///
  /// - Parameter mayBeWide: Whether the file has bytes above 127 at all.
  @inline(__always)
  mutating func with<Result>(
    _ cell: CellRange, of bytes: Span<UInt8>, mayBeWide: Bool, _ body: (Span<UInt8>) -> Result
  ) -> Result {
    let text = bytes.extracting(cell.range)
    if !cell.isEscaped, !mayBeWide || !hasWideLetter(text) { return body(text) }
    rewrite(text, isEscaped: cell.isEscaped)
    let rewritten = scratch
    return body(rewritten.span)
  }

  @inline(never)
  private mutating func rewrite(_ text: Span<UInt8>, isEscaped: Bool) {
    var unescaped: [UInt8] = []
    if isEscaped {
      RecordScanner.appendUnescaped(text, to: &unescaped)
    } else {
      for index in text.indices { unescaped.append(text[index]) }
    }
    scratch.removeAll(keepingCapacity: true)
    switch encoding {
    case .windows1252: appendWindows1252(unescaped.span, to: &scratch)
    case .utf16LittleEndian, .utf16BigEndian: swap(&scratch, &unescaped)
    case .utf8, nil:
      if isValidUTF8(unescaped.span) {
        swap(&scratch, &unescaped)
      } else if encoding == nil {
        appendWindows1252(unescaped.span, to: &scratch)
      } else {
        brokenCount += 1
        scratch.append(contentsOf: String(decoding: unescaped, as: UTF8.self).utf8)
      }
    }
  }

  /// The text of a cell as a string, for an example: one that is broken was counted before.
  func string(_ cell: CellRange, of bytes: Span<UInt8>) -> String {
    var copy = CellText(encoding: encoding)
    return copy.with(cell, of: bytes, mayBeWide: true) { text in
      var copy: [UInt8] = []
      for index in text.indices { copy.append(text[index]) }
      return String(decoding: copy, as: UTF8.self)
    }
  }
}
