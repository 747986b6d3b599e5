import Features
import JSON
import JSONRPC
import ModelStorage
import Segmentation
import Testing

@testable import SegmentService

@Suite("After a restart")
struct RestartTests {
  /// The data of a sample's fit.
  private func data(_ sample: ModelSample) throws -> String {
    let fit = try JSONText(Array(sample.fit.utf8)).root
    guard let data = JSONValue(fit)["data"] else { throw Unusable("the sample has no data") }
    return data.description
  }

  @Test(arguments: ModelSample.all)
  func `every question is answered as before, bit for bit`(sample: ModelSample) throws {
    let folder = try StateFolder()
    let before = try folder.open()
    try before.ask("fit", sample.fit)
    let data = try data(sample)
    // Rows that a rule dropped are shown as examples while the process lives, and not kept.
    let examples = #/"examples":\{.*?\},"read"/#

    let asked = try before.portrait(of: "shop", data: data)
    let again = try folder.open().portrait(of: "shop", data: data)

    #expect(asked.count == 8)
    for (first, second) in zip(asked, again) {
      #expect(first.replacing(examples, with: "") == second.replacing(examples, with: ""))
    }
    #expect(folder.takeLog() == [])
  }

  @Test(arguments: ModelSample.all)
  func `the layers come back whole`(sample: ModelSample) throws {
    let folder = try StateFolder()
    try folder.open().ask("fit", sample.fit)
    let memory = Desk()
    try memory.ask("fit", sample.fit)

    let first = try #require(try memory.service.models.find("shop"))
    let second = try #require(try folder.open().service.models.find("shop"))
    let (members, rows) = (try #require(try first.members()), try #require(try first.rows()))
    let (keptMembers, keptRows) = (
      try #require(try second.members()), try #require(try second.rows())
    )

    #expect(members == keptMembers)
    let leftOut: Set = ["ledger", "report", "attributeNames"]
    #expect(rows.attributeNames == keptRows.attributeNames)
    let before = Portrait(of: rows, leaving: leftOut).lines
    let after = Portrait(of: keptRows, leaving: leftOut).lines
    for (before, after) in zip(before, after).filter({ $0 != $1 }).prefix(3) {
      Issue.record("\(before) became \(after)")
    }
    #expect(before.count == after.count)
    #expect(before.count > 50)
    #expect(try Members(layer: members.layer, segmentCount: 1_000) == members)
  }

  @Test(arguments: ModelSample.all)
  func `the same fit is recognised`(sample: ModelSample) throws {
    let folder = try StateFolder()
    let first = try folder.open().ask("fit", sample.fit)

    let second = try folder.open().ask("fit", sample.fit)

    #expect(try second.at("unchanged") == true)
    #expect(try second.number("version") == 1)
    #expect(try first.text("fingerprint") == second.text("fingerprint"))
  }

  @Test func `a refit goes on from the version before`() throws {
    let folder = try StateFolder()
    let memory = Desk()
    let recipe = #""recipe":{"id":"id","features":[{"column":"spend"}]}"#
    let fits = [
      ModelSample("first", #""k":3,\#(recipe)"#), ModelSample("second", #""k":4,\#(recipe)"#),
      ModelSample("third", #""init":"previous",\#(recipe)"#),
    ]

    for fit in fits {
      // A process each.
      let stored = try folder.open().ask("fit", fit.fit)
      let expected = try memory.ask("fit", fit.fit)

      #expect(try stored.text("fingerprint") == expected.text("fingerprint"))
      #expect(try stored.at("segments").description == expected.at("segments").description)
      #expect(stored["alignment"]?.description == expected["alignment"]?.description)
    }
    #expect(try folder.open().ask("models.list").at("models.0.versions").description == "[1,2,3]")
  }

  @Test func `labels, names and versions are as they were left`() throws {
    let folder = try StateFolder()
    let desk = try folder.open()
    for seed in 0..<7 {
      try desk.ask("fit", ModelSample("plain", #""k":3,"seed":\#(seed),"recipe":{"id":"id"}"#).fit)
    }
    try desk.ask("models.label", #"{"model":"shop","segment":2,"name":"Gold","advice":["Call."]}"#)
    try desk.ask("models.rename", #"{"model":"shop","to":"Laden 2.ä"}"#)
    try desk.ask("models.delete", #"{"model":"Laden 2.ä@7"}"#)

    let again = try folder.open()
    let model = try again.ask("models.get", #"{"model":"Laden 2.ä"}"#)

    #expect(try model.at("versions").description == "[3,4,5,6]")
    #expect(try model.text("segments.1.name") == "Gold")
    #expect(try model.strings("segments.1.advice") == ["Call."])
    #expect(try again.refusal("models.get", #"{"model":"shop"}"#).code == 1001)
    // The number of a deleted version is not given again, nor are its segments' ids.
    let next = try again.ask(
      "fit",
      ModelSample("plain", #""k":3,"align":false,"recipe":{"id":"id"}"#).fit
        .replacing("\"shop\"", with: "\"Laden 2.ä\""))
    #expect(try next.number("version") == 8)
    #expect(try next.number("segments.0.id") > 3)
  }

  @Test func `a deleted name begins at version 1`() throws {
    let folder = try StateFolder()
    let fit = ModelSample("plain", #""k":3,"reuse":false,"recipe":{"id":"id"}"#).fit
    let desk = try folder.open()
    try desk.ask("fit", fit)
    try desk.ask("fit", fit)

    let gone = try desk.ask("models.delete", #"{"model":"shop"}"#)

    #expect(try gone.strings("deleted") == ["shop@1", "shop@2"])
    #expect(try folder.open().ask("models.list").list("models").isEmpty)
    #expect(try folder.open().ask("fit", fit).number("version") == 1)
  }

  @Test func `an import is kept, without rows`() throws {
    let folder = try StateFolder()
    let desk = Desk()
    try desk.ask("fit", ModelSample.all[0].fit)
    let document = try desk.ask("models.export", #"{"model":"shop","include":"members"}"#)
      .text("document")

    try folder.open().ask(
      "models.import", #"{"document":\#(JSONValue.string(document)),"model":"copy"}"#)
    let copy = try folder.open().ask("models.get", #"{"model":"copy"}"#)

    #expect(try copy.text("keeps") == "members")
    let known = try desk.ask("models.get", #"{"model":"shop"}"#)
    #expect(try copy.text("fingerprint") == known.text("fingerprint"))
    #expect(try copy.text("created") == known.text("created"))
  }

  @Test func `a document alone keeps no customer on the disk`() throws {
    let folder = try StateFolder()
    let fit = ModelSample("plain", #""k":3,"keep":"document","recipe":{"id":"size"}"#).fit

    try folder.open().ask("fit", fit)

    #expect(try folder.files() == ["1.model"])
  }

  @Test func `only the newest version keeps rows, and five versions are kept`() throws {
    let folder = try StateFolder()
    let desk = try folder.open()
    for seed in 0..<8 {
      try desk.ask("fit", ModelSample("plain", #""k":3,"seed":\#(seed),"recipe":{"id":"id"}"#).fit)
    }

    let files = try folder.files()

    #expect(files.filter { $0.hasSuffix(".rows") }.count == 1)
    #expect(files.filter { $0.hasSuffix(".members") }.count == 5)
    #expect(files.filter { $0.hasSuffix(".model") } == (4...8).map { "\($0).model" })
    #expect(files.count == 11)
    let again = try folder.open()
    #expect(try again.ask("models.get", #"{"model":"shop@5"}"#).text("keeps") == "members")
    #expect(try again.ask("models.get", #"{"model":"shop"}"#).text("keeps") == "rows")
  }

  @Test func `rows in memory stay within their limit and come back from the disk`() throws {
    let folder = try StateFolder()
    let fit = ModelSample.all[0].fit
    for name in ["shop", "mall", "market"] {
      try folder.open().ask("fit", fit.replacing("\"shop\"", with: "\"\(name)\""))
    }
    let desk = try folder.open { $0.keptRowsLimitBytes = 1 }
    func layer(_ name: String) throws -> Layer<CustomerTable> {
      try #require(try desk.service.models.find(name)?.rowLayer)
    }

    let expected = try desk.ask("silhouette", #"{"model":"shop"}"#).description
    #expect(try layer("shop").memoryByteCount == 0)
    for name in ["mall", "market", "shop"] {
      let reply = try desk.ask("silhouette", "{\"model\":\"\(name)\"}")
      #expect(reply.description == expected)
    }
    #expect(try layer("mall").memoryByteCount == 0 && layer("mall").byteCount > 0)
    try desk.ask("compare", #"{"a":"shop","b":"mall"}"#)
    // Members that a file holds are let go like rows.
    let members = try #require(try desk.service.models.find("shop")?.memberLayer)
    #expect(members.memoryByteCount == 0)
    #expect(try members.content()?.labels.count == 40)
  }
}
