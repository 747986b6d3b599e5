import FuzzSupport
import Tables

// The size of the read buffer is internal: the text is cut anywhere, as in the tests.
@testable import TableInput

/// One run: the input as a file, with options that its last bytes choose.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  var draw = Draw(bytes)
  let options = drawOptions(&draw)
  let asText = draw.flag()
  let seed = draw.byte()
  checkCuts(
    Scratch(draw.text), options, asText: asText, threadCount: 1 + Int(seed >> 6),
    bufferSize: 1 + Int(seed & 63))
  return 0
}

private func drawOptions(_ draw: inout Draw) -> CSVOptions {
  var options = CSVOptions()
  // Mostly nothing is declared, as in most calls.
  let declared = draw.byte()
  if declared & 3 == 1 {
    options.delimiter = draw.element(of: Array(",;\t|: \"\n.a".utf8) + [0, 0xE9])
  }
  if declared & 12 == 4 {
    options.encoding = draw.element(of: [
      "utf-8", "utf-16le", "utf-16be", "windows-1252", "UTF-16", "latin1", "ebcdic",
    ])
  }
  if declared & 48 == 16 {
    let names = ["iso", "dmy", "mdy", "ymd", "epoch", "DD.MM.YYYY HH:mm", "WW.YYYY", "Mon YY"]
    options.dateFormat = DateFormat(name: draw.element(of: names))
  }
  if declared & 64 == 64 {
    options.decimal = draw.element(of: [nil] + Array(".,;".utf8).map { $0 })
    options.thousands = draw.element(of: [nil] + Array(",. '1".utf8).map { $0 })
  }
  if declared & 128 == 128 {
    options.missing = draw.element(of: [[], ["-"], ["NA", "0"], [""], ["a", "é"]])
  }
  return options
}

/// A file is read alike in parts of any size and by any number of threads, or refused alike in a
/// sentence.
private func checkCuts(
  _ scratch: Scratch, _ options: CSVOptions, asText: Bool, threadCount: Int, bufferSize: Int
) {
  let kind: ColumnKind? = asText ? .text : nil
  switch (
    read(scratch, options, as: kind, bufferSize: 512 << 10),
    read(scratch, options, as: kind, threadCount: threadCount, bufferSize: bufferSize)
  ) {
  case (.success(let whole), .success(let cut)):
    // What Windows-1252 is, beside UTF-8, is told by what was read so far.
    if options.encoding == nil, scratch.hasInvalidUTF8 {
      require(whole.table.rowCount == cut.table.rowCount, "in pieces rows are lost")
    } else {
      require(whole == cut, "in pieces of \(bufferSize) it is \(cut) and not \(whole)")
    }
    if asText { checkAgain(whole) }
  case (.failure(let whole), .failure(let cut)):
    require(
      whole == cut || (options.encoding == nil && scratch.hasInvalidUTF8),
      "in pieces of \(bufferSize): \(cut); whole: \(whole)")
    requireSentence(whole.description)
  case (.success, .failure(let error)), (.failure(let error), .success):
    require(
      options.encoding == nil && scratch.hasInvalidUTF8, "only once it is refused: \(error)")
  }
}

/// What was read as text, written plainly with every cell in quotation marks, is read as the same.
private func checkAgain(_ whole: ReadTable) {
  guard whole.table.rowCount > 0, !whole.table.names.isEmpty else { return }
  // A header `sep=;` alone on its line names the delimiter, with quotation marks or without, as
  // Excel writes it: no file can have that name for its only column.
  guard !(whole.table.names.count == 1 && whole.table.names[0].hasPrefix("sep=")) else { return }
  var bytes: [UInt8] = [0xEF, 0xBB, 0xBF]
  func append(_ cells: [String]) {
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(UInt8(ascii: "\""))
      for byte in cell.utf8 {
        bytes.append(byte)
        if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      }
      bytes.append(UInt8(ascii: "\""))
    }
    bytes += [0x0D, 0x0A]
  }
  append(whole.table.names)
  for row in 0..<whole.table.rowCount {
    append(whole.table.columns.map { $0.cell(row) })
  }
  // From UTF-16 a NUL may come, which no other file may have.
  guard !bytes.contains(0) else { return }
  var options = CSVOptions()
  options.delimiter = UInt8(ascii: ",")
  // What was read is not missing, whatever it looks like.
  options.missing = []
  switch read(Scratch(bytes), options, as: .text, bufferSize: 512 << 10) {
  case .success(let again):
    require(again.table.names == whole.table.names, "written, the names are \(again.table.names)")
    require(again.table.rowCount == whole.table.rowCount, "written, rows are lost")
    for (column, other) in zip(whole.table.columns, again.table.columns) {
      for row in 0..<whole.table.rowCount {
        require(column.cell(row) == other.cell(row), "written, \(column.cell(row)) is another cell")
      }
    }
  case .failure(let error): require(false, "written, it is refused: \(error)")
  }
}

extension Column {
  /// The text of a cell of a column of text; "" where it is missing.
  fileprivate func cell(_ row: Int) -> String {
    guard case .texts(let texts) = self, texts.codes[row] >= 0 else { return "" }
    return texts.labels[Int(texts.codes[row])].text
  }
}
