import JSON
import JSONRPC
import Testing

@testable import SegmentService

@Suite("A fit over many machines")
struct DistributedFitTests {
  /// Ninety customers' sales, of three kinds.
  private static let sales: Rows = {
    var rows = Rows(names: ["who", "day", "spent", "country"], columns: [[], [], [], []])
    for customer in 0..<90 {
      for sale in 0..<(1 + customer % 3 * 4) {
        rows.columns[0].append(quoted("c\(customer)"))
        let month = 1 + (sale * 3 + customer) % 12
        rows.columns[1].append(
          quoted("2024-\(month < 10 ? "0" : "")\(month)-1\(customer % 10)"))
        rows.columns[2].append("\(10 * (1 + customer % 3) + customer % 7).5")
        rows.columns[3].append(quoted(customer % 4 == 0 ? "DE" : "UK"))
      }
    }
    return rows
  }()

  private static let recipe =
    "{\"transactions\":{\"customer\":\"who\",\"date\":\"day\",\"amount\":\"spent\","
    + "\"as_of\":\"2025-01-01\",\"carry\":[\"country\"]},\"defaults\":{\"transform\":\"log1p\"}}"

  /// The customers as the daemon measures them, in parts.
  private func parts(_ desk: Desk, count: Int) throws -> [String] {
    let measured = try desk.ask(
      "rfm",
      "{\"data\":\(Self.sales.asColumns),\"transactions\":{\"customer\":\"who\",\"date\":\"day\","
        + "\"amount\":\"spent\",\"as_of\":\"2025-01-01\"}}")
    let names = ["recency", "frequency", "monetary"]
    let rows = Rows(
      names: ["who"] + names,
      columns: [try measured.list("ids").map(\.description)]
        + (try names.map { try measured.list("columns.\($0)").map(\.description) }))
    return (0..<count).map { part in
      let some = rows.taking(stride(from: part, to: rows.count, by: count))
      return String(some.asColumns.dropLast()) + ",\"measured\":true}"
    }
  }

  private func fit(_ desk: Desk, _ name: String, _ more: String = "") throws -> JSONValue {
    try desk.ask(
      "fit",
      "{\"model\":\"\(name)\",\"k\":3,\"data\":\(Self.sales.asColumns),"
        + "\"recipe\":\(Self.recipe)\(more)}")
  }

  /// Goes on from centres until they are at rest; the last centres, parts and reply.
  private func run(
    _ desk: Desk, _ data: [String], from start: String
  ) throws -> (centers: String, parts: String, last: JSONValue, steps: Int) {
    var centers = start
    for step in 1...100 {
      let parts = try data.map {
        try desk.ask("fit_part", "{\"model\":\"base\",\"data\":\($0),\"centers\":\(centers)}")
          .at("part").description
      }
      let list = "[\(parts.reversed().joined(separator: ","))]"
      let reply = try desk.ask(
        "fit_step", "{\"centers\":\(centers),\"parts\":\(list),\"tol\":0}")
      if case .bool(true) = try reply.at("converged") { return (centers, list, reply, step) }
      centers = try reply.at("centers").description
    }
    throw Unusable("the centres did not come to rest")
  }

  @Test func `ends at the model that one machine makes`() throws {
    let desk = Desk()
    let base = try fit(desk, "base")
    let start =
      "["
      + (try base.list("segments").map { try $0.at("center_scaled").description })
      .joined(separator: ",").replacing("0.", with: "0.1") + "]"
    let expected = try fit(desk, "one", ",\"init\":\(start),\"refine\":\"none\",\"tol\":0")
    let data = try parts(desk, count: 4)
    let found = try run(desk, data, from: start)
    let all = try parts(desk, count: 1)[0]

    let reply = try desk.ask(
      "fit_finish",
      "{\"model\":\"many\",\"base\":\"base\",\"centers\":\(found.centers),"
        + "\"parts\":\(found.parts),\"data\":\(all),\"iterations\":\(found.steps)}")

    #expect(try isClose(reply.number("inertia"), expected.number("inertia")))
    #expect(try reply.number("n") == 90)
    #expect(try reply.list("warnings").isEmpty)
    for (segment, other) in zip(try reply.list("segments"), try expected.list("segments")) {
      for name in ["id", "name", "size", "share"] {
        #expect(try segment.at(name).description == other.at(name).description)
      }
      for name in ["inertia", "monetary", "monetary_share"] {
        #expect(try isClose(segment.number(name), other.number(name)))
      }
    }
    // Transactions are assigned by it as by the other one.
    let asked = try ["many", "one"].map {
      try desk.ask("assign", "{\"model\":\"\($0)\",\"data\":\(Self.sales.asColumns)}")
        .at("segment").description
    }
    #expect(asked[0] == asked[1])
  }

  @Test func `tells of all customers what it sees in a sample`() throws {
    let desk = Desk()
    let base = try fit(desk, "base")
    let centers =
      "["
      + (try base.list("segments").map { try $0.at("center_scaled").description })
      .joined(separator: ",") + "]"
    let data = try parts(desk, count: 4)
    let counted = try data.map {
      try desk.ask("fit_part", "{\"model\":\"base\",\"data\":\($0)}").at("part").description
    }

    let reply = try desk.ask(
      "fit_finish",
      "{\"model\":\"base\",\"base\":\"base@1\",\"centers\":\(centers),"
        + "\"parts\":[\(counted.joined(separator: ","))],\"data\":\(data[0]),"
        + "\"ledger\":{\"rows_in\":500,\"rows_kept\":450,\"dropped\":{\"returns\":50},"
        + "\"customers\":90,\"monetary\":12.5}}")
    let profile = try desk.ask("profile", "{\"model\":\"base\"}")

    #expect(try reply.number("version") == 2)
    #expect(try reply.text("keeps") == "document")
    #expect(
      try reply.list("warnings").map(\.description) == [
        "\"what the segments are like is told from a sample of 23 of 90 customers; sizes, centres "
          + "and inertia are of all\""
      ])
    let sizes = try base.list("segments").map { try $0.number("size") }
    #expect(try reply.list("segments").map { try $0.number("size") } == sizes)
    #expect(try profile.list("segments").map { try $0.number("size") } == sizes)
    #expect(try reply.number("ledger.dropped.returns") == 50)
    #expect(try reply.at("alignment.kept").description == "[1,2,3]")
    // The money of some customers, brought to all.
    let sums = try [base, reply].map {
      try $0.list("segments").reduce(0) { try $0 + $1.number("monetary") }
    }
    #expect(isClose(sums[0], sums[1], within: 0.25))
  }

  @Test func `reduces weighted points to centres`() throws {
    let desk = Desk()
    let reply = try desk.ask(
      "fit_reduce",
      "{\"points\":[[0],[2],[10],[90]],\"weights\":[1,3,1,0],\"k\":2}")

    #expect(try reply.at("centers").description == "[[1.5],[10]]")
    #expect(try reply.number("inertia") == 3)
    // Weights of 1 are certain; (3² − 3) · 0.5⁴, its root twice.
    #expect(try isClose(reply.number("inertia_error"), 2 * (6 * 0.0625).squareRoot()))
  }

  @Test func `draws rows beside their sums`() throws {
    let desk = Desk()
    _ = try fit(desk, "base")
    let data = try parts(desk, count: 1)[0]
    let all = try desk.ask(
      "fit_part",
      "{\"model\":\"base\",\"data\":\(data),\"draw\":{\"count\":1000,\"cost\":1,\"rows\":90}}")
    let none = try desk.ask(
      "fit_part", "{\"model\":\"base\",\"data\":\(data),\"draw\":{\"count\":0,\"cost\":1}}")

    #expect(try all.list("drawn.rows").count == 90)
    #expect(try all.list("drawn.weights").allSatisfy { try $0.number("") == 1 })
    #expect(try none.list("drawn.rows").isEmpty)
  }

  @Test(arguments: [
    (
      "fit_part", "\"model\":\"base\",\"data\":D,\"centers\":[[1,2]]",
      "the centres of centers have 2 numbers but there are 3 features"
    ),
    (
      "fit_part", "\"model\":\"base\",\"data\":{\"columns\":{\"a\":[1]},\"measured\":1}",
      "data.measured is 1 but must be true or false"
    ),
    (
      "fit_step",
      "\"centers\":[[1],[2]],\"parts\":[{\"counts\":[1],\"sums\":[[1]],\"inertia\":[0]}]",
      "parts[0].counts"
    ),
    ("fit_reduce", "\"points\":[[1],[2]],\"weights\":[1],\"k\":1", "sample_weight"),
    (
      "fit_finish",
      "\"model\":\"x\",\"base\":\"base\",\"centers\":[[0,0,0]],\"data\":D,\"parts\":"
        + "[{\"counts\":[1],\"sums\":[[0,0,0]],\"inertia\":[0]}],\"ledger\":"
        + "{\"rows_in\":5,\"rows_kept\":1,\"dropped\":{},\"customers\":1}",
      "ledger.rows_in is 5 but must be rows_kept and all of dropped together"
    ),
  ])
  func `says what is wrong`(_ method: String, _ params: String, _ message: String) throws {
    let desk = Desk()
    _ = try fit(desk, "base")
    let data = try parts(desk, count: 1)[0]

    let error = try desk.refusal(method, "{\(params.replacing("D", with: data))}")

    #expect(error.message.contains(message), "\(error.message)")
  }

  @Test func `needs a day for customers measured before`() throws {
    let desk = Desk()
    let data = try parts(desk, count: 1)[0]

    let error = try desk.refusal(
      "fit",
      "{\"model\":\"m\",\"k\":2,\"data\":\(data),\"recipe\":{\"transactions\":"
        + "{\"customer\":\"who\",\"date\":\"day\",\"amount\":\"spent\"}}}")

    #expect(
      error.message
        == "recipe.transactions.as_of is \"max+1d\" but must be the day that the customers were "
        + "measured at")
  }

  private func isClose(_ value: Double, _ other: Double, within limit: Double = 1e-12) -> Bool {
    (value - other).magnitude <= limit * max(value.magnitude, other.magnitude)
  }
}
