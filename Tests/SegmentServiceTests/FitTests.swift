import JSON
import JSONRPC
import Locks
import SegmentProtocol
import Testing

@testable import SegmentService

@Suite("fit: versions, reuse, keep, deadline, cancel, choice")
struct FitTests {
  /// Three groups of four, far apart.
  static let rows = Rows(
    names: ["x", "y"],
    columns: [
      [0, 1, 0, 1, 20, 21, 20, 21, 40, 41, 40, 41].map { "\($0)" },
      [0, 0, 1, 1, 0, 0, 1, 1, 30, 30, 31, 31].map { "\($0)" },
    ])

  static func fit(_ more: String = "\"k\":3", _ rows: Rows = rows) -> String {
    "{\"model\":\"m\",\"data\":\(rows.asColumns),\(more)}"
  }

  @Test func `the same fit again is the version there is`() throws {
    let desk = Desk()

    let first = try desk.ask("fit", FitTests.fit())
    let again = try desk.ask("fit", FitTests.fit())
    let shuffled = try desk.ask(
      "fit", FitTests.fit("\"k\":3", FitTests.rows.taking((0..<12).reversed())))

    #expect(try first.at("version") == 1)
    #expect(try first.at("unchanged") == false)
    for reply in [again, shuffled] {
      #expect(try reply.at("version") == 1)
      #expect(try reply.at("unchanged") == true)
      #expect(try reply.at("segments") == first.at("segments"))
      #expect(try reply.at("fingerprint") == first.at("fingerprint"))
    }
  }

  @Test(
    arguments: [
      "\"k\":3,\"seed\":1", "\"k\":2", "\"k\":3,\"n_init\":11", "\"k\":3,\"keep\":\"members\"",
      "\"k\":3,\"recipe\":{\"defaults\":{\"scale\":\"minmax\"}}", "\"k\":3,\"reuse\":false",
      "\"k\":3,\"tol\":0.5", "\"k\":3,\"refine\":\"none\"", "\"k\":3,\"init\":\"random\"",
    ])
  func `another seed, option or recipe is another version`(options: String) throws {
    let desk = Desk()
    try desk.ask("fit", FitTests.fit())

    let reply = try desk.ask("fit", FitTests.fit(options))

    #expect(try reply.at("version") == 2)
    #expect(try reply.at("unchanged") == false)
  }

  /// A profile lists 25 values of a category; a centre has them all, and the rest as "other".
  @Test func `a centre has the share of every value of a category`() throws {
    let rows = Rows(
      names: ["letter", "x"],
      columns: [
        (0..<64).map { quoted("v\($0 % 32 + 10)") }, (0..<64).map { "\($0 < 32 ? 0 : 100)" },
      ])
    let recipe =
      "\"recipe\":{\"defaults\":{\"levels\":30,\"unseen\":\"other\"},\"features\":"
      + "[{\"column\":\"x\"},{\"column\":\"letter\",\"weight\":0.01}]}"

    let reply = try Desk().ask("fit", FitTests.fit("\"k\":2," + recipe, rows))

    for segment in try reply.list("segments") {
      let center = try segment.at("center")
      for value in 10..<40 { #expect(try center.number("letter=v\(value)") == 1.0 / 32) }
      #expect(try center.number("letter=other") == 2.0 / 32)
    }
  }

  /// "note" is text in one of three cells: a column of numbers that cannot be read, if it is read.
  @Test(
    arguments: [
      "{\"features\":[{\"column\":\"x\"}]}", "{\"exclude\":[\"note\"]}",
      "{\"transactions\":{\"customer\":\"who\",\"date\":\"day\",\"amount\":\"x\","
        + "\"measures\":[\"monetary\"],\"drop\":[\"missing_any\"]}}",
    ])
  func `a column that nothing reads is not refused`(recipe: String) throws {
    let desk = Desk()
    let rows = Rows(
      names: ["x", "note", "who", "day"],
      columns: [
        ["1", "2", "11"], ["\"5\"", "6", "\"C7\""], ["\"a\"", "\"b\"", "\"c\""],
        [String](repeating: "\"2011-12-09\"", count: 3),
      ])
    let plain = recipe.contains("exclude") ? rows.keeping(["x", "note"]) : rows

    try desk.ask("fit", FitTests.fit("\"k\":2,\"recipe\":" + recipe, plain))
    let reply = try desk.ask("assign", "{\"model\":\"m\",\"data\":\(rows.asRecords)}")

    #expect(try reply.integers("segment") == [1, 1, 2])
    let error = try desk.refusal("fit", FitTests.fit("\"k\":2", rows.keeping(["x", "note"])))
    #expect(
      error.message
        == "column \"note\" holds text in 1 of 3 cells (\"C7\" at row 2); at most 5 % may be "
        + "unreadable; correct the cells or encode the column as a category")
  }

  /// Alone it would be a date.
  @Test func `a category that reads as a date stays one beside ids`() throws {
    let desk = Desk()
    let rows = Rows(
      names: ["c"], columns: [(0..<12).map { quoted(["UK", "US", "2011-01-01"][$0 % 3]) }])

    try desk.ask("fit", FitTests.fit("\"k\":3", rows))
    let all = try desk.ask("assign", "{\"model\":\"m\",\"data\":\(rows.asColumns)}")
    let one = try desk.ask(
      "assign",
      "{\"model\":\"m\",\"detail\":true,"
        + "\"data\":{\"columns\":{\"c\":[\"2011-01-01\"]},\"ids\":[7]}}")

    #expect(try one.integers("segment") == [all.integers("segment")[2]])
    #expect(try one.list("unseen") == [.array([])])
  }

  @Test func `another row is another version`() throws {
    let desk = Desk()
    try desk.ask("fit", FitTests.fit())
    var rows = FitTests.rows
    rows.columns[0][0] = "0.5"

    let reply = try desk.ask("fit", FitTests.fit("\"k\":3", rows))

    #expect(try reply.at("version") == 2)
    #expect(try reply.at("unchanged") == false)
  }

  @Test func `the last five versions stay callable and a deleted name starts at one`() throws {
    let desk = Desk()
    for seed in 0..<7 { try desk.ask("fit", FitTests.fit("\"k\":3,\"seed\":\(seed)")) }
    let assign = { (title: String) in
      "{\"model\":\"\(title)\",\"data\":\(FitTests.rows.asColumns)}"
    }

    for version in 3...7 {
      #expect(try desk.ask("assign", assign("m@\(version)")).at("version").integer == version)
    }
    #expect(try desk.ask("assign", assign("m")).at("version") == 7)
    expect(
      try desk.refusal("assign", assign("m@2")), 1001, "model_not_found",
      "there is no model \"m@2\"; callable are m@3, m@4, m@5, m@6, m@7")
    #expect(try desk.ask("models.list").integers("models.0.versions") == [3, 4, 5, 6, 7])
    #expect(
      try desk.ask("models.delete", "{\"model\":\"m@4\"}").strings("deleted") == ["m@4"])
    #expect(
      try desk.ask("models.delete", "{\"model\":\"m\"}").strings("deleted")
        == ["m@3", "m@5", "m@6", "m@7"])
    #expect(try desk.ask("fit", FitTests.fit()).at("version") == 1)
  }

  /// Whoever holds `m@2` must never see another model under it.
  @Test func `the number of a deleted version is not given again`() throws {
    let desk = Desk()
    for seed in 0..<2 { try desk.ask("fit", FitTests.fit("\"k\":3,\"seed\":\(seed)")) }

    try desk.ask("models.delete", "{\"model\":\"m@2\"}")
    let next = try desk.ask("fit", FitTests.fit("\"k\":3,\"seed\":2"))

    #expect(try next.at("version") == 3)
    #expect(try desk.ask("models.list").integers("models.0.versions") == [1, 3])
  }

  @Test func `only the newest version of a name keeps rows`() throws {
    let desk = Desk()
    try desk.ask("fit", FitTests.fit())
    try desk.ask("fit", FitTests.fit("\"k\":3,\"seed\":1"))

    #expect(try desk.ask("models.get", "{\"model\":\"m@1\"}").at("keeps") == "members")
    #expect(try desk.ask("models.get", "{\"model\":\"m@2\"}").at("keeps") == "rows")
  }

  @Test(arguments: ["document", "members", "rows"])
  func `keep says what stays, and what needs more says so`(keep: String) throws {
    let desk = Desk()
    let reply = try desk.ask("fit", FitTests.fit("\"k\":3,\"keep\":\"\(keep)\""))
    let stored = try #require(try desk.service.models.find("m"))

    #expect(try desk.ask("models.get", "{\"model\":\"m\"}").at("keeps").string == keep)
    #expect((stored.memberLayer != nil) == (keep != "document"))
    #expect(try desk.ask("profile", "{\"model\":\"m\"}").list("segments").count == 3)
    #expect(try reply.at("n") == 12)
    if keep == "rows" {
      #expect(try desk.ask("silhouette", "{\"model\":\"m\"}").number("mean") > 0.9)
    } else {
      expect(
        try desk.refusal("silhouette", "{\"model\":\"m\"}"), 1014, "data_needed",
        "the model keeps no rows; send data, or fit with keep set to \"rows\"")
    }
    let data = FitTests.rows.asColumns
    #expect(
      try desk.ask("silhouette", "{\"model\":\"m\",\"data\":\(data)}").number("mean") > 0.9)
  }

  @Test func `given centres say how many segments there are`() throws {
    let desk = Desk()

    let reply = try desk.ask(
      "fit",
      "{\"model\":\"m\",\"data\":{\"columns\":{\"x\":[1,2,11,12,31,33]}},"
        + "\"recipe\":{\"defaults\":{\"scale\":\"none\"}},\"init\":[[1],[11],[32]]}")

    #expect(try reply.at("k") == 3)
    #expect(try reply.number("inertia") == 3)
  }

  @Test func `above the limit a model keeps members unasked`() throws {
    let desk = Desk { $0.keepRowsBytes = 100 }

    try desk.ask("fit", FitTests.fit())

    #expect(try desk.ask("models.get", "{\"model\":\"m\"}").at("keeps") == "members")
  }

  @Test func `a deadline in the middle of a fit gives the best until then`() throws {
    var generator = SeededGenerator(state: 1)
    let rows = Rows(
      names: ["a", "b", "c", "d"],
      columns: (0..<4).map { _ in
        (0..<3_000).map { _ in "\(Double.random(in: 0..<1, using: &generator))" }
      })
    let desk = Desk()
    let context = CallContext(
      deadline: ContinuousClock.now.advanced(by: .seconds(1)), isCancelled: { false },
      report: { _, _, _ in })

    // A thousand thorough runs take far longer than a second.
    let reply = try desk.ask("fit", FitTests.fit("\"k\":30,\"n_init\":1000", rows), context)

    #expect(try reply.at("complete") == false)
    #expect(
      try reply.strings("warnings").contains(
        "the deadline came first: this is the best fit until then"))
    #expect(try reply.list("segments").count == 30)
    let training = try desk.trainingSegments("m")
    let pieces = try desk.compare(
      "m", rows, in: Array(0..<3_000), pieces: 3_000, to: training)
    #expect(pieces.compared == 3_000)
    #expect(pieces.different == 0)
  }

  @Test func `a deadline before the rows are read answers timeout and stores nothing`() throws {
    let desk = Desk()
    let context = CallContext(
      deadline: ContinuousClock.now.advanced(by: .seconds(-1)), isCancelled: { false },
      report: { _, _, _ in })

    let error = try desk.refusal("fit", FitTests.fit(), context)

    expect(
      error, 1012, "timeout",
      "the deadline came before there was a result; ask again with a later deadline_ms")
    #expect(try desk.ask("models.list").list("models").isEmpty)
  }

  @Test func `assign past its deadline answers timeout`() throws {
    let desk = Desk()
    try desk.ask("fit", FitTests.fit())
    let context = CallContext(
      deadline: ContinuousClock.now.advanced(by: .seconds(-1)), isCancelled: { false },
      report: { _, _, _ in })

    let error = try desk.refusal(
      "assign", "{\"model\":\"m\",\"data\":\(FitTests.rows.asColumns)}", context)

    expect(
      error, 1012, "timeout",
      "the deadline came before there was a result; ask again with a later deadline_ms")
    #expect(error.retryable)
  }

  @Test(arguments: [1, 2, 5, 40])
  func `a fit that is cancelled leaves the old model served`(looks: Int) throws {
    let desk = Desk()
    try desk.ask("fit", FitTests.fit())
    let asked = Guarded(0)
    let context = CallContext(
      isCancelled: {
        asked.with {
          $0 += 1
          return $0 >= looks
        }
      }, report: { _, _, _ in })

    let error = try desk.refusal("fit", FitTests.fit("\"k\":2,\"n_init\":1000"), context)

    expect(error, -32800, "cancelled", "the request was cancelled as asked")
    let model = try desk.ask("models.get", "{\"model\":\"m\"}")
    #expect(try model.at("version") == 1)
    #expect(try model.at("k") == 3)
  }

  @Test func `auto tells every count it tried and what two would have scored`() throws {
    let desk = Desk()

    let reply = try desk.ask("fit", FitTests.fit("\"k\":\"auto\""))

    #expect(try reply.at("k") == 3)
    let rows = try reply.list("choice.rows")
    #expect(try rows.map { try $0.at("k").integer } == Array(2...10))
    let silhouettes = try rows.map { try $0.number("silhouette") }
    #expect(silhouettes.max() == silhouettes[1])
    let two = (silhouettes[0] * 1000).rounded() / 1000
    #expect(
      try reply.text("choice.suggested.reason").contains(
        "; 2 was not up for choice and would have had 0 votes and a silhouette of \(two)"))
    #expect(try reply.at("choice.suggested.k") == 3)
  }

  @Test func `a range that is given is the range that is tried`() throws {
    let desk = Desk()

    let reply = try desk.ask("fit", FitTests.fit("\"k\":\"auto\",\"k_range\":[2,4]"))

    #expect(try reply.list("choice.rows").map { try $0.at("k").integer } == [2, 3, 4])
    #expect(try reply.at("k") == 3)
    #expect(!(try reply.text("choice.suggested.reason").contains("not up for choice")))
  }

  @Test func `a constant column is left out with a warning`() throws {
    let desk = Desk()
    var rows = FitTests.rows
    rows.names.append("z")
    rows.columns.append([String](repeating: "7", count: 12))

    let reply = try desk.ask("fit", FitTests.fit("\"k\":3", rows))

    #expect(try reply.strings("features") == ["x", "y"])
    #expect(
      try reply.strings("warnings") == ["\"z\" has the same value in every row and is left out"])
  }

  @Test func `the reply holds what the method table promises`() throws {
    let desk = Desk()
    for (method, params) in [
      ("fit", FitTests.fit("\"k\":\"auto\"")),
      ("assign", "{\"model\":\"m\",\"data\":\(FitTests.rows.asColumns),\"detail\":true}"),
      ("profile", "{\"model\":\"m\"}"), ("silhouette", "{\"model\":\"m\",\"values\":true}"),
      ("sweep", "{\"data\":\(FitTests.rows.asColumns)}"),
      ("models.list", "{}"), ("models.get", "{\"model\":\"m\"}"),
      ("tables.put", "{\"table\":\"t\",\"data\":\(FitTests.rows.asRows)}"),
      ("tables.append", "{\"table\":\"t\",\"data\":\(FitTests.rows.asRows)}"),
      ("tables.get", "{\"table\":\"t\"}"), ("tables.list", "{}"),
      ("tables.delete", "{\"table\":\"t\"}"), ("models.delete", "{\"model\":\"m\"}"),
      ("server.info", "{}"), ("server.ping", "{}"), ("server.shutdown", "{}"),
      ("rpc.discover", "{}"),
    ] {
      let reply = try desk.ask(method, params)

      let row = try #require(MethodTable.method(named: method))
      #expect(throws: Never.self, "\(method)") { try row.result.check(reply, at: "result") }
    }
  }
}
