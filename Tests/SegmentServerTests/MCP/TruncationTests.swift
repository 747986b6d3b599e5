import JSON
import JSONRPC
import SegmentProtocol
import SegmentServer
import Testing

@Suite("Results that are too long")
struct TruncationTests {
  /// Answers `models.list` with whatever it holds.
  private final class Holder: Responder {
    let text: [UInt8]
    init(_ text: String) { self.text = Array(text.utf8) }
    func plan(_ request: RPCRequest) -> Plan { .immediate(.result(text)) }
  }

  /// A tool's result made of this native one, and the bytes of the whole.
  private func answer(_ text: String) throws -> (JSONValue, byteCount: Int) {
    let desk = Desk(Holder(text))
    let outcome = try desk.outcome("tools/call", #"{"name":"list_models",\#(Desk.meta)}"#)
    guard case .result(let bytes) = outcome else { throw RPCError.cancelled }
    return (JSONValue(try JSONText(bytes, depthLimit: 1024).root), bytes.count)
  }

  private func list(_ element: String, _ count: Int) -> String {
    "[" + Array(repeating: element, count: count).joined(separator: ",") + "]"
  }

  @Test func `what fits is left as it is`() throws {
    let text = #"{"ids":\#(list("17850", 80_000)),"note":"é \"quoted\""}"#
    let (told, _) = try answer(text)

    #expect(told["structuredContent"]?.description == text)
    #expect(told["structuredContent"]?["truncated"] == nil)
  }

  @Test func `the lists of a table are cut to one length`() throws {
    let text =
      #"{"model":"m","ids":\#(list("\"c1\"", 300_000)),"segment":\#(list("2", 300_000)),"names":{"1":"A"},"warnings":["w"]}"#
    let (told, byteCount) = try answer(text)

    let cut = try #require(told["structuredContent"])
    let count = try #require(cut["ids"]?.array?.count)
    #expect(cut["segment"]?.array?.count == count)
    #expect(cut["names"] == ["1": "A"])
    #expect(cut["warnings"] == ["w"])
    #expect(cut["truncated"] == true)
    #expect(cut["truncated_counts"] == ["ids": 300_000, "segment": 300_000])
    #expect(byteCount <= 1 << 20)
    #expect(byteCount > 1_000_000)
    #expect(told["content"]?.array?.first?["text"]?.string == cut.description)
  }

  @Test func `lists within lists, maps and long texts are cut, too`() throws {
    let map = (0..<30_000).map { "\"feature \($0)\":0.125" }.joined(separator: ",")
    let long = String(repeating: "ä", count: 400_000)
    let text =
      #"{"segments":[{"id":1,"center":{\#(map)},"flags":\#(list("[1,2]", 20_000))}],"reason":"\#(long)"}"#
    let (told, byteCount) = try answer(text)

    let cut = try #require(told["structuredContent"])
    let segment = try #require(cut["segments"]?.array?.first)
    #expect(segment["id"] == 1)
    #expect((64..<30_000).contains(segment["center"]?.object?.keys.count ?? 0))
    #expect(cut["reason"]?.string == String(repeating: "ä", count: 250) + "…")
    #expect(
      cut["truncated_counts"]?.object?.keys.contains("segments[].center") == true)
    #expect(byteCount <= 1 << 20)
  }

  @Test func `what cannot be cut is refused with what to do`() throws {
    let deep = list(list(list(list(list("0.123456789012", 8), 8), 8), 8), 8)
    let text = #"{"a":\#(list(deep, 8))}"#
    let (told, _) = try answer(text)

    #expect(told["isError"] == true)
    #expect(
      told["content"]?.array?.first?["text"]
        == .string(
          "the reply would take \(text.utf8.count) bytes but at most 1048576 are sent; ask for it "
            + "in pieces, with fewer rows or without detail"))
  }

  @Test func `whatever is cut stays below the limit and is a beginning of the whole`() throws {
    var numbers = SystemRandomNumberGenerator()
    var comparisons = 0
    for _ in 0..<12 {
      let lists = (0..<Int.random(in: 1...5, using: &numbers)).map { index in
        let element =
          ["1", "\"\\\"quoted\\\"\"", "null", "[1,2,3]", "{\"a\":0.5}", "\"ä€\""]
          .randomElement(using: &numbers) ?? "1"
        return "\"l\(index)\":" + list(element, Int.random(in: 0...50_000, using: &numbers))
      }
      let text = "{" + lists.joined(separator: ",") + "}"
      let (told, byteCount) = try answer(text)

      #expect(byteCount <= 1 << 20)
      let cut = try #require(told["structuredContent"]?.object)
      let whole = JSONValue(try JSONText(Array(text.utf8)).root)
      for (name, value) in whole.object?.members ?? [] {
        let (kept, all) = (cut[name]?.array ?? [], value.array ?? [])
        #expect(kept == Array(all.prefix(kept.count)))
        let told = cut["truncated_counts"]?[name]?.integer
        #expect(told == (kept.count < all.count ? all.count : nil))
        comparisons += 1
      }
    }
    print("\(comparisons) lists of results compared with what was kept of them")
    #expect(comparisons >= 12)
  }

  /// What cutting relies on: see the comment of `Truncation`.
  @Test func `no result's schema asks for more than cutting keeps`() {
    func check(_ schema: Schema) -> Int {
      switch schema {
      case .any, .null, .boolean, .number, .integer, .string, .choice, .name: return 1
      case .array(let element, let least, _):
        #expect(least <= 8)
        return check(element)
      case .object(let properties, let open):
        #expect(properties.count < 64)
        return properties.reduce(open.map { check($0) } ?? 1) { $0 + check($1.schema) }
      case .oneOf(let alternatives): return alternatives.reduce(0) { $0 + check($1) }
      case .deferred(let inner, _), .named(_, let inner), .described(_, let inner):
        return check(inner)
      }
    }
    let count = MethodTable.methods.reduce(0) { $0 + check($1.result) }
    #expect(count > 300)
  }
}
