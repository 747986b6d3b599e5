import Dispatch
import JSON
import Locks
import Synchronization
import Tables
import Testing

@testable import SegmentService

/// What is kept with a table must not show in any fit: each is compared with the fit of another
/// service, which knows nothing.
@Suite("what fits keep with a table")
struct TableOrderTests {
  private static func data(_ rows: Range<Int>, withText: Bool = false) -> String {
    func cells(_ cell: (Int) -> String) -> String { rows.map(cell).joined(separator: ",") }
    let plan = withText ? ",\"plan\":[\(cells { "\"p\($0 * $0 % 3)\"" })]" : ""
    return "{\"columns\":{\"id\":[\(cells { "\"c\($0)\"" })],"
      + "\"a\":[\(cells { "\(($0 * 7_919) % 101)" })],"
      + "\"b\":[\(cells { $0 % 50 == 7 ? "null" : "\(($0 * 104_729) % 97).5" })],"
      + "\"w\":[\(cells { "\(1 + $0 % 4)" })]\(plan)}}"
  }

  private static func fit(_ rest: String, _ seed: Int = 1, as name: String = "m") -> String {
    "{\"model\":\"\(name)\",\"data\":{\"table\":\"t\"},\"k\":3,\"seed\":\(seed),\"reuse\":false,"
      + "\"n_init\":2,\(rest)}"
  }

  /// The fingerprint and the labels in the order of the rows.
  private static func answer(
    _ desk: Desk, _ recipe: String, _ seed: Int, as name: String
  ) throws -> [String] {
    let fit = try desk.ask("fit", fit(recipe, seed, as: name))
    let labels = try desk.ask(
      "assign", "{\"model\":\"\(name)\",\"data\":{\"table\":\"t\"}}")
    return [
      try fit.at("fingerprint").description, try fit.at("n").description,
      try labels.at("segment").description,
    ]
  }

  private static let recipes = [
    "\"recipe\":{\"id\":\"id\",\"features\":[{\"column\":\"a\"},{\"column\":\"b\"}]}",
    "\"recipe\":{\"id\":\"id\",\"features\":[{\"column\":\"b\"}]}",
    "\"recipe\":{\"id\":\"id\",\"features\":[{\"column\":\"b\"},{\"column\":\"a\"}]},"
      + "\"sample_weight\":\"w\"",
    "\"recipe\":{\"exclude\":[\"id\",\"w\"]}",
    "\"recipe\":{\"id\":\"id\",\"exclude\":[\"w\"],\"where\":[{\"column\":\"a\",\"min\":20}]}",
    // Other steps for the same columns: what is known of them must not be taken for one another.
    "\"recipe\":{\"id\":\"id\",\"exclude\":[\"w\"],\"defaults\":{\"scale\":\"none\"}}",
    "\"recipe\":{\"id\":\"id\",\"exclude\":[\"w\"],"
      + "\"defaults\":{\"scale\":\"robust\",\"impute\":\"mean\"}}",
    "\"recipe\":{\"id\":\"id\",\"exclude\":[\"w\"],"
      + "\"defaults\":{\"scale\":\"minmax\",\"impute\":\"drop\"}}",
    "\"recipe\":{\"id\":\"id\",\"exclude\":[\"w\"],"
      + "\"defaults\":{\"transform\":\"sqrt\",\"impute\":3}}",
    "\"recipe\":{\"id\":\"id\",\"exclude\":[\"w\"],"
      + "\"defaults\":{\"outliers\":{\"rule\":{\"iqr\":0.4},\"do\":\"drop\"}}}",
  ]

  /// The same recipe twice and others between, before and after rows are appended, another table
  /// put; with columns that are put in order at once, and with columns that never are.
  @Test(arguments: [Int.max, 0])
  func `fits are those of a service that never saw the table`(keptBytes: Int) throws {
    let desk = Desk { $0.keepRowsBytes = keptBytes }
    let tables = [
      ("tables.put", Self.data(0..<300, withText: true), 0..<300),
      ("tables.append", Self.data(300..<380, withText: true), 0..<380),
      ("tables.put", Self.data(50..<250, withText: true), 50..<250),
    ]

    var count = 0
    for (method, data, rows) in tables {
      try desk.ask(method, "{\"table\":\"t\",\"data\":\(data)}")
      for round in 0..<2 {
        for recipe in Self.recipes {
          let fresh = Desk()
          try fresh.ask(
            "tables.put", "{\"table\":\"t\",\"data\":\(Self.data(rows, withText: true))}")
          // The ids of a name go on from version to version, so each fit has a name of its own.
          try #expect(
            Self.answer(desk, recipe, round, as: "m\(count)")
              == Self.answer(fresh, recipe, round, as: "m"))
          count += 1
        }
      }
    }

    print("compared \(count) fits of tables that were fitted before")
    #expect(count == 6 * Self.recipes.count && count == 60)
  }

  @Test func `what is kept counts as memory, and goes with the table or where memory is needed`()
    throws
  {
    let desk = Desk { $0.memoryLimitBytes = 2_000_000 }
    func used() throws -> Int {
      try desk.ask("server.metrics").at("memory.used_bytes").integer ?? -1
    }
    let rows = "{\"columns\":{\"spend\":[\((0..<20_000).map { "\($0)" }.joined(separator: ","))]}}"

    try desk.ask("tables.put", "{\"table\":\"t\",\"data\":\(rows)}")
    let before = try used()
    try desk.ask(
      "fit",
      "{\"model\":\"m\",\"data\":{\"table\":\"t\"},\"k\":2,\"n_init\":1,\"keep\":\"document\"}")
    let after = try used()
    let document = desk.service.models.memoryByteCount

    #expect(before == 160_000)
    // The order, four bytes a row, the column in that order, and what is known of it.
    #expect(after - document == 160_000 + 80_000 + 160_000 + ColumnFacts.byteCount)

    // Room for a table that needs what is kept.
    let many = (0..<75_000).map { "\($0)" }.joined(separator: ",")
    try desk.ask(
      "tables.put", "{\"table\":\"u\",\"data\":{\"columns\":{\"spend\":[\(many)]}}}")
    #expect(try used() - desk.service.models.memoryByteCount == 160_000 + 600_000)

    try desk.ask("tables.delete", "{\"table\":\"u\"}")
    try desk.ask(
      "fit",
      "{\"model\":\"m\",\"data\":{\"table\":\"t\"},\"k\":2,\"n_init\":1,\"keep\":\"document\"}")
    try desk.ask("tables.delete", "{\"table\":\"t\"}")
    #expect(try used() == desk.service.models.memoryByteCount)
  }

  /// Rows of numbers are added in place: whoever reads the table meanwhile keeps it as it was.
  @Test func `a table of numbers grows in place, and neither its fits nor a reader's rows change`()
    throws
  {
    func rows(_ range: Range<Int>) -> String {
      let a = range.map { "\($0 * 7_919 % 101)" }.joined(separator: ",")
      let b = range.map { $0 % 13 == 5 ? "null" : "\($0 * 31 % 17).5" }.joined(separator: ",")
      return "{\"columns\":{\"b\":[\(b)],\"a\":[\(a)]}}"
    }
    let fit = "{\"model\":\"m\",\"data\":{\"table\":\"t\"},\"k\":3,\"reuse\":false}"
    let desk = Desk { $0.keepRowsBytes = 0 }
    try desk.ask("tables.put", "{\"table\":\"t\",\"data\":\(rows(0..<40))}")
    let held = try #require(desk.service.tables.find("t"))
    let before = held.columns

    for end in stride(from: 80, through: 400, by: 40) {
      let reply = try desk.ask(
        "tables.append", "{\"table\":\"t\",\"data\":\(rows(end - 40..<end))}")
      #expect(try reply.at("rows").integer == end)
      #expect(try reply.at("bytes").integer == 16 * end)
      #expect(desk.service.tables.memoryByteCount == 16 * end)
      let fresh = Desk()
      try fresh.ask("tables.put", "{\"table\":\"t\",\"data\":\(rows(0..<end))}")
      #expect(desk.service.tables.find("t") == fresh.service.tables.find("t"))
      try #expect(desk.ask("fit", fit).at("fingerprint") == fresh.ask("fit", fit).at("fingerprint"))
      try desk.ask("models.delete", "{\"model\":\"m\"}")
      desk.service.tables.forgetOrders()
    }
    #expect(held.rowCount == 40 && held.columns == before)
  }

  /// Every fit must be that of the table as it was after one of the appends.
  @Test func `fits beside appends see one table or the next`() throws {
    let desk = Desk(threads: 2)
    @Sendable func params(_ name: String) -> String {
      Self.fit(Self.recipes[0] + ",\"keep\":\"document\"", as: name)
    }
    var expected: [String: String] = [:]
    for end in stride(from: 60, through: 300, by: 20) {
      let fresh = Desk()
      try fresh.ask("tables.put", "{\"table\":\"t\",\"data\":\(Self.data(0..<end))}")
      let fit = try fresh.ask("fit", params("m"))
      expected[try fit.at("n").description] = try fit.at("fingerprint").description
    }
    try desk.ask("tables.put", "{\"table\":\"t\",\"data\":\(Self.data(0..<60))}")

    let seen = Guarded<[(n: String, fingerprint: String)]>([])
    let isDone = Atomic<Bool>(false)
    DispatchQueue.concurrentPerform(iterations: 3) { number in
      func fit(_ count: Int) {
        guard let fit = try? desk.ask("fit", params("m\(number) \(count)")),
          let n = try? fit.at("n").description,
          let fingerprint = try? fit.at("fingerprint").description
        else { return }
        seen.with { $0.append((n, fingerprint)) }
      }
      if number == 0 {
        for end in stride(from: 80, through: 300, by: 20) {
          _ = try? desk.ask(
            "tables.append", "{\"table\":\"t\",\"data\":\(Self.data(end - 20..<end))}")
          fit(end)
        }
        isDone.store(true, ordering: .relaxed)
      } else {
        var count = 0
        while !isDone.load(ordering: .relaxed) {
          count += 1
          fit(count)
        }
      }
    }

    let fits = seen.with { $0 }
    print("compared \(fits.count) fits beside appends")
    #expect(fits.count >= 12)
    for (n, fingerprint) in fits { #expect(expected[n] == fingerprint, "of \(n) rows") }
  }
}
