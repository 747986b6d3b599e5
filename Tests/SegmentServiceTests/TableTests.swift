import JSON
import JSONRPC
import Testing

@testable import SegmentService

@Suite("tables.put, append, get, list, delete")
struct TableTests {
  /// Text ids with leading zeros and more digits than a double holds, numbers, dates, booleans,
  /// and a missing cell in each column.
  static let data =
    "{\"columns\":{\"é ü\":[\"00123\",null,123456789012345678901234567890,\"x\"],"
    + "\"n\":[1,null,2.5,3],\"d\":[\"2020-01-01\",null,\"2020-02-01T10:00:00\",\"2020-03-01\"],"
    + "\"b\":[true,false,null,true]}}"

  private func desk() throws -> Desk {
    let desk = Desk()
    try desk.ask("tables.put", "{\"table\":\"u\",\"data\":\(TableTests.data)}")
    return desk
  }

  @Test func `put keeps text as text and get returns the cells as they came`() throws {
    let desk = Desk()

    let put = try desk.ask("tables.put", "{\"table\":\"u\",\"data\":\(TableTests.data)}")
    let get = try desk.ask("tables.get", "{\"table\":\"u\"}")

    #expect(
      try put.at("columns") == [
        ["name": "é ü", "kind": "text"], ["name": "n", "kind": "number"],
        ["name": "d", "kind": "text"], ["name": "b", "kind": "number"],
      ])
    #expect(try put.at("rows") == 4)
    #expect(
      try get.at("rows").description
        == "[[\"00123\",1,\"2020-01-01\",1],[null,null,null,0],"
        + "[123456789012345678901234567890,2.5,\"2020-02-01T10:00:00\",null],"
        + "[\"x\",3,\"2020-03-01\",1]]")
    #expect(try get.at("total") == 4)
  }

  @Test(arguments: [(0, 2, 2), (3, 5, 1), (4, 5, 0), (9, 5, 0), (0, 0, 0)])
  func `get returns a window, empty beyond the end`(offset: Int, limit: Int, count: Int) throws {
    let reply = try desk().ask(
      "tables.get", "{\"table\":\"u\",\"offset\":\(offset),\"limit\":\(limit)}")

    #expect(try reply.list("rows").count == count)
    #expect(try reply.at("total") == 4)
  }

  /// 1 of 40 cells is within the 5 % that may be unreadable.
  @Test func `what could not be read stays told when the table is fitted`() throws {
    let desk = Desk()
    let cells = (1...39).map { "\($0)" } + ["\"?\""]
    let data = "{\"columns\":{\"n\":[\(cells.joined(separator: ","))]}}"
    try desk.ask("tables.put", "{\"table\":\"t\",\"data\":\(data)}")
    try desk.ask("tables.append", "{\"table\":\"t\",\"data\":\(data)}")

    let fit = try desk.ask("fit", "{\"model\":\"m\",\"data\":{\"table\":\"t\"},\"k\":2}")

    #expect(try fit.at("ledger.unreadable") == ["n": 2])
    #expect(try fit.at("ledger.rows_in") == 80)
  }

  @Test func `append matches columns by name, in any order`() throws {
    let desk = try desk()

    let reply = try desk.ask(
      "tables.append",
      "{\"table\":\"u\",\"data\":{\"columns\":{\"b\":[false],\"d\":[\"2020-05-05\"],\"n\":[7],"
        + "\"é ü\":[\"00123\"]}}}")

    #expect(try reply.at("rows") == 5)
    let last = try desk.ask("tables.get", "{\"table\":\"u\",\"offset\":4}")
    #expect(try last.at("rows").description == "[[\"00123\",7,\"2020-05-05\",0]]")
  }

  @Test func `append with other columns says which`() throws {
    let desk = try desk()

    expect(
      try desk.refusal(
        "tables.append", "{\"table\":\"u\",\"data\":{\"columns\":{\"n\":[1],\"q\":[2]}}}"),
      1004, "bad_data",
      "the rows lack é ü, d, b and have q besides; append wants the table's columns: é ü, n, d, b")
  }

  @Test func `pieces that differ in kind become text and lose nothing`() throws {
    let desk = Desk()
    let pieces = [
      "[\"536365\",\"C536366\",\"00123\"]", "[7,2.5,null]", "[\"536367\",\"536368\",\"x\"]",
    ]

    for piece in pieces {
      try desk.ask(
        "tables.append", "{\"table\":\"t\",\"data\":{\"columns\":{\"n\":\(piece)}}}")
    }

    #expect(
      try desk.ask("tables.get", "{\"table\":\"t\"}").at("rows").description
        == "[[\"536365\"],[\"C536366\"],[\"00123\"],[7],[2.5],[null],[\"536367\"],[\"536368\"],[\"x\"]]"
    )
  }

  @Test func `a stored table is read as the same rows sent along would be`() throws {
    let desk = Desk()
    let data =
      "{\"columns\":{\"id\":[\"01\",\"02\",\"03\",\"04\"],\"spend\":[\"1\",\"2\",\"30\",\"31\"]}}"
    try desk.ask("tables.put", "{\"table\":\"t\",\"data\":\(data)}")
    func fit(_ data: String) throws -> JSONValue? {
      try desk.ask(
        "fit",
        "{\"model\":\"m\",\"k\":2,\"data\":\(data),\"recipe\":{\"id\":\"id\"},\"reuse\":false}"
      )["fingerprint"]
    }

    #expect(try fit("{\"table\":\"t\"}") == fit(data))
    #expect(
      try desk.ask("assign", "{\"model\":\"m\",\"data\":{\"table\":\"t\"}}").at("ids")
        == ["01", "02", "03", "04"])
  }

  @Test func `a column without any value takes the kind of what is appended`() throws {
    let desk = Desk()
    try desk.ask("tables.put", "{\"table\":\"t\",\"data\":{\"columns\":{\"a\":[],\"b\":[]}}}")

    try desk.ask(
      "tables.append",
      "{\"table\":\"t\",\"data\":{\"columns\":{\"a\":[\"x\",\"y\"],\"b\":[null,null]}}}")
    let reply = try desk.ask(
      "tables.append", "{\"table\":\"t\",\"data\":{\"columns\":{\"a\":[null],\"b\":[\"z\"]}}}")

    #expect(
      try reply.at("columns") == [["name": "a", "kind": "text"], ["name": "b", "kind": "text"]])
    #expect(
      try desk.ask("tables.get", "{\"table\":\"t\"}").at("rows").description
        == "[[\"x\",null],[\"y\",null],[null,\"z\"]]")
  }

  @Test func `put replaces a table of other columns and kinds`() throws {
    let desk = Desk()
    try desk.ask("tables.put", "{\"table\":\"t\",\"data\":{\"columns\":{\"a\":[1,2]}}}")

    let reply = try desk.ask(
      "tables.put", "{\"table\":\"t\",\"data\":{\"columns\":{\"a\":[\"x\",\"y\"]}}}")

    #expect(try reply.at("columns") == [["name": "a", "kind": "text"]])
    #expect(try reply.at("rows") == 2)
  }

  @Test func `append begins a table, and ids beside rows become a column`() throws {
    let desk = Desk()

    let reply = try desk.ask(
      "tables.append",
      "{\"table\":\"räume 1\",\"data\":{\"columns\":{\"a\":[1,2]},\"ids\":[\"x\",2]}}")

    #expect(
      try reply.at("columns") == [
        ["name": "a", "kind": "number"], ["name": "ids", "kind": "text"],
      ])
    #expect(
      try desk.ask("tables.get", "{\"table\":\"räume 1\"}").at("rows").description
        == "[[1,\"x\"],[2,2]]")
  }

  @Test
  func `ids that came beside a table's rows name its rows, as they do beside rows sent along`()
    throws
  {
    let desk = Desk()
    let rows = ["[1,2,50]", "[60]"].map { "{\"columns\":{\"spend\":\($0)}" }
    let ids = [",\"ids\":[\"007\",8,\"x\"]}", ",\"ids\":[9]}"]
    try desk.ask("tables.put", "{\"table\":\"t\",\"data\":\(rows[0] + ids[0])}")
    try desk.ask("tables.append", "{\"table\":\"t\",\"data\":\(rows[1] + ids[1])}")
    let inline = "{\"columns\":{\"spend\":[1,2,50,60]},\"ids\":[\"007\",8,\"x\",9]}"

    let stored = try desk.ask("fit", "{\"model\":\"s\",\"data\":{\"table\":\"t\"},\"k\":2}")
    let sent = try desk.ask("fit", "{\"model\":\"i\",\"data\":\(inline),\"k\":2}")
    let found = try desk.ask("assign", "{\"model\":\"i\",\"data\":{\"table\":\"t\"}}")

    #expect(try stored.at("features") == ["spend"])
    #expect(try stored.at("fingerprint") == sent.at("fingerprint"))
    #expect(try found.at("ids") == ["007", 8, "x", 9])
    #expect(try found.at("warnings") == [])
    #expect(throws: (any Error).self) {
      try desk.ask("tables.append", "{\"table\":\"t\",\"data\":\(rows[1])}}")
    }
  }

  @Test func `list shows the tables by name, and delete removes one`() throws {
    let desk = try desk()
    try desk.ask("tables.put", "{\"table\":\"b\",\"data\":{\"columns\":{\"a\":[1]}}}")

    let names = try desk.ask("tables.list").list("tables").map { try $0.text("table") }
    let deleted = try desk.ask("tables.delete", "{\"table\":\"u\"}")

    #expect(names == ["b", "u"])
    #expect(try deleted.strings("deleted") == ["u"])
    #expect(try desk.ask("tables.list").list("tables").count == 1)
    expect(
      try desk.refusal("tables.delete", "{\"table\":\"u\"}"), 1007, "table_not_found",
      "there is no table \"u\"; known are \"b\"")
  }

  @Test func `a list shows the tables as they were when it was asked`() throws {
    let desk = try desk()
    let plan = desk.service.plan(.init(id: nil, method: "tables.list", params: nil))
    let answer = plan.prepare()

    try desk.ask("tables.delete", "{\"table\":\"u\"}")

    guard case .result(let bytes) = answer(.detached) else {
      Issue.record("tables.list failed")
      return
    }
    #expect(try JSONValue(JSONText(bytes).root).list("tables").count == 1)
  }

  @Test func `appends from many threads lose no row`() async throws {
    let desk = Desk()

    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<25 {
            try desk.ask(
              "tables.append", "{\"table\":\"t\",\"data\":{\"columns\":{\"a\":[1,2,3]}}}")
          }
        }
      }
      try await group.waitForAll()
    }

    #expect(try desk.ask("tables.get", "{\"table\":\"t\",\"limit\":0}").at("total") == 300)
  }
}
