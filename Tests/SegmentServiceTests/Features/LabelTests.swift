import Foundation
import JSON
import JSONRPC
import Testing

@testable import SegmentService

@Suite("Feature 11: what users call segments survives refits")
struct LabelTests {
  /// Forty customers at each place.
  private func data(_ places: [Double]) -> String {
    let rows = places.indices.flatMap { place in (0..<40).map { (place, $0) } }
    let ids = rows.map { "\"c\($0.0)-\($0.1)\"" }.joined(separator: ",")
    let values = rows.map { "\(places[$0.0] + Double($0.1) / 40)" }.joined(separator: ",")
    return "{\"columns\":{\"id\":[\(ids)],\"x\":[\(values)]}}"
  }

  @discardableResult
  private func fit(_ desk: Desk, _ data: String, _ k: Int, _ more: String = "") throws -> JSONValue
  {
    try desk.ask(
      "fit",
      "{\"model\":\"m\",\"data\":\(data),\"k\":\(k),\"recipe\":{\"id\":\"id\"}\(more)}")
  }

  private func names(_ reply: JSONValue) throws -> [String] {
    try reply.list("segments").map { try $0.text("name") }
  }

  @Test func `a label shows wherever names are shown, and survives refits`() throws {
    let desk = Desk()
    let three = data([0, 10, 30])
    let first = try fit(desk, three, 3)
    let made = try names(first)

    let reply = try desk.ask(
      "models.label",
      "{\"model\":\"m\",\"segment\":2,\"name\":\"Stammkunden ☕\",\"advice\":[\"Call them\",\"Thank them\"]}"
    )

    #expect(try reply.text("name") == "Stammkunden ☕")
    #expect(try reply.strings("advice") == ["Call them", "Thank them"])
    let refit = try fit(desk, data([0, 10, 30, 90]), 4)
    #expect(try refit.list("segments").map { try $0.number("id") } == [1, 2, 3, 4])
    let profile = try desk.ask("profile", "{\"model\":\"m\"}")
    let table = try desk.ask("profile", "{\"model\":\"m\",\"format\":\"table\"}")
    let found = try desk.ask("models.get", "{\"model\":\"m\"}")
    let older = try desk.ask("models.get", "{\"model\":\"m@1\"}")
    for shown in [refit, profile, found, older] {
      #expect(try shown.text("segments.1.name") == "Stammkunden ☕")
      #expect(try shown.strings("segments.1.advice") == ["Call them", "Thank them"])
      #expect(try shown.text("segments.0.name") != "Stammkunden ☕")
    }
    #expect(
      try table.list("segments").contains { try $0.text("name") == "Stammkunden ☕" })
    let assigned = try desk.ask(
      "assign", "{\"model\":\"m\",\"data\":\(three),\"detail\":[\"name\"]}")
    #expect(try assigned.text("names.2") == "Stammkunden ☕")
    #expect(try assigned.strings("name").count { $0 == "Stammkunden ☕" } == 40)
    let silhouette = try desk.ask("silhouette", "{\"model\":\"m\"}")
    #expect(try silhouette.text("segments.1.name") == "Stammkunden ☕")
    let compared = try desk.ask("compare", "{\"a\":\"m@1\",\"b\":\"m\"}")
    #expect(try compared.text("names.a.2") == "Stammkunden ☕")
    let stability = try desk.ask("stability", "{\"model\":\"m\",\"repeats\":1}")
    #expect(try stability.text("segments.1.name") == "Stammkunden ☕")
    let csv = String(decoding: try desk.service.segmentsCSV(of: "m"), as: UTF8.self)
    #expect(csv.split(separator: "\n").count { $0.contains(",2,Stammkunden ☕,") } == 40)

    let back = try desk.ask(
      "models.label", "{\"model\":\"m\",\"segment\":2,\"name\":\"\",\"advice\":[]}")
    #expect(try back.text("name") == names(try desk.ask("models.get", "{\"model\":\"m\"}"))[1])
    #expect(try names(try desk.ask("models.get", "{\"model\":\"m@1\"}")) == made)
  }

  @Test func `labels are no part of the fingerprint, and no reason to fit again`() throws {
    let desk = Desk()
    let first = try fit(desk, data([0, 10]), 2)
    try desk.ask("models.label", "{\"model\":\"m\",\"segment\":1,\"name\":\"Ours\"}")

    let again = try fit(desk, data([0, 10]), 2)
    let other = Desk()
    let plain = try fit(other, data([0, 10]), 2)

    #expect(try again.at("unchanged") == .bool(true))
    #expect(try again.text("segments.0.name") == "Ours")
    #expect(try again.text("fingerprint") == first.text("fingerprint"))
    #expect(try plain.text("fingerprint") == first.text("fingerprint"))
  }

  @Test func `a made name steps aside for an equal label`() throws {
    let desk = Desk()
    let made = try names(try fit(desk, data([0, 10, 30]), 3))

    try desk.ask("models.label", "{\"model\":\"m\",\"segment\":1,\"name\":\"\(made[1])\"}")

    let now = try names(try desk.ask("models.get", "{\"model\":\"m\"}"))
    #expect(now == [made[1], "\(made[1]) (2)", made[2]])
  }

  @Test func `a retired segment's label does not come to another`() throws {
    let desk = Desk()
    try fit(desk, data([0, 10, 30]), 3)
    for id in 1...3 {
      try desk.ask("models.label", "{\"model\":\"m\",\"segment\":\(id),\"name\":\"L\(id)\"}")
    }

    try fit(desk, data([0, 10]), 2)
    let names = try names(try fit(desk, data([0, 10, 60]), 3))
    let unaligned = try self.names(try fit(desk, data([0, 10]), 2, ",\"align\":false"))

    #expect(names.filter { $0.hasPrefix("L") }.count == 2)
    #expect(unaligned.allSatisfy { !$0.hasPrefix("L") })
  }

  @Test func `what cannot be labelled or renamed is refused`() throws {
    let desk = Desk()
    try fit(desk, data([0, 10]), 2)
    try desk.ask("fit", "{\"model\":\"other\",\"data\":{\"columns\":{\"x\":[1,2,9]}},\"k\":2}")

    expect(
      try desk.refusal("models.label", "{\"model\":\"m\",\"segment\":7,\"name\":\"x\"}"), -32602,
      "invalid_params",
      "segment is 7 but must be the id of a segment of a callable version, one of 1, 2")
    expect(
      try desk.refusal("models.label", "{\"model\":\"m\",\"segment\":1}"), -32602,
      "invalid_params", "name is nothing but must be sent, or advice")
    expect(
      try desk.refusal("models.label", "{\"model\":\"n\",\"segment\":1,\"name\":\"x\"}"), 1001,
      "model_not_found", "there is no model \"n\"; known are \"m\", \"other\"")
    expect(
      try desk.refusal("models.rename", "{\"model\":\"m\",\"to\":\"other\"}"), -32602,
      "invalid_params",
      "to is \"other\" but must be a name that no model has; delete that one first")
    expect(
      try desk.refusal("models.rename", "{\"model\":\"m\",\"to\":\"m\"}"), -32602,
      "invalid_params", "to is \"m\" but must be a name that no model has; delete that one first")
    expect(
      try desk.refusal("models.rename", "{\"model\":\"none\",\"to\":\"new\"}"), 1001,
      "model_not_found",
      "there is no model \"none\"; known are \"m\", \"other\"")
    #expect(try desk.refusal("models.rename", "{\"model\":\"m@1\",\"to\":\"n\"}").code == -32602)
    #expect(try desk.refusal("models.rename", "{\"model\":\"m\",\"to\":\"n@1\"}").code == -32602)
  }

  @Test func `a renamed model takes its versions, labels and ids along`() throws {
    let desk = Desk()
    try fit(desk, data([0, 10]), 2)
    try fit(desk, data([0, 10, 30]), 3)
    try desk.ask("models.label", "{\"model\":\"m\",\"segment\":1,\"name\":\"Ours\"}")

    let reply = try desk.ask("models.rename", "{\"model\":\"m\",\"to\":\"shop\"}")

    #expect(try reply.text("model") == "shop")
    #expect(try reply.integers("versions") == [1, 2])
    #expect(try desk.refusal("models.get", "{\"model\":\"m\"}").code == 1001)
    let older = try desk.ask("models.get", "{\"model\":\"shop@1\"}")
    #expect(try older.text("model") == "shop" && older.text("segments.0.name") == "Ours")
    let refit = try desk.ask(
      "fit",
      "{\"model\":\"shop\",\"data\":\(data([0, 10, 60])),\"k\":3,\"recipe\":{\"id\":\"id\"}}")
    #expect(try refit.number("version") == 3)
    #expect(try refit.text("segments.0.name") == "Ours")
    // The old name is free, and begins anew.
    let fresh = try fit(desk, data([0, 10]), 2)
    #expect(try fresh.number("version") == 1)
    #expect(try !names(fresh).contains("Ours"))
  }

  @Test func `fits, labels, renames and deletes at the same time leave whole models`() throws {
    let desk = Desk()
    try fit(desk, data([0, 10]), 2)

    DispatchQueue.concurrentPerform(iterations: 24) { index in
      switch index % 4 {
      case 0: _ = try? fit(desk, data([0, 10, 20 + Double(index)]), 3)
      case 1:
        _ = try? desk.ask("models.label", "{\"model\":\"m\",\"segment\":1,\"name\":\"L\(index)\"}")
      case 2: _ = try? desk.ask("models.rename", "{\"model\":\"m\",\"to\":\"n\(index)\"}")
      default: _ = try? desk.ask("models.delete", "{\"model\":\"m@1\"}")
      }
    }

    for model in try desk.ask("models.list").list("models") {
      let name = try model.text("model")
      for version in try model.integers("versions") {
        let found = try desk.ask("models.get", "{\"model\":\"\(name)@\(version)\"}")
        let ids = try found.list("segments").map { Int(try $0.number("id")) }
        #expect(try found.text("model") == name)
        #expect(ids == Array(Set(ids)).sorted())
      }
    }
  }
}
