import Foundation
import Tables
import Testing

// The size of the read buffer is internal: tests cut the text anywhere.
@testable import TableInput

@Suite("Hostile CSV", .serialized)
struct AttackTests {
  private let folder = TemporaryFolder()

  /// Reads a file in whatever way the generator says; whether it could be read.
  private func survives(_ bytes: [UInt8], using random: inout Seeded) throws -> Bool {
    let place = try folder.write(bytes)
    do {
      let file = try OpenFile.open(unrestricted: place)
      let bufferSize = [1, 5, 64, 4_096].randomElement(using: &random) ?? 64
      let source = try CSVSource(file, options: CSVOptions(), bufferSize: bufferSize)
      let kinds: [ColumnKind?] = [nil, .number, .date, .text]
      try source.start(
        source.columnNames.prefix(20).map {
          ColumnRequest($0, as: kinds.randomElement(using: &random) ?? nil)
        })
      var rowCount = 0
      while let batch = try source.next() {
        rowCount += batch.rowCount
        for (index, column) in batch.columns.enumerated() {
          switch column {
          case .numbers(let values):
            try #require(values.count == batch.rowCount)
            try #require(values.allSatisfy { !$0.isInfinite })
          case .dates(let values): try #require(values.count == batch.rowCount)
          case .codes(let codes):
            try #require(codes.count == batch.rowCount)
            let labels = source.labels(of: index)
            try #require(codes.allSatisfy { $0 >= -1 && $0 < labels.count })
            try #require(Set(labels).count == labels.count)
          }
        }
        _ = source.cells(ofRow: batch.firstRow)
      }
      try #require(
        source.report.rowCount == rowCount + (source.report.droppedRows["ragged_rows"]?.count ?? 0))
      return true
    } catch let error as TableError {
      try #require(!error.description.isEmpty)
      return false
    }
  }

  @Test func `random bytes never bring it down`() throws {
    var random = Seeded(21)
    var readCount = 0
    let count = 3_000
    let alphabet =
      Array("\",;\t|\n\r 0123456789.-/:eTZNAab\u{E9}".utf8) + [0, 0xFF, 0xFE, 0xC3, 0xA0]
    for index in 0..<count {
      let length = Int.random(in: 1...300, using: &random)
      let bytes = (0..<length).map { _ in
        index % 2 == 0
          ? UInt8.random(in: 0...255, using: &random)
          : alphabet.randomElement(using: &random) ?? 0
      }
      if try survives(bytes, using: &random) { readCount += 1 }
    }
    print("read \(readCount) of \(count) random files")
    #expect(readCount > 0 && readCount < count)
  }

  @Test func `twenty thousand mutants never bring it down`() throws {
    var random = Seeded(22)
    let originals: [[UInt8]] = [
      Array("id,when,spend,name\r\n17850,12/1/2010 8:26,2.55,\"a \"\"b\"\", c\"\r\n".utf8)
        + Array(",,,\r\n00123,12/13/2010 9:02,-3,é\r\n".utf8),
      Array("sep=;\nid;week;revenue\nKR-1;3.2019;\"1.808,08\"\nKR-2;x.202;0,5\n".utf8),
      [0xFF, 0xFE]
        + Array("a\tb\r\n1\t2011-12-09\r\n\"x\r\ny\"\t2011-12-10T01:02:03Z\r\n".utf8).flatMap {
          [$0, 0]
        },
      Array("a|b\n1e5|(1,234.50)\n$5|£1'000\n".utf8),
      Array("x\n17850.0\n17851.0\n9007199254740993\n".utf8),
    ]
    let parts: [[UInt8]] = [
      Array("\"".utf8), Array("\"\"".utf8), [0x0D], [0x0A], [0], [0xFF], [0xC3],
      [0xED, 0xA0, 0x80],
      Array(",,,,".utf8), Array("1e999".utf8), Array("99999999999999999999".utf8),
      Array("31/02/2011".utf8),
      Array("(((".utf8), Array("--".utf8), [0xE2, 0x82], Array("sep=".utf8), [0x50, 0x4B, 3, 4],
      Array("2011-12-09T24:00:00+99:99".utf8), Array("-".utf8), Array(".".utf8),
    ]
    var readCount = 0
    let count = 20_000
    for _ in 0..<count {
      var bytes = originals.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.insert(contentsOf: parts.randomElement(using: &random) ?? [], at: place)
        case 2:
          bytes.removeSubrange(
            place..<min(bytes.count, place + Int.random(in: 0...6, using: &random)))
        default: bytes.append(contentsOf: bytes[place...])
        }
      }
      if try survives(bytes, using: &random) { readCount += 1 }
    }
    print("read \(readCount) of \(count) mutants")
    #expect(readCount > 1_000 && readCount < count)
  }

  @Test func `a record that never ends is refused before it fills the memory`() throws {
    let place = folder.path + "/long.csv"
    try #require(FileManager.default.createFile(atPath: place, contents: nil))
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: place))
    try handle.write(contentsOf: Data("a,b\n1,\"".utf8))
    let block = Data(repeating: UInt8(ascii: "x"), count: 1 << 20)
    for _ in 0..<100 { try handle.write(contentsOf: block) }
    try handle.close()
    let source = try CSVSource(try OpenFile.open(unrestricted: place), options: CSVOptions())

    let error = #expect(throws: TableError.self) {
      try source.start([ColumnRequest("a")])
    }
    #expect(
      error?.description
        == "row 0: longer than 16 MiB, maybe for a quotation mark that is never closed; double the "
        + "quotation marks within quoted cells, close the last one, or set another delimiter")
  }

  @Test func `ten thousand columns are read, all or one`() throws {
    let names = (0..<10_000).map { "c\($0)" }
    let rows = (0..<5).map { row in (0..<10_000).map { "\(row * $0)" }.joined(separator: ",") }
    let text = ([names.joined(separator: ",")] + rows).joined(separator: "\n")

    let all = try readCSV(text)
    let one = try readCSV(text, [ColumnRequest("c9999")], bufferSize: 100)

    #expect(all.table.columns.count == 10_000)
    #expect(all.table.columns[7] == .numbers([0, 7, 14, 21, 28]))
    #expect(one.table.columns == [.numbers([0, 9999, 19998, 29997, 39996])])
  }

  @Test func `zero bytes among the text are data, not an end`() throws {
    let head = "a,b\n" + String(repeating: "1,x\n", count: 40_000)
    let read = try readCSV(Array(head.utf8) + Array("2,y\u{0}z\n".utf8))
    guard case .texts(let column) = read.table.columns[1] else {
      Issue.record("no text")
      return
    }
    #expect(column.labels == [Label("x"), Label("y\u{0}z")])
  }
}
