import Foundation
import TableInput
import Tables
import Testing

@Suite("CSV source")
struct CSVSourceTests {
  @Test func `kinds and values are recognised`() throws {
    let read = try readCSV("id,spend,when,name\n7,9.5,2011-12-09,Ann\n8,,2011-12-10 12:50,\n")

    #expect(read.names == ["id", "spend", "when", "name"])
    #expect(
      read.table.columns == [
        .numbers([7, 8]), .numbers([9.5, .nan]),
        .dates([1_323_388_800_000_000, 1_323_521_400_000_000]), texts(["Ann", nil]),
      ])
    #expect(read.report.delimiter == ",")
    #expect(read.report.encoding == "utf-8")
    #expect(read.report.dateFormat == "iso")
    #expect(read.report.decimal == ".")
    #expect(read.report.rowCount == 2)
    #expect(read.report.notes == [])
  }

  @Test(arguments: [",", ";", "\t", "|"])
  func `each delimiter is recognised`(delimiter: String) throws {
    let read = try readCSV("a\(delimiter)b\n1\(delimiter)x\n")

    #expect(read.table.columns == [.numbers([1]), texts(["x"])])
    #expect(read.report.delimiter == delimiter)
  }

  @Test func `the delimiter that fits the rows wins over the one of the header`() throws {
    let read = try readCSV("a;b, c\n1.5;2\n2.5;3\n")
    let commas = try readCSV("a;b\n1,5;2\n2,5;3\n")

    #expect(read.names == ["a", "b, c"])
    #expect(commas.table.columns == [.numbers([1.5, 2.5]), .numbers([2, 3])])
    #expect(commas.report.decimal == ",")
  }

  @Test func `a first line names the delimiter`() throws {
    for first in ["sep=;", "\"sep=;\""] {
      let read = try readCSV("\(first)\r\na,b;c\r\n1,2;3\r\n")
      #expect(read.names == ["a,b", "c"])
    }
  }

  @Test func `a declared delimiter is obeyed`() throws {
    let read = try readCSV("a,b;c\n1,2;3\n", options: CSVOptions(delimiter: UInt8(ascii: ";")))
    #expect(read.names == ["a,b", "c"])
  }

  @Test(arguments: ["\n", "\r\n", "\r"], [1, 2, 3, 5, 64])
  func `quotes, doubled quotes and line ends within them are kept`(end: String, bufferSize: Int)
    throws
  {
    let text = [
      "a,b", "\"x,\"\"y\"\"\(end)z\",1", "", "plain \"quote\",2", "\"\",3", "\"q\"tail,4",
    ]
    .joined(separator: end)

    let read = try readCSV(
      text, [ColumnRequest("a", as: .text), ColumnRequest("b")], bufferSize: bufferSize)

    #expect(
      read.table.columns == [
        texts(["x,\"y\"\(end)z", "plain \"quote\"", nil, "qtail"]), .numbers([1, 2, 3, 4]),
      ])
  }

  @Test func `blank lines do not count, and a last line needs no end`() throws {
    let read = try readCSV("\n\na,b\n\n1,2\n\r\n\n3,4")
    #expect(read.table.columns == [.numbers([1, 3]), .numbers([2, 4])])
  }

  @Test func `a file may have one column`() throws {
    let read = try readCSV("a\n1\n\"\"\n2\n")
    #expect(read.table.columns == [.numbers([1, .nan, 2])])
  }

  @Test func `a header alone is a table without rows`() throws {
    for text in ["a,b", "a,b\n", "a,b\r\n\r\n"] {
      let read = try readCSV(text)
      #expect(read.names == ["a", "b"])
      #expect(read.table.rowCount == 0)
    }
  }

  @Test func `names are made distinct, with a note`() throws {
    let read = try readCSV(",price, price ,price\n1,2,3,4\n")

    #expect(read.names == ["column 1", "price", "price.2", "price.3"])
    #expect(
      read.report.notes == [
        "column 1 has no name in the header; it is called \"column 1\"",
        "the header has \"price\" twice; the second is called \"price.2\"",
        "the header has \"price\" twice; the second is called \"price.3\"",
      ])
  }

  @Test func `a header of numbers is noted`() throws {
    #expect(
      try readCSV("1,2.5\n3,4\n").report.notes == [
        "the first line was taken for the names of the columns, but it holds only numbers (\"1\", "
          + "\"2.5\"); if they are data, put a line with names above them"
      ])
  }

  @Test func `missing cells are the usual ones, or the declared`() throws {
    let text = "a,b\n1,x\nNA,NA\n NaN ,null\n#N/A,None\nN/A,NULL\n,\n-999,?\n"

    let usual = try readCSV(text, [ColumnRequest("b", as: .text)])
    let declared = try readCSV(
      "a,b\n1,x\n-999,?\n,NA\n", options: CSVOptions(missing: ["-999", "?"]))

    #expect(usual.table.columns == [texts(["x", nil, nil, nil, nil, nil, "?"])])
    #expect(declared.table.columns == [.numbers([1, .nan, .nan]), texts(["x", nil, "NA"])])
  }

  @Test func `ids keep leading zeros and lose a point zero that all have`() throws {
    let requests = [ColumnRequest("a", as: .text), ColumnRequest("b", as: .text)]

    let read = try readCSV("a,b\n17850.0,00123.0\n,00124.0\n17851.0,x\n", requests)

    #expect(
      read.table.columns == [
        texts(["17850", nil, "17851"]), texts(["00123.0", "00124.0", "x"]),
      ])
    #expect(read.report.notes == ["column \"a\": all ids end in \".0\", which was taken off"])
    #expect(
      try readCSV("a\n00123\n5.0\n", [ColumnRequest("a", as: .text)]).table.columns == [
        texts(["00123", "5.0"])
      ])
  }

  @Test func `long integers stay text, no digit lost`() throws {
    #expect(
      try readCSV("a\n9007199254740993\n5\n").table.columns == [texts(["9007199254740993", "5"])])
  }

  @Test func `declared formats are obeyed`() throws {
    let options = CSVOptions(
      dateFormat: DateFormat(name: "WW.YYYY"), decimal: UInt8(ascii: ","),
      thousands: UInt8(ascii: "."))

    let read = try readCSV(
      "w;x\n3.2019;1.234\n3.202;1,5\n", options: options,
      [ColumnRequest("w", as: .date), ColumnRequest("x", as: .number)])

    #expect(
      read.table.columns == [
        .dates([1_547_424_000_000_000, 1_578_873_600_000_000]), .numbers([1234, 1.5]),
      ])
    #expect(read.report.dateFormat == "WW.YYYY")
    #expect(
      read.report.notes == [
        "column \"w\": 1 dates had lost the last zero of their year; 202 was read as 2020"
      ])
  }

  @Test func `a column may be asked for twice, and a source started again`() throws {
    let folder = TemporaryFolder()
    let file = try OpenFile.open(unrestricted: try folder.write(Array("a,b\n1,x\n2,y\n".utf8)))
    let source = try CSVSource(file, options: CSVOptions())
    let requests = [ColumnRequest("a", as: .text), ColumnRequest("b"), ColumnRequest("a")]

    let first = try readAll(source, requests)
    let second = try readAll(source, requests)
    let third = try readAll(source, [ColumnRequest("b")])

    #expect(first.table == second.table)
    #expect(first.table.columns == [texts(["1", "2"]), texts(["x", "y"]), .numbers([1, 2])])
    #expect(third.table.columns == [texts(["x", "y"])])
  }

  @Test func `nothing asked for still counts the rows`() throws {
    #expect(try readCSV("a,b\n1,x\n2,y\n", []).table.rowCount == 2)
  }

  @Test func `the cells of a row are shown as they were read`() throws {
    let folder = TemporaryFolder()
    for encoding in [String.Encoding.utf8, .utf16LittleEndian, .utf16BigEndian] {
      let text = "\u{FEFF}a,b\n\"x \"\"1\"\"\",£\n2,\u{1F600}y\n3,z\n"
      let bytes = try #require(text.data(using: encoding))
      let file = try OpenFile.open(unrestricted: try folder.write(Array(bytes)))
      let source = try CSVSource(file, options: CSVOptions())
      try source.start([ColumnRequest("a", as: .text)])
      _ = try source.next()

      #expect(source.cells(ofRow: 0)?.map(\.text) == ["x \"1\"", "£"])
      #expect(source.cells(ofRow: 1)?.map(\.text) == ["2", "\u{1F600}y"])
      #expect(source.cells(ofRow: 2)?.map(\.text) == ["3", "z"])
      #expect(source.cells(ofRow: 2)?.map(\.name) == ["a", "b"])
      #expect(source.cells(ofRow: 3) == nil)
    }
  }

  @Test func `reading can be cancelled`() throws {
    let folder = TemporaryFolder()
    let file = try OpenFile.open(unrestricted: try folder.write(Array("a\n1\n".utf8)))
    let source = try CSVSource(file, options: CSVOptions(), isCancelled: { true })

    #expect(throws: TableError.cancelled) { try source.start([ColumnRequest("a")]) }
    #expect(throws: TableError.cancelled) { try source.next() }
  }

  @Test func `more than a batch of rows comes in batches`() throws {
    let rowCount = Batch.rowLimit * 2 + 5
    let text = "a,b\n" + (0..<rowCount).map { "\($0),k\($0 % 7)\n" }.joined()

    let read = try readCSV(text)

    #expect(read.table.columns[0] == .numbers((0..<rowCount).map(Double.init)))
    #expect(read.table.columns[1] == texts((0..<rowCount).map { "k\($0 % 7)" }))
  }
}
