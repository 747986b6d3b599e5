import Tables
import Testing

@Suite("Table source")
struct TableSourceTests {
  private let table = Table(
    names: ["n", "d", "t"],
    columns: [
      .numbers([1, .nan, 2.5, 1]), .dates([0, 86_400_000_000, Column.missingDate, 0]),
      .texts(textColumn(["1,5", nil, "2", "1,5"])),
    ], rowCount: 4)

  @Test func `columns come as they are, text as what it looks like`() throws {
    let source = TableSource(table)
    try source.start([ColumnRequest("t"), ColumnRequest("n")])
    #expect(source.kinds == [.number, .number])
    try source.start([ColumnRequest("t", as: .text), ColumnRequest("n")])

    let batch = try #require(try source.next())

    #expect(source.kinds == [.text, .number])
    #expect(source.labels(of: 0) == [Label("1,5"), Label("2")])
    guard case .codes(let codes) = batch.columns[0], case .numbers(let values) = batch.columns[1]
    else { return #expect(Bool(false), "wrong kinds") }
    #expect(codes == [0, -1, 1, 0])
    #expect(values[0] == 1 && values[1].isNaN)
    #expect(try source.next() == nil)
    #expect(try source.next() == nil)
    #expect(source.report.rowCount == 4)
  }

  @Test func `numbers and dates become text`() throws {
    let source = TableSource(table)
    try source.start([ColumnRequest("n", as: .text), ColumnRequest("d", as: .text)])

    let batch = try #require(try source.next())

    #expect(source.labels(of: 0) == [Label("1", isNumber: true), Label("2.5", isNumber: true)])
    #expect(source.labels(of: 1) == [Label("1970-01-01T00:00:00"), Label("1970-01-02T00:00:00")])
    guard case .codes(let numbers) = batch.columns[0], case .codes(let dates) = batch.columns[1]
    else { return #expect(Bool(false), "wrong kinds") }
    #expect(numbers == [0, -1, 1, 0])
    #expect(dates == [0, 1, -1, 0])
  }

  @Test func `text becomes numbers, dates become seconds`() throws {
    let source = TableSource(table)
    try source.start([ColumnRequest("t", as: .number), ColumnRequest("d", as: .number)])

    let batch = try #require(try source.next())

    guard case .numbers(let texts) = batch.columns[0], case .numbers(let dates) = batch.columns[1]
    else { return #expect(Bool(false), "wrong kinds") }
    #expect(texts[0] == 1.5 && texts[1].isNaN && texts[2] == 2)
    #expect(dates[1] == 86_400 && dates[2].isNaN)
    #expect(source.report.decimal == ",")
  }

  @Test func `text and numbers become dates`() throws {
    let table = Table(
      names: ["t", "n"],
      columns: [.texts(textColumn(["13/1/1970", nil])), .numbers([1_323_435_000, .nan])],
      rowCount: 2)
    let source = TableSource(table)
    try source.start([ColumnRequest("t", as: .date), ColumnRequest("n", as: .date)])

    let batch = try #require(try source.next())

    guard case .dates(let texts) = batch.columns[0], case .dates(let numbers) = batch.columns[1]
    else { return #expect(Bool(false), "wrong kinds") }
    #expect(texts == [12 * 86_400_000_000, Column.missingDate])
    #expect(numbers == [1_323_435_000_000_000, Column.missingDate])
    #expect(source.report.dateFormat == "dmy")
  }

  @Test func `cells that do not fit are counted and refused at the end`() throws {
    let texts = textColumn(Array(repeating: "1", count: 10) + ["x"])
    let source = TableSource(Table(names: ["t"], columns: [.texts(texts)], rowCount: 11))
    try source.start([ColumnRequest("t", as: .number)])

    _ = try source.next()

    #expect(source.report.unreadable["t"]?.examples == [.init(row: 10, text: "x")])
    #expect(throws: TableError.self) { try source.next() }
  }

  @Test func `what the building reported stays`() throws {
    var builder = TableBuilder(names: ["a"])
    builder.columns[0].append(numbers: Array(repeating: 1, count: 30))
    builder.columns[0].append(text: "x")
    let source = TableSource(try builder.finish())
    try source.start([ColumnRequest("a")])
    while try source.next() != nil {}

    #expect(source.report.unreadable["a"]?.examples == [.init(row: 30, text: "x")])
  }

  @Test func `batches have at most 65,536 rows and can be read twice`() throws {
    let count = 65_536 + 1
    let source = TableSource(
      Table(names: ["a"], columns: [.numbers((0..<count).map(Double.init))], rowCount: count))
    for _ in 0..<2 {
      try source.start([ColumnRequest("a")])
      let first = try #require(try source.next())
      let second = try #require(try source.next())
      #expect(first.rowCount == 65_536 && first.firstRow == 0)
      #expect(second.rowCount == 1 && second.firstRow == 65_536)
      #expect(try source.next() == nil)
    }
  }

  @Test func `the cells of a row are text`() {
    let cells = TableSource(table).cells(ofRow: 2)
    #expect(cells?.map(\.name) == ["n", "d", "t"])
    #expect(cells?.map(\.text) == ["2.5", "", "2"])
    #expect(TableSource(table).cells(ofRow: 4) == nil)
    #expect(TableSource(table).cells(ofRow: -1) == nil)
  }

  @Test func `a missing column names the nearest`() {
    let error = #expect(throws: TableError.self) {
      try TableSource(
        Table(names: ["recency", "spend"], columns: [.numbers([]), .numbers([])], rowCount: 0)
      )
      .start([ColumnRequest("recencey")])
    }
    #expect(
      error?.description
        == "column \"recencey\" is needed but the columns are \"recency\", \"spend\"; did you mean "
        + "\"recency\"?")
  }
}
