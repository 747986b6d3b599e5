import Tables
import Testing

@Suite("Table builder")
struct TableBuilderTests {
  /// A table of one column with these cells: a number, a text, a truth value or nothing.
  private func table(
    _ cells: [(any Sendable)?], kind: ColumnKind? = nil
  ) throws(TableError) -> Table {
    var builder = TableBuilder(names: ["c"], kinds: kind.map { ["c": $0] } ?? [:])
    for cell in cells {
      switch cell {
      case let number as Double: builder.columns[0].append(number: number)
      case let number as Int: builder.columns[0].append(number: Double(number))
      case let text as String: builder.columns[0].append(text: text)
      case let bool as Bool: builder.columns[0].append(bool: bool)
      default: builder.columns[0].appendMissing()
      }
    }
    return try builder.finish()
  }

  @Test func `numbers stay numbers, and text that is a number becomes one`() throws {
    let table = try table([1, "2.5", nil, "-3", Double.nan, ""])

    #expect(table.columns == [.numbers([1, 2.5, .nan, -3, .nan, .nan])])
  }

  @Test func `truth values are one and zero`() throws {
    #expect(try table([true, false, nil]).columns == [.numbers([1, 0, .nan])])
  }

  @Test func `text that is a date becomes one`() throws {
    #expect(
      try table(["1970-01-02", nil]).columns == [.dates([86_400_000_000, Column.missingDate])])
  }

  @Test func `in a column of text numbers become their text`() throws {
    let table = try table(["a", 1.5, "b", 2, true, "a"])

    #expect(
      table.columns == [
        .texts(
          TextColumn(
            codes: [0, 1, 2, 3, 4, 0],
            labels: [
              Label("a"), Label("1.5", isNumber: true), Label("b"), Label("2", isNumber: true),
              Label("true"),
            ]))
      ])
  }

  @Test func `declared text keeps the very tokens, and leading zeros`() throws {
    var builder = TableBuilder(names: ["id"], kinds: ["id": .text])
    #expect(builder.columns[0].wantsTokens)
    builder.columns[0].append(numberToken: "17850")
    builder.columns[0].append(text: "17850")
    builder.columns[0].append(text: "00123")
    builder.columns[0].append(numberToken: "1e2")

    #expect(
      try builder.finish().columns == [
        .texts(
          TextColumn(
            codes: [0, 1, 2, 3],
            labels: [
              Label("17850", isNumber: true), Label("17850"), Label("00123"),
              Label("1e2", isNumber: true),
            ]))
      ])
  }

  @Test func `a bare integer beyond 2^53 makes the column text, no digit lost`() throws {
    var builder = TableBuilder(names: ["id"])
    builder.columns[0].append(number: 5)
    builder.columns[0].append(numberToken: "9007199254740993")

    #expect(
      try builder.finish().columns == [
        .texts(
          TextColumn(
            codes: [0, 1],
            labels: [Label("5", isNumber: true), Label("9007199254740993", isNumber: true)]))
      ])
  }

  @Test func `a declared number takes it as a number`() throws {
    var builder = TableBuilder(names: ["x"], kinds: ["x": .number])
    builder.columns[0].append(numberToken: "9007199254740993")

    #expect(try builder.finish().columns == [.numbers([9_007_199_254_740_992])])
  }

  @Test func `a declared date takes epochs, days and text`() throws {
    let epochs = try table([1_323_435_000, 1_323_435_001.5], kind: .date)
    let days = try table([20_111_209, "20111210"], kind: .date)

    #expect(epochs.columns == [.dates([1_323_435_000_000_000, 1_323_435_001_500_000])])
    #expect(days.columns == [.dates([1_323_388_800_000_000, 1_323_475_200_000_000])])
    #expect(days.report.dateFormat == "ymd")
  }

  @Test func `a number among ISO dates is no date`() throws {
    let cells: [(any Sendable)?] = Array(repeating: "2011-12-09", count: 40) + [5]
    #expect(
      try table(cells, kind: .date).report.unreadable["c"]?.examples == [.init(row: 40, text: "5")])
  }

  @Test func `a cell that does not fit is missing and reported`() throws {
    let cells: [(any Sendable)?] = Array(repeating: 1, count: 39) + ["abc"]
    let table = try table(cells)

    var unreadable = ReadReport.Unreadable()
    unreadable.add(row: 39, text: "abc")
    #expect(table.columns == [.numbers(Array(repeating: 1, count: 39) + [.nan])])
    #expect(table.report.unreadable == ["c": unreadable])
  }

  /// 5 of 100 is allowed, 6 of 100 is not.
  @Test func `more than five in a hundred is refused`() throws {
    let good: [(any Sendable)?] = Array(repeating: 1, count: 95)
    let bad: [(any Sendable)?] = Array(repeating: "abc", count: 5)

    #expect(try table(bad + good, kind: .number).report.unreadable["c"]?.count == 5)
    let error = #expect(throws: TableError.self) { try table(good + bad + ["x"], kind: .number) }
    #expect(
      error
        == .badData(
          row: 95, column: "c", value: "abc",
          reason:
            "column \"c\" holds text in 6 of 101 cells (\"abc\" at row 95); at most 5 % may be "
            + "unreadable; correct the cells or encode the column as a category"))
  }

  @Test func `too many cells that are no date are refused`() {
    let error = #expect(throws: TableError.self) {
      try table(["31/12/2011", "31/02/2011"], kind: .date)
    }
    #expect(
      error?.description
        == "column \"c\" holds no date in 1 of 2 cells (\"31/02/2011\" at row 1); at most 5 % may "
        + "be unreadable; correct the cells or set date_format")
  }

  @Test func `an infinite number is refused at once`() {
    let error = #expect(throws: TableError.self) { try table([1, 2, Double.infinity]) }
    #expect(
      error?.description
        == "column \"c\" holds a number that is not finite (\"inf\" at row 2); numbers must lie "
        + "within ±1.8e308; correct the cell or leave it empty")
    #expect(throws: TableError.self) { try table(["1e999", "1"], kind: .number) }
  }

  @Test func `columns of different lengths are refused`() {
    var builder = TableBuilder(names: ["a", "b"])
    builder.columns[0].append(numbers: [1, 2, 3])
    builder.columns[1].append(numbers: [1])

    let error = #expect(throws: TableError.self) { try builder.finish() }
    #expect(
      error?.description
        == "column \"a\" has 3 cells but column \"b\" has 1; send as many cells in every column, "
        + "with null for a missing one")
  }

  @Test func `a name that is there twice is refused`() {
    let error = #expect(throws: TableError.self) { try TableBuilder(names: ["a", "a"]).finish() }
    #expect(
      error?.description == "two columns are named \"a\"; give every column a name of its own")
  }

  @Test func `a builder can be finished and go on`() throws {
    var builder = TableBuilder(names: ["a"])
    builder.columns[0].append(number: 1)
    let first = try builder.finish()
    builder.columns[0].append(text: "2")
    let second = try builder.finish()

    #expect(first.columns == [.numbers([1])])
    #expect(second.columns == [.numbers([1, 2])])
  }
}
