import Testing

@testable import ModelExport

/// What a query is spelled with: nothing that comes from outside may end a name, a text or a
/// comment.
@Suite("SQL spelling")
struct DialectTests {
  @Test(arguments: SQLDialect.allCases)
  func `figures beyond doubles are no number`(dialect: SQLDialect) {
    #expect(
      [Double.infinity, -.infinity, .nan].map { dialect.literal($0) } == ["NULL", "NULL", "NULL"])
  }

  @Test(arguments: SQLDialect.allCases)
  func `names and texts keep their quotes`(dialect: SQLDialect) {
    #expect(dialect.identifier("a\"b; drop") == "\"a\"\"b; drop\"")
    #expect(dialect.literal("O'Brien") == "'O''Brien'")
  }

  @Test func `a backslash is doubled where it would escape`() {
    #expect(SQLDialect.postgresql.literal("a\\'") == "E'a\\\\'''")
    #expect(SQLDialect.sqlite.literal("a\\'") == "'a\\'''")
    #expect(SQLDialect.duckdb.literal("a\\'") == "'a\\'''")
  }

  @Test func `a quote that carries an accent is doubled too`() {
    #expect(SQLDialect.sqlite.literal("'\u{301}") == "'''\u{301}'")
    #expect(SQLDialect.sqlite.identifier("\"\u{301}") == "\"\"\"\u{301}\"")
  }

  @Test func `a text with a null is made without one`() {
    #expect(SQLDialect.sqlite.literal("a\0'") == "CAST(X'610027' AS TEXT)")
    #expect(SQLDialect.duckdb.literal("a\0'") == "('a' || chr(0) || '''')")
  }

  @Test func `numbers are doubles and keep every digit`() {
    #expect(SQLDialect.sqlite.literal(3) == "3.0")
    #expect(SQLDialect.postgresql.literal(-0.1) == "(-0.1)")
    #expect(SQLDialect.duckdb.literal(0.1) == "0.1e0")
    #expect(SQLDialect.duckdb.literal(1e300) == "1e+300")
    #expect(SQLDialect.sqlite.literal(0.1 + 0.2) == "0.30000000000000004")
  }

  @Test func `a comment stays on its line`() {
    #expect(comment("a\nDROP TABLE x; --\r\u{2028}") == "a\\nDROP TABLE x; --\\r\\u2028")
  }

  @Test func `the smallest of many is found in groups that SQLite takes`() {
    let names = (1...250).map { "d\($0)" }

    let text = SQLDialect.sqlite.smallest(names)

    #expect(text.hasPrefix("MIN(MIN(d1, d2, "))
    #expect(text.split(separator: "MIN(").count == 3)
    #expect(text.hasSuffix("d250))"))
    #expect(SQLDialect.sqlite.smallest(["d1"]) == "d1")
    #expect(SQLDialect.duckdb.smallest(["d1", "d2"]) == "LEAST(d1, d2)")
  }
}
