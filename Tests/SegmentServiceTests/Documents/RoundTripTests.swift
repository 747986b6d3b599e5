import JSON
import Segmentation
import Testing

@testable import SegmentService

/// Out as a document and back: nothing may be lost on the way, whatever is added to a model.
@Suite("a model document and back")
struct RoundTripTests {
  /// What a document leaves out: rows of customers, and sums that only making a profile needs.
  static let leftOut: Set<String> = [
    "examples", "rowCount", "unreadable", "droppedRows", "squares", "tenths",
  ]

  @Test(arguments: ModelSample.all)
  func `every stored figure of the model comes back`(sample: ModelSample) throws {
    let desk = Desk()
    try desk.ask("fit", sample.fit)

    try Self.expectRoundTrip(of: desk.service.model("shop").model)
  }

  @Test func `the ids of a refit come back with where they came from`() throws {
    let desk = Desk()
    let recipe = #""recipe":{"id":"id","features":[{"column":"spend"}]}"#
    try desk.ask("fit", ModelSample("first", #""k":3,\#(recipe)"#).fit)
    let second = try desk.ask("fit", ModelSample("second", #""k":4,\#(recipe)"#).fit)

    #expect(try second.number("version") == 2)
    try Self.expectRoundTrip(of: desk.service.model("shop").model)
  }

  private static func expectRoundTrip(of model: SegmentModel) throws {
    let bytes = ModelDocument.bytes(of: model, fingerprint: String(repeating: "0", count: 64))
    let read = try ModelDocument.read(String(decoding: bytes, as: UTF8.self)).model

    let before = Portrait(of: model, leaving: leftOut).lines
    let after = Portrait(of: read, leaving: leftOut).lines
    let differences = zip(before, after).filter { $0 != $1 }
    for (before, after) in differences.prefix(3) { Issue.record("\(before) became \(after)") }
    #expect(before.count == after.count)
    #expect(before.count > 100)
  }

  @Test(arguments: ModelSample.all)
  func `the document of an imported model is the same, byte by byte`(sample: ModelSample) throws {
    let (desk, other) = (Desk(), Desk())
    try desk.ask("fit", sample.fit)

    let document = try desk.ask("models.export", #"{"model":"shop","include":"members"}"#)
    let text = try document.text("document")
    let imported = try other.ask("models.import", #"{"document":\#(JSONValue.string(text))}"#)
    let again = try other.ask("models.export", #"{"model":"shop","include":"members"}"#)

    #expect(try again.text("document") == text)
    let known = try desk.ask("models.get", #"{"model":"shop"}"#)
    #expect(try imported.text("fingerprint") == known.text("fingerprint"))
    #expect(try imported.text("created") == known.text("created"))
    #expect(try imported.text("keeps") == "members")
  }
}
