import Foundation
import Tables
import Testing

// The size of a part is internal: tests cut the text anywhere.
@testable import TableInput

/// What a reading came to: the rows and the report, or the refusal.
private enum Reading: Equatable {
  case rows(Table, ReadReport, examples: [String])
  case refused(TableError)
}

@Suite("Parts of a CSV")
struct PartTests {
  private let folder = TemporaryFolder()

  private func read(
    _ place: String, _ options: CSVOptions, _ kinds: [ColumnKind?], threadCount: Int,
    bufferSize: Int
  ) throws -> Reading {
    do {
      let source = try CSVSource(
        try OpenFile.open(unrestricted: place), options: options, threadCount: threadCount,
        bufferSize: bufferSize)
      let requests = zip(source.columnNames, kinds).map { ColumnRequest($0, as: $1) }
      let read = try readAll(source, requests)
      // Every tenth row once more as it was read, from its batch.
      var examples: [String] = []
      try source.start(requests)
      while let batch = try source.next() {
        for row in batch.firstRow..<batch.firstRow + batch.rowCount where row % 10 == 0 {
          let cells = try #require(source.cells(ofRow: row))
          examples.append(cells.map(\.text).joined(separator: "|"))
        }
      }
      return .rows(read.table, read.report, examples: examples)
    } catch let error as TableError {
      return .refused(error)
    }
  }

  /// Cells with all that can go wrong where a text is cut: line ends and delimiters within quotes,
  /// doubled quotes, quotes within a cell, letters of several bytes, blank lines, ragged rows.
  private func randomText(using random: inout Seeded) -> String {
    let texts = [
      "a", "bb", "\"x,y\"", "\"l1\nl2\n\nl4\"", "\"\"\"\"", "6\" pipe", "\"q\"tail", "\"\n\"", "é€",
      "\"ü\r\n1,2,3\"", "", "NA",
    ]
    let ends = ["\n", "\r\n", "\r", "\n\n"]
    let usualEnd = ends.randomElement(using: &random) ?? "\n"
    var text = "n,d,t" + usualEnd
    for row in 0..<Int.random(in: 0...60, using: &random) {
      let chance = Int.random(in: 0..<200, using: &random)
      let number =
        chance == 0
        ? "1e999" : chance < 4 ? "none" : "\(Int.random(in: -999...999, using: &random))"
      let date = chance == 5 ? "2011-31-12" : "2011-\(10 + row % 3)-\(11 + row % 17)"
      let name = texts.randomElement(using: &random) ?? ""
      text += chance == 7 ? number : "\(number),\(date),\(name)"
      text +=
        chance % 9 == 0 ? ends.randomElement(using: &random) ?? usualEnd : usualEnd
    }
    if Int.random(in: 0..<40, using: &random) == 0 { text += "1,2011-10-11,\"never closed" }
    return text
  }

  @Test func `parts of any size, read by any number of threads, come to the same`() throws {
    var random = Seeded(31)
    var (compared, refused) = (0, 0)
    let encodings = [nil, "utf-8", "windows-1252"]
    let kinds: [[ColumnKind?]] = [
      [.number, .date, .text], [.text, .text, .text], [nil, nil, nil],
    ]
    for _ in 0..<250 {
      let place = try folder.write(Array(randomText(using: &random).utf8))
      var options = CSVOptions()
      options.delimiter = UInt8(ascii: ",")
      options.encoding = encodings.randomElement(using: &random) ?? nil
      let asked = kinds.randomElement(using: &random) ?? []
      let whole = try read(place, options, asked, threadCount: 1, bufferSize: 512 << 10)
      for bufferSize in [1, 2, 5, 16, 61, 256, 1_024] {
        let threadCount = Int.random(in: 1...4, using: &random)
        let cut = try read(
          place, options, asked, threadCount: threadCount, bufferSize: bufferSize)
        try #require(cut == whole, "\(bufferSize) bytes, \(threadCount) threads")
        compared += 1
      }
      if case .refused = whole { refused += 1 }
    }
    print("compared \(compared) readings, \(refused) of 250 texts refused")
    #expect(compared == 1_750 && refused > 10 && refused < 150)
  }

  /// Every line end lies within quotation marks, so that each part begins at the wrong place.
  @Test(arguments: [1, 2, 4])
  func `a part that began within quotation marks is read again`(threadCount: Int) throws {
    let row = "1,\"" + String(repeating: "7,8\n", count: 40) + "\"\n"
    let text = "a,b\n" + String(repeating: row, count: 50)

    let read = try readCSV(
      Array(text.utf8), [ColumnRequest("a"), ColumnRequest("b", as: .text)],
      threadCount: threadCount, bufferSize: 100)

    #expect(read.table.rowCount == 50)
    #expect(read.table.columns[0] == .numbers(Array(repeating: 1, count: 50)))
    #expect(read.report.droppedRows.isEmpty)
  }

  /// Parts are read ahead by what the first 2,048 rows say; here the rows behind them say otherwise.
  @Test(arguments: [1, 2, 4])
  func `what the first rows promise is taken back`(threadCount: Int) throws {
    let rows = (0..<9_000).map { $0 < 3_000 ? "\($0),1/2/2011\n" : "x\($0),1/2\n" }

    let read = try readCSV(
      Array(("a,b\n" + rows.joined()).utf8), [ColumnRequest("a"), ColumnRequest("b")],
      threadCount: threadCount, bufferSize: 10_000)

    guard case .texts(let a) = read.table.columns[0], case .texts(let b) = read.table.columns[1]
    else {
      Issue.record("no columns of text")
      return
    }
    #expect(a.labels.count == 9_000)
    #expect(b.labels.map(\.text) == ["1/2/2011", "1/2"])
  }

  @Test func `a second start, and an end before the end, leave nothing behind`() throws {
    let rows = (0..<20_000).map { "\($0),name \($0 % 700)\n" }.joined()
    let file = try OpenFile.open(unrestricted: try folder.write(Array(("a,b\n" + rows).utf8)))
    let source = try CSVSource(file, options: CSVOptions(), threadCount: 3, bufferSize: 4_096)
    for _ in 0..<20 {
      try source.start([ColumnRequest("a"), ColumnRequest("b", as: .text)])
      for _ in 0..<3 { _ = try source.next() }
    }

    let read = try readAll(source, [ColumnRequest("a"), ColumnRequest("b", as: .text)])

    #expect(read.table.rowCount == 20_000)
    #expect(read.table.columns[0] == .numbers((0..<20_000).map { Double($0) }))
    guard case .texts(let names) = read.table.columns[1] else {
      Issue.record("no texts")
      return
    }
    #expect(names.labels.map(\.text) == (0..<700).map { "name \($0)" })
    #expect(names.codes == (0..<20_000).map { Int32($0 % 700) })
  }
}
