import JSON
import JSONRPC
import SegmentProtocol
import SegmentServer
import Testing

@Suite("The two eras of MCP")
struct FaceTests {
  private let desk = Desk()

  @Test func `discovery tells every version and what there is`() throws {
    let told = try desk.askModern("server/discover")

    #expect(told["supportedVersions"] == .array(Version.mcp.map { .string($0) }))
    #expect(told["capabilities"] == ["tools": [:], "resources": [:]])
    #expect(told["resultType"] == "complete")
    #expect(told["ttlMs"] == 300_000)
    #expect(told["cacheScope"] == "public")
    let server = told["_meta"]?["io.modelcontextprotocol/serverInfo"]
    #expect(server?["name"] == "segmentd")
    #expect(server?["version"] == .string(Version.program))
  }

  @Test func `a modern request needs no other before it`() throws {
    #expect(try desk.askModern("tools/list")["tools"]?.array?.isEmpty == false)
  }

  @Test(arguments: ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"])
  func `initialize agrees on the version that is asked for`(_ version: String) throws {
    let agreed = try desk.initialize(version)

    #expect(agreed["protocolVersion"] == .string(version))
    #expect(agreed["serverInfo"]?["name"] == "segmentd")
    #expect(agreed["resultType"] == nil)
    #expect(agreed["_meta"] == nil)
  }

  @Test(arguments: ["2026-07-28", "1900-01-01", ""])
  func `initialize answers an unknown version with the newest`(_ version: String) throws {
    #expect(try desk.initialize(version)["protocolVersion"] == "2025-11-25")
  }

  @Test(
    arguments: [
      (nil, "nothing"), (#"{"processId":1,"capabilities":{}}"#, "nothing"),
      (#"{"protocolVersion":null}"#, "nothing"), (#"{"protocolVersion":20251125}"#, "20251125"),
      (#"["2025-11-25"]"#, "nothing"),
    ] as [(String?, String)])
  func `a language client hears that this is no language server`(_ params: String?, _ got: String)
    throws
  {
    #expect(
      try desk.outcome("initialize", params)
        == .failure(
          .invalidParams(
            "initialize came without a protocolVersion; this is no language server but a daemon "
              + "for customer segmentation, that speaks MCP: send \"protocolVersion\": "
              + "\"2025-11-25\"",
            param: "protocolVersion", expected: "a revision of MCP as a text", got: got,
            missing: ["protocolVersion"])))
    #expect(!desk.session.cancelsAtEnd)
  }

  @Test func `legacy results have no members of the modern era`() throws {
    try desk.initialize()

    let told = try desk.ask("tools/list")
    #expect(told.object?.keys == ["tools"])
    let called = try desk.ask("tools/call", #"{"name":"list_models"}"#)
    #expect(called.object?.keys == ["content", "structuredContent", "isError"])
    #expect(try desk.ask("resources/list").object?.keys == ["resources"])
    #expect(try desk.ask("ping") == [:])
  }

  @Test func `a second initialize agrees anew`() throws {
    try desk.initialize("2024-11-05")
    #expect(try desk.initialize("2025-06-18")["protocolVersion"] == "2025-06-18")
    #expect(try desk.ask("tools/list")["tools"] != nil)
  }

  @Test func `each request of a connection is of the era that it says`() throws {
    #expect(try desk.askModern("resources/list")["resultType"] == "complete")
    try desk.initialize()
    #expect(try desk.ask("resources/list")["resultType"] == nil)
    #expect(try desk.askModern("resources/list")["resultType"] == "complete")
    #expect(try desk.ask("resources/list")["resultType"] == nil)
  }

  @Test(
    arguments: [
      "tools/list", "tools/call", "resources/list", "resources/read", "resources/templates/list",
      "server/discover", "tools/else", "resources/subscribe",
    ])
  func `a request of neither era is refused`(_ method: String) throws {
    #expect(
      try desk.outcome(method)
        == .failure(
          .invalidParams(
            "\(method) came without a version; send it as "
              + "_meta[\"io.modelcontextprotocol/protocolVersion\"], or call initialize first",
            param: "_meta", expected: "an object with io.modelcontextprotocol/protocolVersion",
            got: "nothing", missing: ["io.modelcontextprotocol/protocolVersion"])))
    #expect(!desk.session.cancelsAtEnd)
  }

  @Test(arguments: ["2027-01-01", "2025-11-25", ""])
  func `an unknown version is answered with those that are spoken`(_ version: String) throws {
    let params = #"{"_meta":{"io.modelcontextprotocol/protocolVersion":"\#(version)"}}"#

    #expect(
      try desk.outcome("tools/list", params)
        == .failure(
          RPCError(
            code: -32022, kind: "unsupported_protocol_version",
            message: "this server does not speak MCP \"\(version)\" in _meta; it speaks "
              + "2026-07-28, and after initialize 2025-11-25, 2025-06-18, 2025-03-26, 2024-11-05",
            data: [
              ("supported", .array(Version.mcp.map { .string($0) })),
              ("requested", .string(version)),
            ])))
  }

  @Test(
    arguments: [
      (#"{\#(Desk.version)}"#, "clientCapabilities\"] is missing; send an object, {} for none"),
      (
        #"{\#(Desk.version),"io.modelcontextprotocol/clientCapabilities":[]}"#,
        "clientCapabilities\"] is an empty list; send an object, {} for none"
      ),
      (
        #"{"io.modelcontextprotocol/protocolVersion":7,\#(Desk.capabilities)}"#,
        "protocolVersion\"] is 7; send a text such as 2026-07-28"
      ),
    ])
  func `a modern request must carry what its era asks for`(_ meta: String, _ sentence: String)
    throws
  {
    let outcome = try desk.outcome("tools/list", #"{"_meta":\#(meta)}"#)

    guard case .failure(let error) = outcome else { throw RPCError.cancelled }
    #expect(error.code == -32602)
    #expect(error.message == "_meta[\"io.modelcontextprotocol/" + sentence)
  }

  @Test func `the modern era has no ping, and what nobody has is not found`() throws {
    #expect(
      try desk.outcome("ping", "{\(Desk.meta)}")
        == .failure(.methodNotFound("ping", didYouMean: MethodTable.suggestion(for: "ping"))))
    #expect(
      try desk.outcome("tools/delete", "{\(Desk.meta)}")
        == .failure(.methodNotFound("tools/delete")))
    #expect(try desk.outcome("prompts/list") == .failure(.methodNotFound("prompts/list")))
  }

  @Test func `methods of MCP are refused within a batch`() throws {
    for method in ["initialize", "ping", "server/discover", "tools/list", "tools/call"] {
      #expect(
        try desk.outcome(method, isInBatch: true)
          == .failure(
            .invalidRequest("\(method) is of MCP, which takes no batch here; send it alone")))
    }
    #expect(try desk.ask("server.ping", isInBatch: true) == [:])
  }

  @Test func `the one version that knows batches takes them, but for initialize`() throws {
    try desk.initialize("2025-03-26")

    #expect(try desk.ask("tools/list", isInBatch: true)["tools"] != nil)
    #expect(try desk.ask("ping", isInBatch: true) == [:])
    #expect(throws: RPCError.self) { try desk.ask("initialize", "{}", isInBatch: true) }
    #expect(throws: RPCError.self) {
      try desk.ask("tools/list", "{\(Desk.meta)}", isInBatch: true)
    }
  }

  @Test func `native methods need no version and are no part of MCP`() throws {
    #expect(try desk.ask("server.ping", "{\(Desk.meta)}") == [:])
    #expect(!desk.session.cancelsAtEnd)
    let names = MethodTable.methods.map(\.name)
    #expect(!names.contains { $0.contains("/") || $0 == "initialize" || $0 == "ping" })
    #expect(
      try desk.ask("server.info")["mcp"]
        == ["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"])
  }

  @Test func `the end of input cancels once MCP was spoken`() throws {
    #expect(!desk.session.cancelsAtEnd)
    _ = try desk.askModern("tools/list")
    #expect(desk.session.cancelsAtEnd)

    let other = Desk()
    try other.initialize()
    #expect(other.session.cancelsAtEnd)
  }

  @Test func `a stranger gets nothing of it`() throws {
    let session = Session(TestResponder(), door: .locked { _ in nil })
    for method in ["initialize", "tools/list", "ping", "server/discover"] {
      let request = RPCRequest(id: nil, method: method)
      guard case .failure(let error) = session.plan(request).prepare()(.detached) else {
        throw RPCError.cancelled
      }
      #expect(error.code == 1020)
    }
  }
}
