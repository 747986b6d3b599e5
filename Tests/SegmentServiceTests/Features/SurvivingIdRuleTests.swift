import Dispatch
import JSON
import Segmentation
import Testing

@testable import SegmentService

@Suite("Feature 1: segment ids that survive refits, case by case")
struct SurvivingIdRuleTests {
  /// One-dimensional blobs of 40 customers at these places; the customer's name tells both.
  private func blobs(_ places: [(name: String, at: Double)], scale: Double = 1) -> String {
    var (ids, values): ([String], [String]) = ([], [])
    for (name, place) in places {
      for row in 0..<40 {
        ids.append("\"\(name)\(row)\"")
        values.append("\((place + Double(row) / 40) * scale)")
      }
    }
    return "{\"columns\":{\"id\":[\(ids.joined(separator: ","))],"
      + "\"x\":[\(values.joined(separator: ","))]}}"
  }

  private func fit(_ desk: Desk, _ data: String, _ k: Int, _ more: String = "") throws -> JSONValue
  {
    try desk.ask(
      "fit",
      "{\"model\":\"m\",\"data\":\(data),\"k\":\(k),\"recipe\":{\"id\":\"id\"}\(more)}")
  }

  private func ids(_ reply: JSONValue) throws -> [Int] {
    try reply.list("segments").map { Int(try $0.number("id")) }
  }

  @Test func `a segment that goes and comes again gets another id`() throws {
    let desk = Desk()
    let three = blobs([("a", 0), ("b", 10), ("c", 30)])
    #expect(try ids(try fit(desk, three, 3)) == [1, 2, 3])
    let last = try desk.trainingSegmentsByCustomer("m")["c0"]

    let second = try fit(desk, blobs([("a", 0), ("b", 10)]), 2)
    let third = try fit(desk, three, 3)

    #expect(try second.integers("alignment.retired") == [last])
    #expect(try second.integers("alignment.new") == [])
    #expect(try third.integers("alignment.new") == [4])
    #expect(try desk.trainingSegmentsByCustomer("m")["c0"] == 4)
    #expect(try fit(desk, three, 3).at("unchanged") == .bool(true))
  }

  @Test func `split and merged segments are told, and the larger part goes on`() throws {
    let desk = Desk()
    let data = blobs([("a", 0), ("b", 4), ("c", 100), ("d", 200)])
    _ = try fit(desk, data, 3)
    let before = try desk.trainingSegmentsByCustomer("m")

    let split = try fit(desk, data, 4)
    let merged = try fit(desk, data, 3)

    let old = try #require(before["a0"])
    #expect(before["b0"] == old)
    #expect(try split.integers("alignment.new") == [4])
    #expect(try split.integers("alignment.split.\(old)") == [old, 4].sorted())
    #expect(try merged.integers("alignment.merged.\(old)") == [old, 4].sorted())
    #expect(try merged.integers("alignment.retired") == [4])
    #expect(try desk.trainingSegmentsByCustomer("m") == before)
  }

  @Test func `without shared customers segments go on by their centres, whatever the scaling`()
    throws
  {
    let desk = Desk()
    _ = try fit(desk, blobs([("a", 0), ("b", 10), ("c", 30)]), 3)
    let before = try desk.trainingSegmentsByCustomer("m")

    // Other customers of the same kinds, in another order, more of them, and more widely spread.
    let reply = try fit(
      desk, blobs([("z", 31), ("zz", 31), ("y", 11), ("x", 0), ("far", 90)]), 4,
      ",\"keep\":\"document\"")

    #expect(try reply.text("alignment.by") == "centers")
    #expect(try reply.integers("alignment.kept") == [1, 2, 3])
    #expect(try reply.integers("alignment.new") == [4])
    let assigned = try desk.ask(
      "assign", "{\"model\":\"m\",\"data\":{\"columns\":{\"id\":[1,2,3,4],\"x\":[0,10,30,90]}}}")
    #expect(
      try assigned.integers("segment")
        == [before["a0"] ?? 0, before["b0"] ?? 0, before["c0"] ?? 0, 4])
  }

  @Test func `with nothing in common every segment is new`() throws {
    let desk = Desk()
    _ = try fit(desk, blobs([("a", 0), ("b", 10)]), 2)

    let reply = try desk.ask(
      "fit",
      "{\"model\":\"m\",\"data\":{\"columns\":{\"y\":[1,2,30,31]}},\"k\":2}")

    #expect(try reply.text("alignment.by") == "nothing")
    #expect(try ids(reply) == [3, 4])
    #expect(try reply.integers("alignment.retired") == [1, 2])
    #expect(try reply.integers("alignment.kept") == [])
  }

  @Test func `without align every segment is new, and later ids go on from there`() throws {
    let desk = Desk()
    let data = blobs([("a", 0), ("b", 10)])
    _ = try fit(desk, data, 2)

    let second = try fit(desk, data, 2, ",\"align\":false")
    let third = try fit(desk, data, 2, ",\"seed\":1")

    #expect(try ids(second) == [3, 4])
    #expect(second["alignment"] == nil)
    #expect(try ids(third) == [3, 4])
  }

  @Test func `a deleted version's ids are not used again, a deleted name's are`() throws {
    let desk = Desk()
    _ = try fit(desk, blobs([("a", 0), ("b", 10)]), 2)
    _ = try fit(desk, blobs([("a", 0), ("b", 10), ("c", 30)]), 3)
    try desk.ask("models.delete", "{\"model\":\"m@2\"}")

    let third = try fit(desk, blobs([("a", 0), ("b", 10), ("d", 50)]), 3)
    try desk.ask("models.delete", "{\"model\":\"m\"}")
    let again = try fit(desk, blobs([("a", 0), ("b", 10)]), 2)

    #expect(try third.number("version") == 3)
    #expect(try third.number("alignment.parent") == 1)
    #expect(try ids(third) == [1, 2, 4])
    #expect(try ids(again) == [1, 2])
    #expect(try again.number("version") == 1)
  }

  @Test func `fits of one name at the same time never give an id twice`() throws {
    // Every fit brings a customer group of its own beside two that all share.
    let desk = Desk(threads: 1)
    _ = try fit(desk, blobs([("a", 0), ("b", 10)]), 2)
    let groups = 8

    DispatchQueue.concurrentPerform(iterations: groups) { index in
      let data = blobs([("a", 0), ("b", 10), ("own\(index)-", 100 + 40 * Double(index))])
      _ = try? fit(desk, data, 3)
    }

    let newest = try #require(try desk.service.models.find("m"))
    #expect(newest.version == groups + 1)
    #expect(newest.model.lineage.lastSegmentId == groups + 2)
    let versions = try (newest.version - 4...newest.version).map {
      try #require(try desk.service.models.find("m@\($0)"))
    }
    let own = versions.flatMap { $0.model.segments.map(\.id).filter { $0 > 2 } }
    #expect(own.count == 5 && Set(own).count == 5)
    for (version, before) in zip(versions.dropFirst(), versions) {
      #expect(version.model.lineage.alignment?.parentVersion == before.version)
    }
  }

  @Test func `ids as numbers and as texts, and parts of a key, name the same customer`() throws {
    let desk = Desk()
    func data(_ quote: String, _ places: [Int]) -> String {
      let rows = places.flatMap { place in (0..<40).map { (place, $0) } }
      let shops = rows.map { "\"s\($0.0 / 20)\"" }.joined(separator: ",")
      let ids = rows.map { "\(quote)\($0.0 * 100 + $0.1)\(quote)" }.joined(separator: ",")
      let values = rows.map { "\(Double($0.0) + Double($0.1) / 40)" }.joined(separator: ",")
      return "{\"columns\":{\"shop\":[\(shops)],\"no\":[\(ids)],\"x\":[\(values)]}}"
    }
    func fit(_ data: String) throws -> JSONValue {
      try desk.ask(
        "fit",
        "{\"model\":\"m\",\"data\":\(data),\"k\":3,\"recipe\":{\"id\":[\"shop\",\"no\"]}}")
    }
    _ = try fit(data("", [0, 10, 30]))

    let reply = try fit(data("\"", [30, 10, 50]))

    #expect(try reply.number("alignment.customers") == 80)
    #expect(try reply.integers("alignment.kept").count == 2)
    #expect(try reply.integers("alignment.new") == [4])
  }
}
