import Tables
import Testing

@Suite("Recognising kinds and formats")
struct RecognitionTests {
  @Test(arguments: [
    (["1", "2", "x"], ColumnKind.number), (["1", "x"], .text), (["x", "y", "1"], .text),
    (["2011-01-01", "2011-01-02", "x"], .date), ([], .number),
    (["1.5", "1,5", "2"], .number), (["9007199254740993", "1"], .text),
    (["9007199254740992", "1"], .number), (["1/2/2011", "1", "x"], .text),
  ])
  func `the majority decides the kind`(cells: [String], expected: ColumnKind) throws {
    #expect(try reading(cells).kind == expected)
  }

  @Test(arguments: [
    (["2011-01-01"], "iso"), (["2011-01-01", "2011/1/2"], "ymd"),
    (["13/1/2011", "1/2/2011"], "dmy"),
    (["1/13/2011", "1/2/2011"], "mdy"), (["1.2.2011"], "dmy"), (["20110113"], "ymd"),
    (["1323435000"], "epoch"), (["1323435000000"], "epoch"), (["9-Dec-2011"], "dmy"),
    (["Dec 9, 2011"], "mdy"),
  ])
  func `dates are recognised by what they can only be`(cells: [String], expected: String) throws {
    guard case .date(let format, _, let isDeclared) = try reading(cells, as: .date) else {
      Issue.record("no date")
      return
    }
    #expect(format.name == expected)
    #expect(!isDeclared)
  }

  @Test func `dates that tell nothing have the day first, with a note`() throws {
    let reading = try reading(["1/2/2011", "3/4/2011"], as: .date, column: "when")

    #expect(
      reading.note
        == "column \"when\": no date tells day from month (\"1/2/2011\" at row 0); the day was "
        + "taken to come first; set date_format to \"mdy\" if the month does")
  }

  @Test func `dates in both orders are refused`() {
    let error = #expect(throws: TableError.self) {
      try reading(["1/2/2011", "13/1/2011", "1/13/2011"], as: .date, column: "when")
    }

    #expect(
      error?.description
        == "column \"when\" holds dates with the day first (\"13/1/2011\" at row 1) and with the "
        + "month "
        + "first (\"1/13/2011\" at row 2); write them all one way, or set date_format to \"dmy\" "
        + "or \"mdy\" and the others count as unreadable")
  }

  @Test func `a column declared as dates that has none is refused`() {
    let error = #expect(throws: TableError.self) {
      try reading(["3.2019", "4.2019"], as: .date, column: "week.year")
    }

    #expect(
      error?.description
        == "column \"week.year\" holds no date that is recognised (\"3.2019\" at row 0); allowed "
        + "are iso, dmy, mdy, ymd, epoch or a pattern; set date_format, such as \"DD.MM.YYYY\" or "
        + "\"WW.YYYY\"")
  }

  @Test(arguments: [
    (["1,5", "2"], UInt8(ascii: ",")), (["1.5", "2"], UInt8(ascii: ".")),
    (["1,234", "1,5"], UInt8(ascii: ",")), (["1,234", "1.5"], UInt8(ascii: ".")),
    (["1.234,50"], UInt8(ascii: ",")), (["1.234.567", "1"], UInt8(ascii: ",")),
    (["0,125"], UInt8(ascii: ",")), (["1.234"], UInt8(ascii: ".")),
    (["1,5", "2,5", "1.5"], UInt8(ascii: ",")), (["1234,567"], UInt8(ascii: ",")),
  ])
  func `the decimal mark is recognised by what can only be one`(
    cells: [String], expected: UInt8
  ) throws {
    guard case .number(let format, _) = try reading(cells, as: .number) else {
      Issue.record("no number")
      return
    }
    #expect(format.decimal == expected)
  }

  @Test func `a comma that tells nothing parts thousands, with a note`() throws {
    #expect(
      try reading(["1,234"], as: .number).note
        == "column \"c\": nothing tells whether the comma of \"1,234\" at row 0 parts thousands or "
        + "decimals; thousands was taken; set decimal to \",\" if it is the decimal mark")
    #expect(try reading(["1.234"], as: .number).note == nil)
  }

  @Test func `both decimal marks in a column are told`() throws {
    #expect(
      try reading(["1,5", "2,5", "1.5"], as: .number).note
        == "column \"c\" has a decimal point (\"1.5\" at row 2) and a decimal comma (\"1,5\" at "
        + "row 0); "
        + "the comma was taken, because more cells need it, and the others count as unreadable; "
        + "set decimal to decide yourself")
  }
}
