import HardCases
import JSON
import Testing

@Suite("Runs of numbers")
struct NumericReadingTests {
  @Test func `a column is read to its end`() throws {
    var reader = try entered("[1, 2.5,null ,-3e1\n]")
    var values: [Double] = []

    let hasMore = reader.readNumbers(into: &values, limit: 100)

    #expect(!hasMore)
    #expect(values.map(\.description) == ["1.0", "2.5", "nan", "-30.0"])
  }

  @Test(arguments: ["[]", "[ ]"])
  func `an empty column ends at once`(text: String) throws {
    var reader = try entered(text)
    var values: [Double] = []

    #expect(reader.readNumbers(into: &values, limit: 100) == false)
    #expect(values == [])
  }

  /// 2^53 is exact, 2^53 + 1 would lose its last digit, and 1e16 is written as a double.
  @Test(arguments: [
    (#"[1,"a",2]"#, #""a""#), ("[1,[2]]", "[2]"), ("[1,true]", "true"), ("[1,{}]", "{}"),
    ("[1,9007199254740993]", "9007199254740993"), ("[1,-9007199254740993,3]", "-9007199254740993"),
    ("[1,123456789012345678901234567890]", "123456789012345678901234567890"),
    ("[1,1e999]", "1e999"), ("[1, -1e309 ]", "-1e309"),
  ])
  func `stops before what is no number of a double`(text: String, next: String) throws {
    var reader = try entered(text)
    var values: [Double] = []

    #expect(reader.readNumbers(into: &values, limit: 100) == true)
    #expect(values == [1])
    #expect(reader.readSlice().text == next)
  }

  @Test func `goes on where 2^53 is exact and beyond it as a double`() throws {
    var reader = try entered("[9007199254740992,-9007199254740992,1e16,9007199254740993.0]")
    var values: [Double] = []

    #expect(reader.readNumbers(into: &values, limit: 100) == false)
    #expect(values == [0x1p53, -0x1p53, 1e16, 0x1p53])
  }

  @Test func `goes on after another kind, and after the limit`() throws {
    var reader = try entered(#"[1,2,3,"x",4,5]"#)
    var values: [Double] = []

    #expect(reader.readNumbers(into: &values, limit: 2) == true)
    #expect(values == [1, 2])
    #expect(reader.readNumbers(into: &values, limit: 2) == true)
    #expect(values == [1, 2, 3])
    #expect(reader.readString() == "x")
    #expect(reader.readNumbers(into: &values, limit: 2) == false)
    #expect(values == [1, 2, 3, 4, 5])
  }

  @Test func `rows are read until one is no row of numbers`() throws {
    var reader = try entered(#"[[1,2],[ 3 , null ] ,[5,"x"],[6,7]]"#)
    var values: [Double] = []

    #expect(reader.readNumericRows(width: 2, limit: 100, into: &values) == 2)
    #expect(values.map(\.description) == ["1.0", "2.0", "3.0", "nan"])
    #expect(reader.nextElement() && reader.readSlice().text == #"[5,"x"]"#)
    #expect(reader.readNumericRows(width: 2, limit: 100, into: &values) == 1)
    #expect(reader.nextElement() == false)
    #expect(values.suffix(2) == [6, 7])
  }

  @Test(arguments: [
    "[1]", "[1,2,3]", "[]", "[1,[2]]", "[1,9007199254740993]", "[1,1e999]", "[true,1]", "7",
    #"{"a":1}"#, "null",
  ])
  func `a row of another width or kind stays`(row: String) throws {
    var reader = try entered("[[1,2],\(row),[3,4]]")
    var values: [Double] = []

    #expect(reader.readNumericRows(width: 2, limit: 100, into: &values) == 1)
    #expect(reader.nextElement() && reader.readSlice().text == row)
    #expect(reader.readNumericRows(width: 2, limit: 100, into: &values) == 1)
    #expect(values == [1, 2, 3, 4])
    #expect(reader.nextElement() == false)
  }

  @Test func `rows stop at the limit`() throws {
    var reader = try entered("[[1],[2],[3]]")
    var values: [Double] = []

    #expect(reader.readNumericRows(width: 1, limit: 2, into: &values) == 2)
    #expect(reader.readNumericRows(width: 1, limit: 2, into: &values) == 1)
    #expect(reader.readNumericRows(width: 1, limit: 2, into: &values) == 0)
    #expect(reader.nextElement() == false)
    #expect(values == [1, 2, 3])
  }

  @Test func `what is written is read, bit for bit, as column and as rows`() throws {
    var random = SplitMix(seed: 5)
    let numbers = (0..<30_000).map { index in
      index % 3 == 0
        ? Double(random.next() >> 40) / 256 : Double(bitPattern: random.next() >> 2)
    }
    var writer = JSONWriter()
    writer.array {
      $0.write(numbers: numbers)
      $0.array { rows in
        for row in 0..<10_000 { rows.write(numbers: Array(numbers[row * 3..<row * 3 + 3])) }
      }
    }
    var reader = JSONReader(try JSONText(writer.bytes).root)
    var column: [Double] = []
    var rows: [Double] = []

    reader.enterArray()
    #expect(reader.nextElement() == true)
    reader.enterArray()
    while reader.readNumbers(into: &column, limit: 7) {}
    #expect(reader.nextElement() == true)
    reader.enterArray()
    while reader.readNumericRows(width: 3, limit: 7, into: &rows) > 0 {}

    #expect(column == numbers)
    #expect(rows == numbers)
  }

  private func entered(_ text: String) throws(JSONError) -> JSONReader {
    var reader = JSONReader(try JSONText(Array(text.utf8)).root)
    reader.enterArray()
    return reader
  }
}
