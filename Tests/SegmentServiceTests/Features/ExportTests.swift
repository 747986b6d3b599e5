import JSON
import JSONRPC
import Testing

@testable import SegmentService

/// Feature 15 of the fifteen.
///
/// What its queries answer in databases is compared in Tests/Comparison/test_export_sql.py.
@Suite("Feature 15: exports that prove themselves")
struct ExportTests {
  /// Rows with everything that may be wrong with one.
  private static let rows =
    #"{"fields":["id","inc\"ome; drop","spend","colour","size"],"rows":[[1,30,2,"red","S"],"#
    + #"[2,null,-7,"never seen","L"],[3,1e9,4.5,null,"M"],[4,55,96.25,"a\\b",null]]}"#

  @Test(arguments: ModelSample.all)
  func `every document and query carries 50 rows, and the model gives them the segments it says`(
    sample: ModelSample
  ) throws {
    let desk = Desk()
    try desk.ask("fit", sample.fit)

    let json = try desk.ask("models.export", #"{"model":"shop"}"#)
    let sql = try desk.ask("models.export", #"{"model":"shop","format":"sql"}"#)

    let checks = try json.at("checks")
    #expect(try checks.list("rows").count == 50)
    #expect(try checks.list("segment").count == 50)
    #expect(try sql.at("checks") == checks)
    let document = JSONValue(try JSONText(Array(try json.text("document").utf8)).root)
    #expect(try document.at("checks") == checks)
    // Every segment is among them.
    let ids = try document.list("segments").map { try $0.at("id") }
    #expect(try ids.allSatisfy { try checks.list("segment").contains($0) })
  }

  @Test(arguments: ModelSample.all.prefix(8))
  func `an imported model answers like the one that was exported, to the last bit`(
    sample: ModelSample
  ) throws {
    guard !sample.fit.contains("transactions") else { return }
    let (desk, other) = (Desk(), Desk())
    try desk.ask("fit", sample.fit)

    let document = try desk.ask("models.export", #"{"model":"shop"}"#).text("document")
    try other.ask(
      "models.import", #"{"document":\#(JSONValue.string(document)),"model":"copy"}"#)

    let known = try desk.ask(
      "assign", #"{"model":"shop","detail":true,"data":\#(Self.rows)}"#)
    let copied = try other.ask(
      "assign", #"{"model":"copy","detail":true,"data":\#(Self.rows)}"#)
    for part in ["segment", "distance", "margin", "percentile", "runner_up", "imputed", "unseen"] {
      #expect(try copied.at(part).description == known.at(part).description)
    }
    #expect(try copied.integers("segment").contains { $0 > 0 })
    let (profile, copy) = (
      try desk.ask("profile", #"{"model":"shop"}"#), try other.ask("profile", #"{"model":"copy"}"#)
    )
    #expect(try copy.at("segments").description == profile.at("segments").description)
  }

  @Test func `the same fit after an import is the version that was imported`() throws {
    let (desk, other) = (Desk(), Desk())
    try desk.ask("fit", ModelSample.all[0].fit)

    let document = try desk.ask("models.export", #"{"model":"shop"}"#).text("document")
    try other.ask("models.import", #"{"document":\#(JSONValue.string(document))}"#)
    let again = try other.ask("fit", ModelSample.all[0].fit)

    #expect(try again.at("unchanged") == true)
    #expect(try again.number("version") == 1)
  }

  @Test func `a document may come as the object that it is`() throws {
    let (desk, other) = (Desk(), Desk())
    try desk.ask("fit", ModelSample.all[0].fit)

    let document = try desk.ask("models.export", #"{"model":"shop"}"#).text("document")
    let imported = try other.ask("models.import", #"{"document":\#(document),"model":"next"}"#)

    #expect(try imported.text("model") == "next")
    #expect(try imported.text("keeps") == "document")
  }

  @Test func `a document has no customer's id unless the members are asked for`() throws {
    let desk = Desk()
    try desk.ask(
      "fit",
      #"{"model":"m","k":2,"data":{"columns":{"id":["anna","berta","carla","dora"],"#
        + #""x":[1,2,8,9]}},"recipe":{"id":"id"}}"#)

    let plain = try desk.ask("models.export", #"{"model":"m"}"#).text("document")
    let whole = try desk.ask("models.export", #"{"model":"m","include":"members"}"#).text(
      "document")

    #expect(!plain.contains("anna"))
    #expect(whole.contains(#""members":{"parts":1,"ids":["anna","berta","carla","dora"]"#))
  }

  @Test func `members that are not kept cannot be exported`() throws {
    let desk = Desk()
    try desk.ask("fit", #"{"model":"m","k":2,"keep":"document","data":{"columns":{"x":[1,2,8]}}}"#)

    let refusal = try desk.refusal("models.export", #"{"model":"m","include":"members"}"#)

    #expect(refusal.code == 1014)
    #expect(refusal["needs"] == "members")
  }

  @Test func `a document whose model was changed is refused by its own checks`() throws {
    let desk = Desk()
    try desk.ask("fit", #"{"model":"m","k":2,"data":{"columns":{"x":[1,2,11,12]}}}"#)
    let document = try desk.ask("models.export", #"{"model":"m"}"#).text("document")
    let center = try desk.ask("models.get", #"{"model":"m"}"#).number("segments.0.center_scaled.0")

    let changed = document.split(separator: "\"center_scaled\":[\(JSONValue(center))]")
    let refusal = try desk.refusal(
      "models.import",
      #"{"document":\#(JSONValue.string(changed.joined(separator: "\"center_scaled\":[40]")))}"#)

    #expect(changed.count == 2)
    expect(
      refusal, 1031, "corrupt_model",
      "the document is damaged: the model gives check row 0 2 and its checks say 1; export the model "
        + "again")
  }

  /// What is sent, the code and the sentence.
  static let refusals: [(document: String, code: Int, message: String)] = [
    (
      #""{""#, 1031,
      "the document is not JSON: byte 1: the text ends inside an object; close it with }; send it as "
        + "models.export gave it"
    ),
    (
      #"{"k":3}"#, -32602,
      "the document is an object but must be a model as models.export gives it, an object that begins "
        + "with \"segmentd_model\""
    ),
    (
      #"{"segmentd_model":2}"#, -32602,
      "the document is of format 2 and this program reads format 1; import it with the program that "
        + "wrote it or a later one"
    ),
    (
      #"{"segmentd_model":1}"#, 1031,
      "the document is damaged: fingerprint is missing but must be there; export the model again"
    ),
  ]

  @Test(arguments: refusals)
  func `what is no model is refused in a sentence`(
    refusal: (document: String, code: Int, message: String)
  ) throws {
    let found = try Desk().refusal("models.import", #"{"document":\#(refusal.document)}"#)

    #expect(found.code == refusal.code)
    #expect(found.message == refusal.message)
  }

  @Test func `a place at fault is named`() throws {
    let desk = Desk()
    try desk.ask("fit", #"{"model":"m","k":2,"data":{"columns":{"x":[1,2,11,12]}}}"#)
    let document = try desk.ask("models.export", #"{"model":"m"}"#).text("document")

    let changed = document.split(separator: #""share":0.5"#, maxSplits: 1)
      .joined(separator: #""share":7"#)
    let refusal = try desk.refusal(
      "models.import", #"{"document":\#(JSONValue.string(changed))}"#)

    expect(
      refusal, 1031, "corrupt_model",
      "the document is damaged: segments[0].share is 7 but must be a number from 0 to 1; export the "
        + "model again")
    #expect(refusal["place"] == "segments[0].share")
  }
}
