import JSONRPC
import Synchronization
import Testing
import Transport

@testable import Connection

@Suite("Connections under pressure")
struct PressureTests {
  /// Waits until something is so; false where it never is.
  static func becomes(_ isSo: () -> Bool) -> Bool {
    let clock = Monitor(0)
    for _ in 0..<4_000 {
      if isSo() { return true }
      _ = clock.wait(atMost: 5) { _ -> Bool? in nil }
    }
    return false
  }

  @Test func `above the queue's limit requests are refused, and short ones answered`() {
    let services = Services(pool: WorkPool(threadCount: 1, queueLimit: 3))
    let client = TestClient(services: services)
    let other = TestClient(services: services)

    client.ask("0", "wait", #"["a"]"#)
    #expect(client.responder.waits(for: "began a"))
    for id in 1...3 { client.ask("\(id)", "wait", #"["b"]"#) }
    #expect(Self.becomes { services.pool.queuedCount == 3 })
    other.ask("9", "wait", #"["b"]"#)
    let refusal = other.next() ?? ""
    #expect(
      refusal.hasPrefix(
        #"{"jsonrpc":"2.0","id":9,"error":{"code":1011,"message":"the daemon has too much to do; "#
          + "ask again in "))
    #expect(refusal.hasSuffix(#","retryable":true}}}"#))
    #expect(refusal.contains(#""retry_after_ms":"#))
    other.ask("10", "server.ping")
    #expect(other.next() == result("10", "{}"))
    #expect(services.pool.queuedCount == 3)
    client.responder.open("a")
    client.responder.open("b")

    #expect(client.next() == result("0", #""a""#))
    #expect(client.next(3) == (1...3).map { result("\($0)", #""b""#) })
    other.responder.open("c")
    other.ask("11", "wait", #"["c"]"#)
    #expect(other.next() == result("11", #""c""#))
    #expect(client.finish() + other.finish() == [])
  }

  @Test func `a refused notification changes nothing`() {
    let services = Services(pool: WorkPool(threadCount: 1, queueLimit: 1))
    let client = TestClient(services: services)

    client.ask("1", "wait", #"["a"]"#)
    #expect(client.responder.waits(for: "began a"))
    client.ask("2", "wait", #"["a"]"#)
    #expect(Self.becomes { services.pool.queuedCount == 1 })
    client.tell("write", #"["x"]"#)
    client.send(#"[{"jsonrpc":"2.0","id":3,"method":"wait","params":["a"]}]"#)
    #expect(client.next()?.hasPrefix(#"[{"jsonrpc":"2.0","id":3,"error":{"code":1011,"#) == true)
    client.responder.open("a")

    #expect(Set(client.finish()) == [result("1", #""a""#), result("2", #""a""#)])
    #expect(!client.responder.events.contains { $0.hasSuffix("write x") })
  }

  @Test func `the first job of another connection does not wait for all of one`() {
    let services = Services(pool: WorkPool(threadCount: 1))
    let many = TestClient(services: services)
    let one = TestClient(services: services)

    many.ask("0", "wait", #"["first"]"#)
    #expect(many.responder.waits(for: "began first"))
    for id in 1...40 { many.ask("\(id)", "wait", #"["rest"]"#) }
    #expect(Self.becomes { services.pool.queuedCount == 40 })
    one.responder.open("mine")
    one.ask("1", "wait", #"["mine"]"#)
    #expect(Self.becomes { services.pool.queuedCount == 41 })
    many.responder.open("first")

    // One job of the many may come before it, and stays until the test lets it go.
    #expect(many.responder.waits(for: "began rest"))
    many.ask("99", "server.ping")
    #expect(many.next() == result("0", #""first""#))
    #expect(many.next() == result("99", "{}"))
    #expect(one.responder.events == [])
    many.responder.open("rest")
    #expect(one.next() == result("1", #""mine""#))
    #expect(many.finish().count == 40)
  }

  @Test func `who does not read gets no more done, holds up nobody, and gets all when it reads`() {
    let limits = WireLimits(outputBytes: 20_000, writeTimeoutSeconds: 3_600)
    let services = Services(pool: WorkPool(threadCount: 1), limits: limits)
    // Room for all requests, whether or not the daemon still reads them.
    let slow = TestClient(services: services, capacity: 3_000, isReading: false)
    let quick = TestClient(services: services)

    for id in 1...40 { slow.ask("\(id)", "big", "[6000, \(id)]") }
    #expect(slow.responder.waits(for: "made big", count: 4))
    for id in 1...20 {
      quick.ask("\(id)", "big", "[3, 1]")
      #expect(quick.next() == result("\(id)", "222"))
    }
    #expect(slow.responder.events.count == 4)
    #expect(services.pool.queuedCount == 0)
    #expect(services.held.total > 20_000)
    slow.startReading()

    let replies = slow.finish()
    #expect(replies.count == 40)
    #expect(
      Set(replies)
        == Set(
          (1...40).map {
            result("\($0)", String(repeating: "\(1 + $0 % 9)", count: 6000))
          }))
    #expect(quick.finish() == [])
    #expect(Self.becomes { services.held.total == 0 })
  }

  @Test func `short replies that became ready do not pile up either`() {
    let limits = WireLimits(outputBytes: 20_000, writeTimeoutSeconds: 3_600)
    let services = Services(pool: WorkPool(threadCount: 2), limits: limits)
    let slow = TestClient(services: services, capacity: 1_000, isReading: false)
    let text = String(repeating: "x", count: 9_000)

    slow.ask("0", "write", #"["a"]"#)
    #expect(slow.responder.waits(for: "began write a"))
    for id in 1...30 { slow.ask("\(id)", "read", #"["a", "\#(text)"]"#) }
    #expect(Self.becomes { services.metrics.inFlightCount == 31 })
    slow.responder.open("a")
    #expect(Self.becomes { services.held.total > 20_000 && services.pool.threadCount > 0 })
    slow.startReading()

    #expect(slow.finish().count == 31)
  }

  @Test func `who reads nothing for too long is closed and its work cancelled`() {
    let limits = WireLimits(outputBytes: 1_000, writeTimeoutSeconds: 1)
    let services = Services(pool: WorkPool(threadCount: 2), limits: limits)
    let client = TestClient(services: services, capacity: 100, isReading: false)

    client.ask("1", "wait", #"["a"]"#)
    #expect(client.responder.waits(for: "began a"))
    client.ask("2", "big", "[900, 1]")

    #expect(client.waitUntilServed())
    #expect(client.responder.waits(for: "cancelled a"))
    #expect(
      client.conversation.writer.breakage == "the other side has read nothing for 1.0 seconds")
    #expect(Self.becomes { services.metrics.inFlightCount == 0 })
  }

  @Test func `unanswered requests that hold too much are not joined by more`() {
    let limits = WireLimits(heldBytes: 10_000)
    let services = Services(pool: WorkPool(threadCount: 1), limits: limits)
    let client = TestClient(services: services, capacity: 1 << 20)
    let text = String(repeating: "x", count: 4_000)

    for id in 1...20 { client.ask("\(id)", "wait", #"["a", "\#(text)"]"#) }
    #expect(client.responder.waits(for: "began a"))
    #expect(Self.becomes { services.metrics.inFlightCount == 3 })
    client.ask("21", "server.ping")
    #expect(services.metrics.inFlightCount == 3)
    client.responder.open("a")

    #expect(client.finish().count == 21)
  }

  @Test func `a request that is taken back leaves nothing in the queue`() {
    let services = Services(pool: WorkPool(threadCount: 1))
    let client = TestClient(services: services)
    let text = String(repeating: "x", count: 10_000)

    client.ask("0", "wait", #"["a"]"#)
    #expect(client.responder.waits(for: "began a"))
    for id in 1...100 {
      client.ask("\(id)", "wait", #"["b", "\#(text)"]"#)
      client.tell("$/cancelRequest", #"{"id":\#(id)}"#)
      #expect(client.next() == failure("\(id)", .cancelled))
    }

    #expect(services.pool.queuedCount == 0)
    #expect(Self.becomes { services.held.total < 1_000 })
    client.responder.open("a")
    #expect(client.finish() == [result("0", #""a""#)])
  }

  @Test func `idle threads go, and come back`() {
    let services = Services(pool: WorkPool(threadCount: 2))
    let client = TestClient(services: services)

    client.responder.open("a")
    for id in 1...10 { client.ask("\(id)", "wait", #"["a"]"#) }
    #expect(client.next(10).count == 10)
    #expect((1...2).contains(services.pool.threadCount))
    services.pool.close()
    #expect(Self.becomes { services.pool.threadCount == 0 })
  }
}
