import Features
import JSON
import JSONRPC
import Segmentation
import Tables
import Testing

@testable import SegmentService

@Suite("What a model keeps")
struct KeepTests {
  private let sales =
    "{\"columns\":{\"customer\":[\"ann-marie\",\"bob-miller\",\"ann-marie\",\"carla-gomez\",\"dan-smith\","
    + "\"erin-ray\",\"bob-miller\",\"ann-marie\"],\"date\":[\"2024-01-05\",\"2024-01-06\",\"2024-02-07\","
    + "\"2024-03-01\",\"2024-03-02\",\"2024-03-03\",\"2024-03-04\",\"2024-03-05\"],"
    + "\"amount\":[10,20,30,5,400,7,50,-3]}}"

  private func fit(_ desk: Desk, _ name: String, _ more: String = "") throws -> JSONValue {
    try desk.ask(
      "fit",
      "{\"model\":\"\(name)\",\"data\":\(sales),\"k\":2,\"recipe\":{\"transactions\":"
        + "{\"customer\":\"customer\",\"date\":\"date\",\"amount\":\"amount\"}}\(more)}")
  }

  private func keeps(_ desk: Desk, _ title: String) throws -> String {
    try desk.ask("models.get", "{\"model\":\"\(title)\"}").text("keeps")
  }

  @Test func `a document holds no customer at all`() throws {
    let desk = Desk()
    let reply = try fit(desk, "m", ",\"keep\":\"document\"")
    let stored = try #require(try desk.service.models.find("m"))

    let everything = [
      try desk.ask("models.get", "{\"model\":\"m\"}").description,
      try desk.ask("profile", "{\"model\":\"m\"}").description,
      String(decoding: try desk.service.document(of: "m"), as: UTF8.self), "\(stored)",
    ]

    #expect(try reply.text("keeps") == "document")
    for text in everything {
      for name in ["ann-marie", "bob-miller", "carla-gomez", "dan-smith", "erin-ray"] {
        #expect(!text.contains(name))
      }
    }
    #expect(stored.memberLayer == nil && stored.rowLayer == nil)
  }

  @Test func `members keep ids, segments and monthly sums`() throws {
    let desk = Desk()
    _ = try fit(desk, "m", ",\"keep\":\"members\"")

    let members = try #require(try desk.service.models.find("m")?.members())

    #expect(try keeps(desk, "m") == "members")
    #expect(members.identifiers.first?.codes.count == members.labels.count)
    #expect(members.months?.starts.count == members.labels.count + 1)
    // The return is left out: 10 + 30.
    #expect(members.money?.first == 40)
  }

  @Test func `only the newest version keeps rows`() throws {
    let desk = Desk()
    _ = try fit(desk, "m")
    #expect(try keeps(desk, "m") == "rows")

    _ = try fit(desk, "m", ",\"seed\":1")

    #expect(try keeps(desk, "m@1") == "members")
    #expect(try keeps(desk, "m@2") == "rows")
  }

  @Test func `all kept rows stay within a bound, the longest unused fall first`() throws {
    let probe = Desk()
    _ = try fit(probe, "m")
    let byteCount = try #require(try probe.service.models.find("m")?.rows()?.measuredByteCount)
    let desk = Desk { $0.keptRowsLimitBytes = 2 * byteCount }
    _ = try fit(desk, "a")
    _ = try fit(desk, "b")
    // Asked for: now it is b that nobody used for longest.
    _ = try desk.ask("silhouette", "{\"model\":\"a\"}")

    _ = try fit(desk, "c")

    #expect(try keeps(desk, "a") == "rows")
    #expect(try keeps(desk, "b") == "members")
    #expect(try keeps(desk, "c") == "rows")
    expect(
      try desk.refusal("silhouette", "{\"model\":\"b\"}"), 1014, "data_needed",
      "the model keeps no rows; send data, or fit with keep set to \"rows\"")
    // The same fit again is still the same: what fell was not asked for by keep.
    #expect(try fit(desk, "b").at("unchanged") == .bool(true))
  }

  @Test func `rows that alone are beyond the bound are not kept`() throws {
    let desk = Desk { $0.keptRowsLimitBytes = 10 }

    let reply = try fit(desk, "m", ",\"keep\":\"rows\"")

    #expect(try reply.text("keeps") == "members")
  }

  @Test(
    arguments: [
      ("rows", ["silhouette": true, "stability": true, "compare": true]),
      ("members", ["silhouette": false, "stability": false, "compare": true]),
      ("document", ["silhouette": false, "stability": false, "compare": false]),
    ])
  func `what is not kept is 1014 with the layer that is needed`(
    keep: String, works: [String: Bool]
  ) throws {
    let desk = Desk()
    _ = try fit(desk, "m", ",\"keep\":\"\(keep)\"")
    let calls = [
      "silhouette": "{\"model\":\"m\"}", "stability": "{\"model\":\"m\",\"repeats\":2}",
      "compare": "{\"a\":\"m\",\"b\":\"m@1\"}",
    ]

    for (method, params) in calls {
      if works[method] == true {
        try desk.ask(method, params)
      } else {
        let refusal = try desk.refusal(method, params)
        #expect(refusal.code == 1014)
        #expect(refusal["needs"] == .string(method == "compare" ? "members" : "rows"))
        #expect(refusal["model"] == .string("m@1"))
      }
    }
    // These need the document alone.
    try desk.ask("profile", "{\"model\":\"m\"}")
    try desk.ask("assign", "{\"model\":\"m\",\"data\":\(sales)}")
    try desk.ask("drift", "{\"model\":\"m\",\"data\":\(sales)}")
  }
}
