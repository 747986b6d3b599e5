import Tables
import Testing

@Suite("Errors of tables")
struct TableErrorTests {
  @Test func `an unreadable file is named with what to do`() {
    #expect(
      TableError.unreadableFile(path: "a.csv", reason: "is a directory; name a file in it")
        .description
        == "\"a.csv\" is a directory; name a file in it")
  }

  @Test func `a path outside says where files may lie`() {
    #expect(
      TableError.pathNotAllowed(path: "/etc/passwd", roots: ["/data", "/more"]).description
        == "\"/etc/passwd\" may not be read: it lies outside of \"/data\", \"/more\"; move the "
        + "file there or start the server with another --data-root")
    #expect(
      TableError.pathNotAllowed(path: "a.csv", roots: []).description
        == "\"a.csv\" may not be read: no folder is open for reading; start the server with "
        + "--data-root FOLDER")
  }

  @Test func `a missing column without a like one lists them`() {
    #expect(
      TableError.missingColumn(name: "zzz", available: ["a", "b"]).description
        == "column \"zzz\" is needed but the columns are \"a\", \"b\"; name one of them or add the "
        + "column")
    #expect(
      TableError.missingColumn(name: "zzz", available: []).description
        == "column \"zzz\" is needed but there are no columns; send the data with column names")
    let many = (1...30).map { "column number \($0)" }
    #expect(
      TableError.missingColumn(name: "zzz", available: many).description.contains(" and 10 more;"))
  }

  @Test func `cancelled has a sentence`() {
    #expect(TableError.cancelled.description == "the work was cancelled while rows were read")
  }

  @Test func `quoting shows control characters and shortens`() {
    #expect(quoted("a\n\"b\"\u{1B}") == #""a\n\"b\"\u{1b}""#)
    #expect(
      quoted(String(repeating: "x", count: 100)) == "\"" + String(repeating: "x", count: 60)
        + "...\"")
  }
}
