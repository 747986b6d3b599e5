import TableInput
import Tables
import Testing

@Suite("What a CSV is refused for")
struct CSVRefusalTests {
  @Test func `text in more than five in a hundred cells of numbers`() {
    let rows = (0..<100).map { $0 % 8 == 3 ? "abc" : "\($0)" }
    #expect(
      refusal("age,x\n" + rows.map { $0 + ",1\n" }.joined())
        == "column \"age\" holds text in 13 of 100 cells (\"abc\" at row 3); at most 5 % may be "
        + "unreadable; correct the cells or encode the column as a category")
  }

  @Test func `five in a hundred are counted and shown`() throws {
    let rows = (0..<100).map { $0 % 20 == 3 ? "abc\($0)" : "\($0)" }
    let read = try readCSV("age\n" + rows.joined(separator: "\n"))
    #expect(read.report.unreadable["age"]?.count == 5)
    #expect(
      read.report.unreadable["age"]?.examples == [
        .init(row: 3, text: "abc3"), .init(row: 23, text: "abc23"), .init(row: 43, text: "abc43"),
      ])
  }

  @Test func `dates in both orders`() {
    #expect(
      refusal("d\n13/1/2011\n1/13/2011\n", [ColumnRequest("d", as: .date)])
        == "column \"d\" holds dates with the day first (\"13/1/2011\" at row 0) and with the "
        + "month "
        + "first (\"1/13/2011\" at row 1); write them all one way, or set date_format to \"dmy\" "
        + "or \"mdy\" and the others count as unreadable")
  }

  /// The contradiction lies far behind the rows that were looked at first.
  @Test func `a date that contradicts the others later`() {
    let rows = ["13/1/2011"] + Array(repeating: "1/2/2011", count: 70_000) + ["1/13/2011"]
    #expect(
      refusal("d\n" + rows.joined(separator: "\n"), [ColumnRequest("d", as: .date)])
        == "column \"d\": the dates before have the day first, but \"1/13/2011\" at row 70001 has "
        + "the "
        + "month first; write them all one way, or set date_format to \"dmy\" or \"mdy\" and the "
        + "others count as unreadable")
  }

  @Test func `dates that tell nothing at first are looked for further on`() throws {
    let rows = Array(repeating: "1/2/2011", count: 70_000) + ["1/13/2011"]
    let read = try readCSV(
      "d\n" + rows.joined(separator: "\n"), [ColumnRequest("d", as: .date)])
    #expect(read.report.dateFormat == "mdy")
    #expect(read.report.notes == [])
  }

  @Test func `a contradiction to a declared format is only unreadable`() throws {
    let rows = Array(repeating: "1/2/2011", count: 30) + ["1/13/2011"]
    let read = try readCSV(
      "d\n" + rows.joined(separator: "\n"), options: CSVOptions(dateFormat: .dayMonthYear),
      [ColumnRequest("d", as: .date)])
    #expect(read.report.unreadable["d"]?.examples == [.init(row: 30, text: "1/13/2011")])
  }

  @Test func `rows with other numbers of cells, if they are many`() {
    #expect(
      refusal("a,b\n1,2\n3\n")
        == "1 of 2 rows have another number of cells than the header's 2 (\"3\" at row 1); at "
        + "most 5 % may; check the quotation marks or set another delimiter")
  }

  @Test func `few of them are dropped and shown`() throws {
    let rows = (0..<100).map { $0 == 7 ? "x,y,z" : "\($0),1" }
    let read = try readCSV("a,b\n" + rows.joined(separator: "\r\n"))
    #expect(read.table.rowCount == 99)
    #expect(read.report.rowCount == 100)
    #expect(read.report.droppedRows["ragged_rows"]?.count == 1)
    #expect(read.report.droppedRows["ragged_rows"]?.examples == [.init(row: 7, text: "x,y,z")])
  }

  @Test func `a delimiter at every line's end is no further cell`() throws {
    let read = try readCSV("a,b\n1,2,\n3,4,\n")
    #expect(read.table.columns == [.numbers([1, 3]), .numbers([2, 4])])
    #expect(read.report.droppedRows.isEmpty)
  }

  @Test func `an infinite number`() {
    #expect(
      refusal("a\n1\n1e999\n")
        == "column \"a\" holds a number that is not finite (\"1e999\" at row 1); numbers must lie "
        + "within ±1.8e308; correct the cell or leave it empty")
  }

  @Test(arguments: [1, 5, 512])
  func `of several cells at fault the first is told, however the file is cut`(size: Int) {
    let error = #expect(throws: TableError.self) {
      try readCSV("a,b\n1,2\n1,1e400\n1e400,2\n", bufferSize: size)
    }
    #expect(
      error?.description.hasPrefix(
        "column \"b\" holds a number that is not finite (\"1e400\" at row 1)") == true)
  }

  @Test func `a quotation mark that is never closed`() {
    #expect(
      refusal("a,b\n1,2\n\"3,4\n5,6\n")
        == "row 1: a quotation mark is opened there and never closed; double the quotation marks "
        + "within quoted cells, close the last one, or set another delimiter")
    #expect(
      refusal("a,\"b\n1,2\n")
        == "the header line has a quotation mark that is never closed; close it, or set another "
        + "delimiter")
  }

  @Test func `a header line that never ends`() {
    #expect(
      refusal(String(repeating: "x", count: 17 << 20))
        == "the header line is longer than 16 MiB, maybe for a quotation mark that is never closed; "
        + "close it, or set another delimiter")
  }

  @Test func `a missing column`() {
    #expect(
      refusal("InvoiceNo,Quantity\n1,2\n", [ColumnRequest("Quantty")])
        == "column \"Quantty\" is needed but the columns are \"InvoiceNo\", \"Quantity\"; did you "
        + "mean \"Quantity\"?")
  }

  @Test func `options that cannot be meant`() {
    #expect(
      refusal("a\n1\n", options: CSVOptions(encoding: "ebcdic"))
        == "encoding \"ebcdic\" is not known; it must be utf-8, utf-16le, utf-16be or windows-1252")
    #expect(
      refusal("a\n1\n", options: CSVOptions(delimiter: UInt8(ascii: "\"")))
        == "delimiter is \"\\\"\" but must be one of , ; | or a tab")
    #expect(
      refusal("a\n1\n", options: CSVOptions(decimal: UInt8(ascii: ":")))
        == "decimal is \":\" but must be \".\" or \",\"")
    #expect(
      refusal(
        "a\n1\n", options: CSVOptions(decimal: UInt8(ascii: ","), thousands: UInt8(ascii: ",")))
        == "thousands is \",\" but must be a mark other than the decimal mark")
  }
}
