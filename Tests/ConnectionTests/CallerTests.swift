import Connection
import JSON
import JSONRPC
import Testing
import Transport

@Suite("Caller")
struct CallerTests {
  /// A caller with a conversation at the other end.
  static func caller(
    _ listener: @escaping Caller.Listener = { _, _ in }
  ) -> (caller: Caller, responder: ScriptedResponder) {
    let (client, server) = MemoryChannel.pair()
    let responder = ScriptedResponder()
    let conversation = Conversation(server, responder: responder, services: Services())
    _ = startThread { conversation.run() }
    return (Caller(client, listener: listener), responder)
  }

  @Test func `a call gives its result`() throws {
    let (caller, _) = Self.caller()

    #expect(try caller.call("subtract", params: Array("[42, 23]".utf8)).text == "19")
    #expect(try caller.call("server.ping").text == "{}")
  }

  @Test func `a refused call throws the error that came`() {
    let (caller, _) = Self.caller()

    #expect(throws: CallerError.refused(.methodNotFound("nothing"))) {
      try caller.call("nothing")
    }
  }

  @Test func `progress is heard while a call waits`() throws {
    var heard: [String] = []
    let (caller, _) = Self.caller { method, params in
      heard.append("\(method) \(params?.text ?? "")")
    }

    _ = try caller.call(
      "progress", params: Array(#"{"a":[3],"_meta":{"progressToken":"t"}}"#.utf8))

    #expect(
      heard == [
        #"notifications/progress {"progressToken":"t","progress":3,"total":10,"message":"step"}"#
      ])
  }

  @Test func `a call in progress can be taken back from another thread`() {
    let (caller, responder) = Self.caller()
    let canceller = caller.canceller
    _ = startThread {
      if responder.waits(for: "began x") { canceller.cancel() }
    }

    #expect(throws: CallerError.refused(.cancelled)) {
      try caller.call("wait", params: Array(#"["x"]"#.utf8))
    }
  }

  @Test func `a connection that ends is told as lost`() {
    let (client, server) = MemoryChannel.pair()
    let caller = Caller(client)
    server.close()

    #expect(throws: CallerError.lost("the other side closed it")) {
      try caller.call("server.ping")
    }
  }
}
