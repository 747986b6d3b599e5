import JSON
import JSONRPC
import SegmentServer
import Testing

@Suite("Models as resources")
struct ResourceTests {
  /// Lists so many models, and has each.
  private final class Library: Responder {
    let names: [String]
    init(_ names: [String]) { self.names = names }

    func plan(_ request: RPCRequest) -> Plan {
      let asked = request.params.flatMap { JSONValue($0)["model"]?.string }
      let value: JSONValue
      if request.method == "models.list" {
        value = ["models": .array(names.map { ["model": .string($0), "k": 3, "n": 10] })]
      } else if let asked, names.contains(asked) {
        value = ["model": .string(asked)]
      } else {
        return .immediate(
          .failure(RPCError(code: 1001, kind: "model_not_found", message: "there is none")))
      }
      return .immediate(.result(Array(value.description.utf8)))
    }
  }

  @Test func `every name comes back from its URI`() throws {
    let names = ["m", "best customers", "Käufer 2011", "Vip", "vip", "日本 1", "a.b-c_d", "e\u{301}"]
    let desk = Desk(Library(names))

    let listed = try desk.askModern("resources/list")["resources"]?.array ?? []
    #expect(Set(listed.compactMap { $0["name"]?.string }) == Set(names))
    for resource in listed {
      let uri = try #require(resource["uri"]?.string)
      #expect(uri.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
      let read = try desk.askModern("resources/read", #""uri":"\#(uri)""#)
      #expect(
        read["contents"]
          == [
            [
              "uri": .string(uri), "mimeType": "application/json",
              "text": .string("{\"model\":\(resource["name"] ?? .null)}"),
            ]
          ])
    }
  }

  @Test(arguments: [
    "segmentd://models/best%20customers", "segmentd://models/best customers",
    "SEGMENTD://Models/best%20customers", "segmentd://models/%62est%20customers",
  ])
  func `a URI may be written in other ways`(_ uri: String) throws {
    let read = try Desk(Library(["best customers"]))
      .askModern("resources/read", #""uri":"\#(uri)""#)

    #expect(read["contents"]?.array?.first?["uri"] == .string(uri))
    #expect(read["ttlMs"] == 0)
    #expect(read["cacheScope"] == "private")
  }

  @Test(arguments: [
    "", "segmentd://models/", "segmentd://models", "segmentd://models/%", "segmentd://models/%4",
    "segmentd://models/%+1", "segmentd://models/%FF", "segmentd://models/m/", "models/m",
    "segmentd://models/m?x", "segmentd://models/m@0", "segmentd://models/.m", "http://models/m",
    "segmentd://models/m%00",
  ])
  func `any other is not found, in the words of its era`(_ uri: String) throws {
    let desk = Desk(Library(["m"]))
    let sentence =
      "there is no resource \(JSONValue.string(uri)); resources/list tells all of them, "
      + "segmentd://models/NAME with the name percent-encoded"
    func error(_ code: Int) -> RPCError {
      RPCError(
        code: code, kind: "resource_not_found", message: sentence, data: [("uri", .string(uri))])
    }
    let params = #""uri":\#(JSONValue.string(uri))"#

    #expect(throws: error(-32602)) { try desk.askModern("resources/read", params) }
    try desk.initialize()
    #expect(throws: error(-32002)) { try desk.ask("resources/read", "{\(params)}") }
  }

  @Test func `a long list comes in pages, each model once`() throws {
    let names = (0..<1_234).map { "model \($0 * 7919 % 1_234)" }
    let desk = Desk(Library(names))
    var listed: [String] = []
    var pageCount = 0
    var cursor: String? = ""

    while let next = cursor, pageCount < 10 {
      let page = try desk.askModern(
        "resources/list", next.isEmpty ? "" : #""cursor":"\#(next)""#)
      listed += (page["resources"]?.array ?? []).compactMap { $0["name"]?.string }
      cursor = page["nextCursor"]?.string
      pageCount += 1
    }

    #expect(pageCount == 4)
    #expect(listed == names.sorted())
  }

  @Test(arguments: ["7", "[]", #""%""#, #""%FF""#])
  func `a cursor that no answer named is refused`(_ cursor: String) throws {
    let error = #expect(throws: RPCError.self) {
      try Desk(Library([])).askModern("resources/list", #""cursor":\#(cursor)"#)
    }
    #expect(error?.code == -32602)
  }
}
