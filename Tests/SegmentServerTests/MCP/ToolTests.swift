import JSON
import JSONRPC
import SegmentProtocol
import SegmentServer
import Testing

@Suite("Tools")
struct ToolTests {
  private let desk = Desk()
  private let data = #"{"columns":{"a":[1,1,1,3,3,3]}}"#

  private static let methods = [
    "list_models": "models.list", "fit_model": "fit", "assign_segments": "assign",
    "profile_segments": "profile", "silhouette_score": "silhouette", "sweep_k": "sweep",
    "compare_models": "compare", "describe_data": "describe", "draw_chart": "chart",
  ]

  private func tools() throws -> [JSONValue] {
    try desk.askModern("tools/list")["tools"]?.array ?? []
  }

  @Test func `every tool is a method with its parameters`() throws {
    let tools = try tools()

    #expect(
      Set(tools.compactMap { $0["name"]?.string })
        == Set(Self.methods.filter { MethodTable.method(named: $0.value) != nil }.keys))
    for tool in tools {
      let name = try #require(tool["name"]?.string)
      let method = try #require(Self.methods[name].flatMap { MethodTable.method(named: $0) })
      let schema = try #require(tool["inputSchema"]?.object)
      #expect(schema["properties"]?.object?.keys ?? [] == method.fields.map(\.name))
      #expect(
        schema["required"]?.array?.compactMap(\.string) ?? []
          == method.fields.filter(\.isRequired).map(\.name))
      #expect(schema["additionalProperties"] == false)
      #expect(name.allSatisfy { "abcdefghijklmnopqrstuvwxyz_".contains($0) })
      // Whoever may only read can use all but the one that stores.
      #expect(tool["annotations"]?["readOnlyHint"] == .bool(method.role == .read))
    }
  }

  @Test func `schemas refer to nothing outside themselves`() throws {
    func references(_ value: JSONValue) -> [String] {
      if let object = value.object {
        return object.members.flatMap { key, value -> [String] in
          key == "$ref" ? [value.string ?? "?"] : references(value)
        }
      }
      return (value.array ?? []).flatMap { references($0) }
    }
    for tool in try tools() {
      for name in ["inputSchema", "outputSchema"] {
        let schema = try #require(tool[name])
        let known = schema["$defs"]?.object?.keys ?? []
        #expect(Set(references(schema)) == Set(known.map { "#/$defs/\($0)" }))
      }
    }
  }

  @Test func `all tools together are small`() throws {
    #expect(try desk.askModern("tools/list").description.utf8.count < 60 << 10)
  }

  @Test func `a result stands in it twice, as it is and as text`() throws {
    let fitted = try desk.call("fit_model", #"{"model":"m","data":\#(data),"k":2}"#)

    let structured = try #require(fitted["structuredContent"])
    #expect(structured["k"] == 2)
    #expect(fitted["isError"] == false)
    let text = try #require(fitted["content"]?.array?.first?["text"]?.string)
    #expect(fitted["content"] == [["type": "text", "text": .string(text)]])
    #expect(text == structured.description)
    #expect(try desk.ask("models.list")["models"]?.array?.first?["model"] == "m")
  }

  @Test func `a mistake is a result that says what to do`() throws {
    let answer = try desk.call("fit_model", #"{"model":"m","data":\#(data),"k":0}"#)

    let sentence = "k is 0 but must be \"auto\" or a whole number of at least 1"
    #expect(answer["isError"] == true)
    #expect(answer["content"] == [["type": "text", "text": .string(sentence)]])
    #expect(answer["structuredContent"] == nil)
    let error = answer["_meta"]?["segmentd/error"]
    #expect(error?["code"] == -32602)
    #expect(error?["message"] == .string(sentence))
    #expect(error?["data"]?["param"] == "k")
  }

  @Test func `a role that only reads hears of it as a result`() throws {
    let reader = Desk(role: .read)
    let answer = try reader.call("fit_model", #"{"model":"m","data":\#(data)}"#)

    #expect(answer["isError"] == true)
    #expect(answer["_meta"]?["segmentd/error"]?["code"] == 1021)
    #expect(try reader.call("list_models")["isError"] == false)
    #expect(try reader.call("describe_data", #"{"data":\#(data)}"#)["isError"] == false)
  }

  @Test(
    arguments: [
      (#""arguments":{}"#, "name is missing; send the name of a tool"),
      (#""name":null"#, "name is missing; send the name of a tool"),
      (#""name":["fit_model"]"#, "name is [\"fit_model\"] but must be a text, the name of a tool"),
      (#""name":"fit""#, "there is no tool \"fit\"; tools/list tells all of them"),
      (#""name":"fit_modell""#, "there is no tool \"fit_modell\"; did you mean \"fit_model\"?"),
      (
        #""name":"list_models","arguments":[]"#, "arguments is an empty list but must be an object"
      ),
      (#""name":"list_models","arguments":"{}""#, "arguments is \"{}\" but must be an object"),
      (#""name":"list_models","arguments":0"#, "arguments is 0 but must be an object"),
    ])
  func `a request that calls no tool is an error`(_ members: String, _ sentence: String) throws {
    let error = #expect(throws: RPCError.self) { try desk.askModern("tools/call", members) }

    #expect(error?.code == -32602)
    #expect(error?.message == sentence)
  }

  @Test(arguments: [#""name":"list_models""#, #""name":"list_models","arguments":null"#])
  func `arguments may be left out`(_ members: String) throws {
    #expect(try desk.askModern("tools/call", members)["structuredContent"] == ["models": []])
  }

  @Test func `a name that is no tool's is shown cut`() throws {
    let error = #expect(throws: RPCError.self) {
      try desk.call(String(repeating: "x", count: 100_000))
    }
    #expect((error?.message.count ?? 0) < 200)
  }

  @Test func `ten megabytes of arguments are no trouble`() throws {
    let rows = Array(repeating: "[1.25,\"north\"]", count: 650_000).joined(separator: ",")
    let answer = try desk.call(
      "describe_data", #"{"data":{"fields":["a","b"],"rows":[\#(rows)]}}"#)

    #expect(answer["structuredContent"]?["rows"] == 650_000)
  }

  /// Answers whatever is asked with one outcome.
  private final class Fixed: Responder {
    private let outcome: Outcome
    init(_ outcome: Outcome) { self.outcome = outcome }
    func plan(_ request: RPCRequest) -> Plan { .immediate(outcome) }
  }

  @Test(arguments: [
    RPCError.cancelled, .shuttingDown, .internalError(incident: "c1-1"),
  ])
  func `what says nothing of the call stays an error`(_ error: RPCError) throws {
    let other = Desk(Fixed(.failure(error)))

    #expect(throws: error) { try other.call("list_models") }
  }

  @Test(arguments: ["", "1\n2", "[1]", "7"])
  func `a result that is none goes on to the connection`(_ text: String) throws {
    let other = Desk(Fixed(.result(Array(text.utf8))))

    let params = #"{"name":"list_models",\#(Desk.meta)}"#
    #expect(try other.outcome("tools/call", params) == .result(Array(text.utf8)))
  }

  @Test func `a plan keeps what the method reads, writes and how long it is`() throws {
    var settings = Plan(reads: ["model:m"], writes: ["model:n"], readsEverything: true) {
      { _ in .result(Array("{}".utf8)) }
    }
    settings.isShort = false
    final class Planned: Responder {
      let planned: Plan
      init(_ planned: Plan) { self.planned = planned }
      func plan(_ request: RPCRequest) -> Plan { planned }
    }
    let session = Session(Planned(settings), door: .open(.admin))
    let params = #"{"name":"fit_model",\#(Desk.meta)}"#
    let plan = session.plan(
      RPCRequest(id: nil, method: "tools/call", params: try JSONText(Array(params.utf8)).root))

    #expect(plan.reads == ["model:m"])
    #expect(plan.writes == ["model:n"])
    #expect(plan.readsEverything)
    #expect(!plan.isShort)
  }
}
