import Connection
import JSON
import JSONRPC
import Locks
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
    let heard = Guarded<[String]>([])
    let (caller, _) = Self.caller { method, params in
      heard.with { $0.append("\(method) \(params?.text ?? "")") }
    }

    _ = try caller.call(
      "progress", params: Array(#"{"a":[3],"_meta":{"progressToken":"t"}}"#.utf8))

    #expect(
      heard.with { $0 } == [
        #"notifications/progress {"progressToken":"t","progress":3,"total":10,"message":"step"}"#
      ])
  }

  @Test func `a request in progress can be taken back`() {
    let (caller, responder) = Self.caller()
    let answer = Monitor<Result<JSONSlice, CallerError>?>(nil)
    let id = caller.nextId()
    caller.ask(id, "wait", params: Array(#"["x"]"#.utf8)) { came in answer.with { $0 = came } }

    #expect(responder.waits(for: "began x"))
    caller.takeBack(id)

    #expect(answer.wait(atMost: 60_000) { $0 } == .failure(.refused(.cancelled)))
  }

  @Test func `a request that is given up has no answer, and the next one has its own`() throws {
    let (caller, responder) = Self.caller()
    let answers = Monitor<[Result<JSONSlice, CallerError>?]>([])
    let id = caller.nextId()
    caller.ask(id, "wait", params: Array(#"["x"]"#.utf8)) { came in answers.with { $0.append(came) }
    }

    #expect(responder.waits(for: "began x"))
    caller.giveUp(id)

    #expect(answers.with { $0 } == [nil])
    #expect(try caller.call("subtract", params: Array("[42, 23]".utf8)).text == "19")
    #expect(answers.with { $0.count } == 1)
  }

  @Test func `requests of many threads each get their own answer`() {
    let (caller, _) = Self.caller()
    let right = Monitor(0)

    for number in 0..<20 {
      _ = startThread {
        let result = try? caller.call("subtract", params: Array("[\(number), 1]".utf8))
        if result?.text == String(number - 1) { right.with { $0 += 1 } }
      }
    }

    #expect(right.wait(atMost: 60_000) { $0 == 20 ? true : nil } == true)
  }

  @Test(arguments: ["no JSON", "[1]x", "HTTP/1.1 400 Bad Request"])
  func `what is no answer ends it for all who wait`(line: String) {
    let (client, server) = MemoryChannel.pair()
    let caller = Caller(client)
    let answer = Monitor<Result<JSONSlice, CallerError>?>(nil)
    caller.ask(caller.nextId(), "server.ping") { came in answer.with { $0 = came } }

    _ = server.trySend(Array((line + "\n").utf8), from: 0)

    guard case .failure(.lost)? = answer.wait(atMost: 60_000, until: { $0 }) else {
      Issue.record("the call still waits, or has an answer")
      return
    }
    #expect(throws: CallerError.self) { try caller.call("server.ping") }
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
