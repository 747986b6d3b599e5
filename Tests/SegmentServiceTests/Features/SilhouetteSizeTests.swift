import Foundation
import JSON
import JSONRPC
import SharedFiles
import Testing

@testable import SegmentService

@Suite("Feature 6: silhouette at any n")
struct SilhouetteSizeTests {
  /// A model of two features that leaves them as they are, so that labels can be scored on them.
  private func desk(_ names: [String] = ["a", "b", "c"]) throws -> Desk {
    let desk = Desk(threads: 2)
    let cells = names.indices.map { "\"\(names[$0])\":[0,\($0 + 1),5,9]" }
    try desk.ask(
      "fit",
      "{\"model\":\"plain\",\"k\":2,\"data\":{\"columns\":{\(cells.joined(separator: ","))}},"
        + "\"recipe\":{\"defaults\":{\"scale\":\"none\"}}}")
    return desk
  }

  private func data(_ rows: [[Double]], _ names: [String] = ["a", "b", "c"]) -> String {
    let lines = rows.map { "[\($0.map { "\($0)" }.joined(separator: ","))]" }
    return "{\"fields\":[\(names.map(quoted).joined(separator: ","))],"
      + "\"rows\":[\(lines.joined(separator: ","))]}"
  }

  @Test(
    "equal to the golden numbers",
    .enabled(if: SharedData.has("golden/golden.json"), noGoldenNumbers),
    arguments: [
      ("exact", "silhouette_euclid"), ("squared", "silhouette_sqeuclid"),
      ("simplified", "silhouette_simplified_singletons0"),
    ])
  func golden(_ method: String, _ key: String) throws {
    let golden = try SharedData.golden()
    let rows = try golden.list("standard.Z").map { ($0.array ?? []).compactMap(\.double) }
    let labels = try golden.integers("labels")
    let desk = try desk()

    let reply = try desk.ask(
      "silhouette",
      "{\"model\":\"plain\",\"data\":\(data(rows)),\"labels\":\(labels),"
        + "\"method\":\"\(method)\",\"values\":true}")

    #expect(abs(try reply.number("mean") - golden.number(key + ".mean")) < 1e-12)
    let values = try reply.doubles("values")
    let expected = try golden.doubles(key + ".samples")
    #expect(values.count == 12 && expected.count == 12)
    #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(try reply.text("method") == method)
    #expect(try reply.number("segments.4.size") == 1)
  }

  @Test func `labels may be numbers or texts, and come back as they were sent`() throws {
    let desk = try desk(["a"])
    let rows = [[0.0], [1], [10], [11], [30]]

    let numbers = try desk.ask(
      "silhouette",
      "{\"model\":\"plain\",\"data\":\(data(rows, ["a"])),\"labels\":[7,7,-1,-1,100]}")
    let texts = try desk.ask(
      "silhouette",
      "{\"model\":\"plain\",\"data\":\(data(rows, ["a"])),"
        + "\"labels\":[\"x\",\"x\",\"ä \\\"1\\\"\",\"ä \\\"1\\\"\",\"7\"]}")

    #expect(try numbers.list("segments").map { try $0.integer("id") } == [-1, 7, 100])
    #expect(try texts.list("segments").map { try $0.text("id") } == ["7", "x", "ä \"1\""])
    #expect(try numbers.number("mean") == texts.number("mean"))
    // The lonely row scores 0 and is no less.
    #expect(try numbers.number("segments.2.mean") == 0)
    #expect(try numbers.number("segments.2.negative_share") == 0)
  }

  @Test func `what is not defined is refused in one sentence`() throws {
    let desk = try desk(["a"])
    let rows = data([[0], [1], [10]], ["a"])
    func refusal(_ more: String) throws -> RPCError {
      try desk.refusal("silhouette", "{\"model\":\"plain\",\"data\":\(rows)\(more)}")
    }

    let undefined =
      " is not defined; it needs at least 2 segments and fewer segments than rows: "
      + "send more rows or ask for another number"
    expect(
      try refusal(",\"labels\":[1,1,1]"), 1006, "degenerate",
      "a silhouette of 1 segment over 3 rows" + undefined)
    expect(
      try refusal(",\"labels\":[1,2,3]"), 1006, "degenerate",
      "a silhouette of 3 segments over 3 rows" + undefined)
    expect(
      try refusal(",\"labels\":[1,2]"), -32602, "invalid_params",
      "there are 2 labels for 3 rows; send a label for each row of data")
    expect(
      try refusal(",\"labels\":[1,true,2]"), -32602, "invalid_params",
      "labels[1] is true but must be a whole number or a text")
    try desk.ask("fit", "{\"model\":\"one\",\"k\":1,\"data\":\(rows)}")
    expect(
      try desk.refusal("silhouette", "{\"model\":\"one\"}"), 1006, "degenerate",
      "a silhouette of 1 segment over 3 rows" + undefined)
  }

  /// 201,000 rows of 8 features around four places, and twelve of them far away, as base64: a block
  /// of rows over and over, so that the test spends no time on making them.
  private func manyRows() -> String {
    var generator = SeededGenerator(state: 6)
    func block(farCount: Int) -> String {
      var values: [Double] = []
      for row in 0..<3_000 {
        for column in 0..<8 {
          let place = row < farCount ? 100.0 : (row >> (column % 2)) & 1 == 1 ? 3 : 0
          values.append(place + Double(generator.next() >> 11) * 0x1p-53)
        }
      }
      return unsafe values.withUnsafeBytes { unsafe Data($0) }.base64EncodedString()
    }
    let names = (0..<8).map { quoted("f\($0)") }.joined(separator: ",")
    // 3,000 rows are 192,000 bytes, which base64 ends without a rest.
    return "{\"fields\":[\(names)],\"dtype\":\"<f8\",\"shape\":[201000,8],"
      + "\"b64\":\"\(block(farCount: 12))\(String(repeating: block(farCount: 0), count: 66))\"}"
  }

  @Test
  func `201,000 rows of 8 features: squared, simplified, and sampled without a segment missed`()
    throws
  {
    let desk = Desk(threads: 2)
    let fit = try desk.ask(
      "fit",
      "{\"model\":\"big\",\"data\":\(manyRows()),\"k\":5,\"n_init\":1,\"refine\":\"none\","
        + "\"recipe\":{\"defaults\":{\"scale\":\"none\"}}}")
    #expect(try fit.list("segments").last?.number("size") == 12)

    let squared = try desk.ask("silhouette", "{\"model\":\"big\",\"method\":\"squared\"}")
    let simplified = try desk.ask("silhouette", "{\"model\":\"big\",\"method\":\"simplified\"}")
    let sampled = try desk.ask("silhouette", "{\"model\":\"big\",\"sample\":2000}")

    #expect(try squared.number("used") == 201_000)
    #expect(try simplified.number("used") == 201_000)
    #expect(try sampled.text("method") == "sampled")
    #expect(try (1_900...2_200).contains(Int(sampled.number("used"))))
    #expect(try sampled.number("segments.4.size") == 12)
    #expect(try sampled.list("segments").allSatisfy { try $0.number("mean") > 0.5 })
    #expect(try sampled.number("standard_error") > 0 && sampled.number("standard_error") < 0.01)
  }
}

extension JSONValue {
  /// The whole number at a path.
  fileprivate func integer(_ path: String) throws -> Int { try at(path).integer ?? .min }
}
