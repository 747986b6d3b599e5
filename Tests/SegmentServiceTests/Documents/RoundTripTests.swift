import JSON
import Segmentation
import Testing

@testable import SegmentService

/// Out as a document and back: nothing may be lost on the way, whatever is added to a model.
@Suite("a model document and back")
struct RoundTripTests {
  /// What a document leaves out: rows of customers, and sums that only making a profile needs.
  static let leftOut: Set<String> = [
    "examples", "rowCount", "unreadable", "droppedRows", "squares", "fifths",
  ]

  @Test(arguments: ModelSample.all)
  func `every stored figure of the model comes back`(sample: ModelSample) throws {
    let desk = Desk()
    try desk.ask("fit", sample.fit)
    let model = try desk.service.model("shop").model

    let bytes = ModelDocument.bytes(of: model, fingerprint: String(repeating: "0", count: 64))
    let read = try ModelDocument.read(String(decoding: bytes, as: UTF8.self)).model

    let before = Portrait(of: model, leaving: Self.leftOut).lines
    let after = Portrait(of: read, leaving: Self.leftOut).lines
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
