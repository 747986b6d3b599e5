import Connection
import JSONRPC
import Testing
import Transport

@Suite("Cancelling, deadlines and the end")
struct EndingTests {
  @Test func `a request taken back by $/cancelRequest is answered`() {
    let client = TestClient()

    client.ask("1", "wait", #"["x"]"#)
    #expect(client.responder.waits(for: "began x"))
    client.tell("$/cancelRequest", #"{"id":1}"#)
    #expect(client.next() == failure("1", .cancelled))
    #expect(client.responder.waits(for: "cancelled x"))
  }

  @Test func `a request taken back by notifications/cancelled is not answered`() {
    let client = TestClient()

    client.ask("\"a\"", "wait", #"["x"]"#)
    #expect(client.responder.waits(for: "began x"))
    client.tell("notifications/cancelled", #"{"requestId":"\u0061","reason":"timed out"}"#)
    #expect(client.responder.waits(for: "cancelled x"))
    client.ask("2", "server.ping")

    #expect(client.next() == result("2", "{}"))
    #expect(client.finish() == [])
  }

  /// One thread: the second and third stand in the queue, the fourth waits for the first's write.
  @Test func `what has not begun is taken back at once`() {
    let client = TestClient(threadCount: 1)

    client.ask("1", "write", #"["a"]"#)
    client.ask("2", "wait", #"["x"]"#)
    client.ask("3", "wait", #"["y"]"#)
    client.ask("4", "read", #"["a"]"#)
    #expect(client.responder.waits(for: "began write a"))
    client.tell("$/cancelRequest", #"{"id":2}"#)
    client.tell("notifications/cancelled", #"{"requestId":3}"#)
    client.tell("$/cancelRequest", #"[4]"#)
    client.ask("5", "server.ping")
    #expect(
      client.next(3) == [failure("2", .cancelled), failure("4", .cancelled), result("5", "{}")])
    client.responder.open("a")
    #expect(client.next() == result("1", #""a@1""#))
    #expect(client.finish() == [])
    #expect(!client.responder.events.contains("began x"))
    #expect(!client.responder.events.contains("began y"))
  }

  @Test func `what waits for a cancelled write goes on`() {
    let client = TestClient()

    client.ask("1", "write", #"["a"]"#)
    client.ask("2", "read", #"["a"]"#)
    #expect(client.responder.waits(for: "began write a"))
    client.tell("$/cancelRequest", #"{"id":1}"#)

    #expect(client.next(2) == [failure("1", .cancelled), result("2", #""a@0""#)])
  }

  @Test(arguments: [
    ("1", #"{"id":"1"}"#), ("\"1\"", #"{"id":1}"#), ("1", #"{"id":1.0}"#), ("100", #"{"id":1e2}"#),
    ("1", #"{"id":2}"#), ("1", "{}"), ("1", "[]"), ("1", #"{"id":[1]}"#), ("null", #"{"id":0}"#),
  ])
  func `an id that is not quite the same takes nothing back`(id: String, params: String) {
    let client = TestClient()

    client.ask(id, "wait", #"["x"]"#)
    #expect(client.responder.waits(for: "began x"))
    client.tell("$/cancelRequest", params)
    client.ask("\"p\"", "server.ping")
    #expect(client.next() == result("\"p\"", "{}"))
    client.responder.open("x")

    #expect(client.next() == result(id, #""x""#))
  }

  @Test func `a member of a batch is taken back inside the array`() {
    let client = TestClient()

    client.send(
      #"[{"jsonrpc":"2.0","id":1,"method":"wait","params":["x"]},"#
        + #"{"jsonrpc":"2.0","id":2,"method":"wait","params":["y"]},"#
        + #"{"jsonrpc":"2.0","id":3,"method":"wait","params":["z"]},"#
        + #"{"jsonrpc":"2.0","id":4,"method":"server.ping"}]"#)
    #expect(client.responder.waits(for: "began x"))
    client.tell("$/cancelRequest", #"{"id":2}"#)
    client.tell("notifications/cancelled", #"{"requestId":3}"#)
    client.tell("$/cancelRequest", #"{"id":1}"#)

    #expect(
      client.next()
        == "[\(failure("1", .cancelled)),\(failure("2", .cancelled)),\(result("4", "{}"))]")
    #expect(!client.responder.events.contains("began y"))
  }

  @Test func `a cancel inside a batch finds the member before it`() {
    let replies = TestClient.replies(
      to: #"[{"jsonrpc":"2.0","id":1,"method":"wait","params":["x"]},"#
        + #"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}]"#)

    #expect(replies == ["[\(failure("1", .cancelled))]"])
  }

  @Test func `a cancel that comes too late changes nothing`() {
    let client = TestClient()

    client.ask("1", "server.ping")
    client.tell("$/cancelRequest", #"{"id":1}"#)
    client.ask("1", "server.ping")

    #expect(client.finish() == [result("1", "{}"), result("1", "{}")])
  }

  @Test func `what still waits at its deadline is answered then`() {
    let client = TestClient(threadCount: 1)

    client.ask("1", "wait", #"["x"]"#)
    client.ask("2", "wait", #"{"_meta":{"deadline_ms":30}}"#)
    client.ask("3", "read", #"{"a":["b"],"_meta":{"deadline_ms":0}}"#)
    #expect(
      Set(client.next(2)) == [
        failure("3", .timeout(deadlineMilliseconds: 0)),
        failure("2", .timeout(deadlineMilliseconds: 30)),
      ])
    client.responder.open("x")
    #expect(client.next() == result("1", #""x""#))
    #expect(client.finish() == [])
  }

  @Test func `work hears its deadline and answers itself`() {
    let client = TestClient()

    client.ask("1", "deadline", #"{"_meta":{"deadline_ms":1e300}}"#)
    #expect(client.next() == result("1", #""some""#))
    client.ask("2", "deadline", #"{"_meta":{"deadline_ms":null}}"#)
    #expect(client.next() == result("2", #""none""#))
  }

  @Test func `no request takes longer than the daemon allows`() {
    let client = TestClient(
      services: Services(
        pool: WorkPool(threadCount: 1), serverLimits: ServerLimits(requestSeconds: 1)))

    client.ask("1", "deadline", #"{}"#)
    client.ask("2", "wait", #"["x"]"#)
    client.ask("3", "wait", #"{"_meta":{"deadline_ms":3600000}}"#)
    client.ask("4", "wait", #"{"_meta":{"deadline_ms":30}}"#)

    #expect(client.next() == result("1", #""some""#))
    #expect(client.next() == failure("4", .timeout(deadlineMilliseconds: 30)))
    #expect(client.next() == failure("3", .timeout(deadlineMilliseconds: 1000)))
    client.responder.open("x")
    #expect(client.next() == result("2", #""x""#))
  }

  @Test(arguments: [
    (#"{"_meta":5}"#, "_meta", "an object", "5"),
    (
      #"{"_meta":{"deadline_ms":"soon"}}"#, "_meta.deadline_ms",
      "a number of milliseconds, 0 or more", "\"soon\""
    ),
    (
      #"{"_meta":{"deadline_ms":-1}}"#, "_meta.deadline_ms",
      "a number of milliseconds, 0 or more", "-1"
    ),
    (
      #"{"_meta":{"progressToken":true}}"#, "_meta.progressToken", "a text or a number", "true"
    ),
  ])
  func `a bad _meta is refused`(params: String, name: String, expected: String, got: String) {
    let client = TestClient()

    client.ask("1", "server.ping", params)

    #expect(
      client.next()
        == failure(
          "1",
          .invalidParams(
            "\(name) is \(got) but must be \(expected)", param: name, expected: expected, got: got)
        ))
  }

  @Test(arguments: ["0", "\"\"", "1e2", "\"t\\u0041\""])
  func `progress is told under the token that came, strictly increasing`(token: String) {
    let client = TestClient()

    client.ask("1", "progress", #"{"a":[0, 1, 1, 0.5, 2.5],"_meta":{"progressToken":\#(token)}}"#)

    func progress(_ value: String) -> String {
      #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":\#(token),"#
        + #""progress":\#(value),"total":10,"message":"step"}}"#
    }
    #expect(
      client.finish() == [progress("0"), progress("1"), progress("2.5"), result("1", #""done""#)])
  }

  @Test func `without a token nothing is told`() {
    #expect(
      TestClient.replies(to: #"{"jsonrpc":"2.0","id":1,"method":"progress","params":[1,2]}"#)
        == [result("1", #""done""#)])
  }

  @Test func `the end of input leaves nothing unanswered`() {
    let client = TestClient(threadCount: 1)

    for id in 1...50 { client.ask("\(id)", "read slowly", #"["a"]"#) }
    client.sendRaw(#"{"jsonrpc":"2.0","id":51,"method":"server.ping"}"#)

    #expect(Set(client.finish()).count == 51)
  }

  @Test func `half a message at the end is answered as what it is`() {
    let replies = TestClient.replies(to: #"{"jsonrpc":"2.0","id":1,"met"#)

    #expect(replies.count == 1)
    #expect(
      replies.first?.hasPrefix(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"#) == true)
  }

  @Test func `where the end of input means cancel, work stops unanswered`() {
    let client = TestClient(atEnd: .cancel)

    client.ask("1", "wait", #"["x"]"#)
    #expect(client.responder.waits(for: "began x"))

    #expect(client.finish() == [])
    #expect(client.responder.waits(for: "cancelled x"))
  }

  @Test func `a broken connection cancels its requests`() {
    let client = TestClient(threadCount: 1)

    client.ask("1", "wait", #"["x"]"#)
    client.ask("2", "wait", #"["y"]"#)
    #expect(client.responder.waits(for: "began x"))
    client.channel.breakOff()

    #expect(client.responder.waits(for: "cancelled x"))
    #expect(client.waitUntilServed())
    #expect(!client.responder.events.contains("began y"))
  }

  /// 64 in flight: the thread that reads waits for room when the client goes.
  @Test func `a connection that breaks while it is not read is noticed`() {
    let client = TestClient(threadCount: 1)

    for id in 1...70 { client.ask("\(id)", "wait", #"["x"]"#) }
    #expect(client.responder.waits(for: "began x"))
    client.channel.breakOff()

    #expect(client.responder.waits(for: "cancelled x"))
    #expect(client.waitUntilServed())
  }

  @Test func `a shutdown lets work finish and refuses the rest`() {
    let client = TestClient(threadCount: 1)

    client.ask("1", "wait", #"["x"]"#)
    client.ask("2", "wait", #"["y"]"#)
    #expect(client.responder.waits(for: "began x"))
    client.ask("3", "server.ping")
    #expect(client.next() == result("3", "{}"))
    client.conversation.beginShutdown()
    #expect(client.next() == failure("2", .shuttingDown))
    client.ask("4", "server.ping")
    #expect(client.next() == failure("4", .shuttingDown))
    #expect(!client.conversation.waitUntilIdle(atMost: 10))
    client.responder.open("x")
    #expect(client.next() == result("1", #""x""#))
    #expect(client.conversation.waitUntilIdle(atMost: 20_000))
    client.conversation.close(atMost: 1000)

    #expect(client.next() == nil)
    #expect(client.waitUntilServed())
  }

  @Test func `what does not finish in time is cancelled, what does not heed that is answered for`()
  {
    let client = TestClient(threadCount: 2)

    client.ask("1", "wait", #"["x"]"#)
    client.ask("2", "stubborn", #"["y"]"#)
    #expect(client.responder.waits(for: "began x"))
    #expect(client.responder.waits(for: "began y"))
    client.conversation.beginShutdown()
    client.conversation.cancelRunning()
    #expect(client.next() == failure("1", .shuttingDown))
    client.conversation.answerForRunning()
    #expect(client.next() == failure("2", .shuttingDown))
    client.responder.open("y")
    #expect(client.responder.waits(for: "ended y"))
    client.conversation.close(atMost: 1000)

    #expect(client.next() == nil)
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server.ping\"}\n", 0),
    ("\u{16}\u{3}\u{1}\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server.ping\"}\n", 0),
    ("Content-Length: x\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server.ping\"}", 1),
  ])
  func `what must not be executed is not`(input: String, replyCount: Int) {
    let client = TestClient()

    client.sendRaw(input)
    var replies: [String] = []
    while let line = client.next() { replies.append(line) }

    #expect(replies.joined().isEmpty == (replyCount == 0))
    #expect(client.waitUntilServed())
    #expect(!client.responder.events.contains("server.ping"))
  }
}
