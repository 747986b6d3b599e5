import TableInput
import Tables
import Testing

/// What a fuzzer found in header lines.
@Suite("Header lines that look like something else")
struct HeaderTests {
  @Test func `A first name that begins like a sep line is a name`() throws {
    let csv = "\"sep=\",\"Y\"\r\n\"a\",\"b\"\r\n"

    let read = try readCSV(csv)

    #expect(read.names == ["sep=", "Y"])
    #expect(read.table.rowCount == 1)
  }

  @Test func `A sep line with more behind it is a header`() throws {
    let options = CSVOptions(delimiter: UInt8(ascii: "|"))

    let read = try readCSV("sep=;\t\t\nA\tB\tC\n", options: options)

    #expect(read.names == ["sep=;"])
    #expect(read.table.rowCount == 1)
  }

  @Test func `Ten thousand columns of one name are numbered, each name once`() throws {
    let header = Array(repeating: "price", count: 10_000).joined(separator: ",")

    let read = try readCSV(header + "\n" + header + "\n", [])

    #expect(read.names.prefix(3) == ["price", "price.2", "price.3"])
    #expect(read.names.last == "price.10000")
    #expect(Set(read.names).count == 10_000)
  }

  @Test func `A numbered name that is there already is passed over`() throws {
    let read = try readCSV("a,a.2,a,a\n1,2,3,4\n")

    #expect(read.names == ["a", "a.2", "a.3", "a.4"])
  }
}
