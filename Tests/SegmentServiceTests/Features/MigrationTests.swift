import JSON
import Testing

@testable import SegmentService

@Suite("Feature 8: a migration matrix")
struct MigrationTests {
  private func compare(_ desk: Desk, _ a: String, _ b: String, _ more: String = "") throws
    -> JSONValue
  {
    try desk.ask("compare", "{\"a\":\(a),\"b\":\(b)\(more)}")
  }

  /// Rows and columns of the joint table, with left and entered, are the segments' sizes.
  private func expectSums(_ reply: JSONValue, rows: [Int], columns: [Int]) throws {
    let cells = try reply.list("table.customers").map { row in
      (row.array ?? []).compactMap(\.integer)
    }
    let left = try reply.integers("table.left")
    let entered = try reply.integers("table.entered")
    #expect(zip(cells, left).map { $0.reduce(0, +) + $1 } == rows)
    #expect(
      entered.indices.map { column in cells.reduce(0) { $0 + $1[column] } + entered[column] }
        == columns)
    let common = cells.reduce(0) { $0 + $1.reduce(0, +) }
    #expect(try reply.number("customers") == Double(common))
    #expect(try reply.number("left.customers") == Double(left.reduce(0, +)))
    #expect(try reply.number("entered.customers") == Double(entered.reduce(0, +)))
    let moved = try moves(reply).values.reduce(0, +)
    #expect(try reply.number("stayed.customers") == Double(common - moved))
  }

  /// The customers of every move, by "from>to".
  private func moves(_ reply: JSONValue) throws -> [String: Int] {
    guard case .object(let sources) = try reply.at("moved") else { return [:] }
    var moves: [String: Int] = [:]
    for (from, targets) in sources.members {
      guard case .object(let targets) = targets else { continue }
      for (to, group) in targets.members {
        moves["\(from)>\(to)"] = Int(try group.number("customers"))
      }
    }
    return moves
  }

  private func sizes(_ desk: Desk, _ title: String) throws -> [Int] {
    try desk.ask("models.get", "{\"model\":\"\(title)\"}").list("segments")
      .map { Int(try $0.number("size")) }
  }

  /// Customers at places on a line: name and place.
  private func fit(_ desk: Desk, _ places: [(String, Double)], _ k: Int, _ more: String = "") throws
  {
    let ids = places.map { "\"\($0.0)\"" }.joined(separator: ",")
    let data = "{\"columns\":{\"id\":[\(ids)],\"monetary\":\(places.map(\.1))}}"
    try desk.ask(
      "fit",
      "{\"model\":\"m\",\"data\":\(data),\"k\":\(k),\"recipe\":{\"id\":\"id\"}\(more)}")
  }

  /// Ten customers of each kind: poor around 0, middling around 100, rich around 1,000.
  private func shop() -> [(String, Double)] {
    var customers: [(String, Double)] = []
    for number in 0..<10 {
      for (kind, money) in [("p", 0.0), ("m", 100.0), ("r", 1_000.0)] {
        customers.append(("\(kind)\(number)", money + Double(number)))
      }
    }
    return customers
  }

  @Test func `moves, money, who came and who left`() throws {
    let desk = Desk()
    let before = shop()
    try fit(desk, before, 3)
    // m0 and m1 became rich, p0 left, and two poor customers are new.
    var after: [(String, Double)] = []
    for (name, money) in before where name != "p0" {
      after.append((name, name == "m0" || name == "m1" ? money + 900 : money))
    }
    after += [("new1", 3), ("new2", 4)]
    try fit(desk, after, 3)

    let reply = try compare(desk, "\"m@1\"", "\"m\"")

    try expectSums(reply, rows: sizes(desk, "m@1"), columns: sizes(desk, "m"))
    let ids = try desk.trainingSegmentsByCustomer("m")
    let (poor, middle, rich) = (ids["p5"] ?? 0, ids["m5"] ?? 0, ids["r5"] ?? 0)
    #expect(try moves(reply) == ["\(middle)>\(rich)": 2])
    #expect(try reply.number("moved.\(middle).\(rich).share") == 0.2)
    #expect(try reply.number("moved.\(middle).\(rich).monetary") == 2_001)
    #expect(try reply.number("left.segments.\(poor).customers") == 1)
    #expect(try reply.number("entered.segments.\(poor).customers") == 2)
    #expect(try reply.number("entered.segments.\(poor).monetary") == 7)
    #expect(try reply.number("entered.monetary") == 7)
    #expect(try reply.number("stayed.customers") == 27)
    #expect(try reply.number("customers") == 29)
    let matched = try reply.list("matched").map { [try $0.number("a"), try $0.number("b")] }
    #expect(matched.allSatisfy { $0[0] == $0[1] } && matched.count == 3)
  }

  @Test func `nothing moves where nothing changed`() throws {
    let desk = Desk()
    try fit(desk, shop(), 3)
    try fit(desk, shop().reversed(), 3, ",\"reuse\":false")

    for (a, b) in [("\"m@1\"", "\"m@2\""), ("\"m\"", "\"m\"")] {
      let reply = try compare(desk, a, b)

      #expect(try reply.number("ari") == 1)
      #expect(try reply.number("nmi") == 1)
      #expect(try moves(reply).isEmpty)
      #expect(try reply.number("stayed.share") == 1)
      #expect(try reply.list("matched").allSatisfy { try $0.number("jaccard") == 1 })
      try expectSums(reply, rows: [10, 10, 10], columns: [10, 10, 10])
    }
  }

  @Test func `lists are compared by what fits best, whatever they are called`() throws {
    let desk = Desk()

    let reply = try compare(
      desk, "{\"ids\":[1,2,3,4,5,6],\"segment\":[\"x\",\"x\",\"x\",\"y\",\"y\",null]}",
      "{\"ids\":[\"6\",\"5\",\"4\",\"3\",\"2\",\"1\",\"7\"],\"segment\":[1,2,2,2,1,1,1]}")

    try expectSums(reply, rows: [3, 2], columns: [4, 3])
    #expect(try reply.strings("table.a") == ["x", "y"])
    #expect(try reply.integers("table.b") == [1, 2])
    #expect(try moves(reply) == ["x>2": 1])
    #expect(try reply.number("moved.x.2.share") == 1.0 / 3)
    #expect(try reply.number("entered.segments.1.customers") == 2)
    #expect(try reply.at("moved.x.2")["monetary"] == nil)
  }

  @Test func `random lists add up`() throws {
    let desk = Desk()
    var generator = SeededGenerator(state: 7)
    var compared = 0
    for _ in 0..<50 {
      func side(_ count: Int, _ k: Int) -> (ids: [Int], segments: [Int]) {
        // Some ids are there twice.
        let ids = (0..<count).map { _ in Int.random(in: 0..<60, using: &generator) }
        return (ids, ids.map { _ in Int.random(in: 1...k, using: &generator) })
      }
      let (a, b) = (side(40, 4), side(50, 3))
      func json(_ side: (ids: [Int], segments: [Int])) -> String {
        "{\"ids\":\(side.ids),\"segment\":\(side.segments)}"
      }
      func sizes(_ segments: [Int]) -> [Int] {
        Set(segments).sorted().map { id in segments.count { $0 == id } }
      }

      let reply = try compare(desk, json(a), json(b))
      let order = shuffled(40, seed: 1)
      let again = try compare(
        desk, json((order.map { a.ids[$0] }, order.map { a.segments[$0] })), json(b))

      try expectSums(reply, rows: sizes(a.segments), columns: sizes(b.segments))
      #expect(reply == again)
      #expect(try compare(desk, json(a), json(a)).number("ari") == 1)
      compared += 1
    }
    #expect(compared == 50)
  }

  @Test func `two models see the same rows, with or without ids`() throws {
    let desk = Desk()
    let data = "{\"columns\":{\"x\":[0,1,10,11,20,21]}}"
    try desk.ask("fit", "{\"model\":\"two\",\"data\":\(data),\"k\":2}")
    try desk.ask("fit", "{\"model\":\"three\",\"data\":\(data),\"k\":3}")

    let refusal = try desk.refusal("compare", "{\"a\":\"two\",\"b\":\"three\"}")
    let reply = try compare(desk, "\"two\"", "\"three\"", ",\"data\":\(data)")

    expect(
      refusal, 1014, "data_needed",
      "the customers of the model have no ids, so that they cannot be found in the other; send "
        + "data, or fit rows with ids")
    #expect(try reply.number("customers") == 6)
    #expect(try reply.list("matched").count == 2)
  }

  @Test func `customers are needed, and lists that belong together`() throws {
    let desk = Desk()
    try fit(desk, shop(), 3, ",\"keep\":\"document\"")

    expect(
      try desk.refusal("compare", "{\"a\":\"m\",\"b\":\"m\"}"), 1014, "data_needed",
      "the model keeps no members; send data, or fit with keep set to \"members\"")
    expect(
      try desk.refusal(
        "compare", "{\"a\":{\"ids\":[],\"segment\":[]},\"b\":{\"ids\":[1,2],\"segment\":[1]}}"),
      -32602,
      "invalid_params", "b.segment is a list of 1 but must be a list of 2, one per id")
    expect(
      try desk.refusal(
        "compare",
        "{\"a\":{\"ids\":[1],\"segment\":[1]},\"b\":{\"ids\":[[1,2],3],\"segment\":[1,2]}}"),
      -32602, "invalid_params", "b.ids[1] is 3 but must be an id of 2 parts, as the first")
    expect(
      try desk.refusal(
        "compare",
        "{\"a\":{\"ids\":[1],\"segment\":[[1]]},\"b\":{\"ids\":[3],\"segment\":[1]}}"),
      -32602, "invalid_params", "a.segment[0] is [1] but must be a number, a text or null")
    let ids = Array(0...2_000)
    expect(
      try desk.refusal(
        "compare",
        "{\"a\":{\"ids\":\(ids),\"segment\":\(ids)},\"b\":{\"ids\":[3],\"segment\":[1]}}"),
      -32602, "invalid_params",
      "a is one of 2001 but must be a segmentation of at most 2000 segments")
    let empty = try compare(
      desk, "{\"ids\":[],\"segment\":[]}", "{\"ids\":[1],\"segment\":[\"x\"]}")
    #expect(try empty.at("ari") == .null)
    #expect(try empty.number("entered.customers") == 1)
  }
}
