import Connection
import JSONRPC
import Testing
import Transport

@Suite("Order and work on one connection")
struct ConcurrencyTests {
  @Test func `a read waits for the write before it, others do not`() {
    let client = TestClient()

    client.ask("1", "write", #"["a"]"#)
    client.ask("2", "read", #"["a"]"#)
    client.ask("3", "read", #"["b"]"#)
    client.ask("4", "server.ping")
    #expect(client.next(2) == [result("3", #""b@0""#), result("4", "{}")])
    client.responder.open("a")
    #expect(client.next(2) == [result("1", #""a@1""#), result("2", #""a@1""#)])
    #expect(client.finish() == [])
  }

  @Test func `lists wait for every write`() {
    let client = TestClient()

    client.ask("1", "write", #"["a"]"#)
    client.ask("2", "write", #"["b"]"#)
    client.ask("3", "list")
    client.ask("4", "server.ping")
    #expect(client.next() == result("4", "{}"))
    client.responder.open("b")
    #expect(client.next() == result("2", #""b@1""#))
    client.responder.open("a")
    #expect(client.next(2) == [result("1", #""a@1""#), result("3", #""a@1 b@1""#)])
  }

  /// Both writes are asked for before anything runs; the read between them sees the first only.
  @Test func `what comes later does not touch what was asked before`() {
    let client = TestClient()

    client.ask("1", "write", #"["a"]"#)
    client.ask("2", "read slowly", #"["a"]"#)
    client.ask("3", "write", #"["a"]"#)
    client.ask("4", "read", #"["a"]"#)
    client.responder.open("a")

    #expect(
      Set(client.next(4)) == [
        result("1", #""a@1""#), result("2", #""a@1""#), result("3", #""a@2""#),
        result("4", #""a@2""#),
      ])
  }

  @Test func `a write waits for the end of what reads while it works`() {
    let client = TestClient(threadCount: 4)

    client.responder.open("a")
    client.ask("1", "look", #"["l"]"#)
    #expect(client.responder.waits(for: "began look l"))
    client.ask("2", "write", #"["a"]"#)
    client.ask("3", "read", #"["a"]"#)
    client.ask("4", "server.ping")
    #expect(client.next() == result("4", "{}"))
    client.responder.open("l")
    #expect(client.next() == result("1", #""""#))
    #expect(client.next(2) == [result("2", #""a@1""#), result("3", #""a@1""#)])
  }

  @Test func `a write waits until an earlier read of two resources has both`() {
    let client = TestClient(threadCount: 4)

    client.ask("1", "write", #"["b"]"#)
    client.ask("2", "read", #"["a", "b"]"#)
    client.ask("3", "write", #"["a"]"#)
    client.responder.open("a")
    client.ask("4", "server.ping")
    #expect(client.next() == result("4", "{}"))
    client.responder.open("b")
    #expect(client.next() == result("1", #""b@1""#))
    #expect(Set(client.next(2)) == [result("2", #""a@0 b@1""#), result("3", #""a@1""#)])
  }

  /// The batch reads b only after its own write of a; the write of b behind it must not come first.
  @Test func `a write waits for a batch whose member has not taken its version`() {
    let client = TestClient(threadCount: 4)

    client.responder.open("b")
    client.send(
      #"[{"jsonrpc":"2.0","id":1,"method":"write","params":["a"]},"#
        + #"{"jsonrpc":"2.0","id":2,"method":"read","params":["a","b"]}]"#)
    #expect(client.responder.waits(for: "began write a"))
    client.ask("3", "write", #"["b"]"#)
    client.ask("4", "server.ping")
    #expect(client.next() == result("4", "{}"))
    client.responder.open("a")

    #expect(
      client.next(2) == [
        "[" + result("1", #""a@1""#) + "," + result("2", #""a@1 b@0""#) + "]",
        result("3", #""b@1""#),
      ])
  }

  @Test func `more long calls than threads hold up nothing short`() {
    let client = TestClient(threadCount: 2)

    for id in 1...40 { client.ask("\(id)", "wait", #"["long"]"#) }
    #expect(client.responder.waits(for: "began long", count: 2))
    client.ask("\"ping\"", "server.ping")
    client.ask("\"read\"", "read", #"["a"]"#)
    #expect(client.next(2) == [result("\"ping\"", "{}"), result("\"read\"", #""a@0""#)])
    #expect(client.responder.events.count { $0 == "began long" } == 2)
    client.responder.open("long")
    #expect(Set(client.next(40)).count == 40)
    #expect(client.finish() == [])
  }

  @Test func `a batch runs in order and is answered in order in one array`() {
    let client = TestClient()
    func member(_ id: Int, _ method: String, _ params: String) -> String {
      #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#
    }

    client.responder.open("a")
    client.send(
      "["
        + [
          member(1, "read", #"["a"]"#), member(2, "write", #"["a"]"#),
          member(3, "read", #"["a"]"#), member(4, "write", #"["a"]"#), member(5, "list", "[]"),
        ].joined(separator: ",") + "]")

    #expect(
      client.next()
        == "["
        + [
          result("1", #""a@0""#), result("2", #""a@1""#), result("3", #""a@1""#),
          result("4", #""a@2""#), result("5", #""a@2""#),
        ].joined(separator: ",") + "]")
  }

  @Test func `a batch waits for what its members read, and is waited for`() {
    let client = TestClient()

    client.ask("1", "write", #"["a"]"#)
    client.send(
      #"[{"jsonrpc":"2.0","id":2,"method":"server.ping"},"#
        + #"{"jsonrpc":"2.0","id":3,"method":"write reading","params":["b","a"]}]"#)
    client.ask("4", "read", #"["b"]"#)
    client.ask("5", "server.ping")
    #expect(client.next() == result("5", "{}"))
    client.responder.open("a")
    #expect(client.next() == result("1", #""a@1""#))
    client.responder.open("b")
    #expect(
      client.next(2) == [
        "[\(result("2", "{}")),\(result("3", #""b@1 from a@1""#))]", result("4", #""b@1""#),
      ])
  }

  /// At 64 unanswered the connection is not read: the ping behind them is answered when there is
  /// room.
  @Test func `beyond 64 in flight nothing is read until one is answered`() {
    let client = TestClient()

    for id in 1...64 { client.ask("\(id)", "wait", #"["long"]"#) }
    client.ask("65", "server.ping")
    #expect(client.responder.waits(for: "began long", count: 2))
    #expect(!client.responder.events.contains("server.ping"))
    client.responder.open("long")
    let replies = client.next(65)

    #expect(replies.contains(result("65", "{}")))
    #expect(replies.first != result("65", "{}"))
    #expect(Set(replies).count == 65)
  }

  @Test(arguments: [1 << 10, 1 << 18])
  func `large replies at once to a slow reader keep their frames`(capacity: Int) {
    let client = TestClient(threadCount: 8, capacity: capacity, isReading: false)
    let size = 1_000_000

    for id in 0..<20 { client.ask("\(id)", "big", "[\(size), \(id)]") }
    client.startReading()
    let replies = client.next(20)

    let expected = (0..<20).map {
      result("\($0)", String(repeating: String($0 % 9 + 1), count: size))
    }
    #expect(Set(replies) == Set(expected))
    #expect(client.finish() == [])
  }

  /// The queue holds 1 MiB, which is 21 replies; some more are on the wire or begun, 64 are read.
  @Test func `a client that does not read is not read`() {
    let client = TestClient(
      threadCount: 4, limits: WireLimits(outputBytes: 1 << 20), isReading: false)

    for id in 0..<200 { client.ask("\(id)", "big", "[50000, 1]") }
    client.ask("200", "server.ping")
    client.channel.finishSending()
    #expect(client.responder.waits(for: "made big", count: 21))
    // Time for more to be done, which must not be.
    _ = client.responder.script.wait(atMost: 200) { _ -> Bool? in nil }
    let doneCount = client.responder.events.count
    #expect(doneCount <= 40)
    #expect(!client.responder.events.contains("server.ping"))
    client.startReading()
    let replyCount = Set(client.next(201)).count

    #expect(replyCount == 201)
    #expect(client.responder.events.contains("server.ping"))
  }

  @Test func `a result that is no line of JSON is our fault and is answered`() {
    let replies = TestClient.replies(
      to: #"{"jsonrpc":"2.0","id":1,"method":"empty"}"# + "\n"
        + #"{"jsonrpc":"2.0","id":2,"method":"two lines"}"# + "\n"
        + #"{"jsonrpc":"2.0","id":3,"method":"server.ping"}"#)

    #expect(replies.count == 3)
    #expect(replies[0].hasPrefix(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"#))
    #expect(replies[1].hasPrefix(#"{"jsonrpc":"2.0","id":2,"error":{"code":-32603,"#))
    #expect(replies[2] == result("3", "{}"))
  }

  @Test func `a reply above the limit is refused with advice`() {
    let limits = WireLimits(messageBytes: 1000)
    let replies = TestClient.replies(
      to: #"{"jsonrpc":"2.0","id":1,"method":"big","params":[2000,1]}"# + "\n"
        + #"[{"jsonrpc":"2.0","id":2,"method":"big","params":[500,1]},"#
        + #"{"jsonrpc":"2.0","id":3,"method":"big","params":[500,2]}]"#, limits: limits)

    // `{"jsonrpc":"2.0","id":1,"result":` and `}` are 34 bytes; the array adds 4.
    #expect(
      Set(replies) == [
        failure("1", .replyTooLarge(size: 2034, limit: 1000)),
        "[\(result("2", String(repeating: "2", count: 500))),"
          + failure("3", .replyTooLarge(size: 1072, limit: 1000)) + "]",
      ])
  }

  @Test func `a message above the limit is refused and the next one answered`() {
    let replies = TestClient.replies(
      to: "[\(String(repeating: "1", count: 100))]\n"
        + #"{"jsonrpc":"2.0","id":3,"method":"server.ping"}"#,
      limits: WireLimits(messageBytes: 100))

    #expect(
      replies == [failure("null", .messageTooLarge(limit: 100)), result("3", "{}")])
  }
}
