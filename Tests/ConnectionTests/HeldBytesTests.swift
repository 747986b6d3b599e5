import JSONRPC
import Locks
import Testing
import Transport

@testable import Connection

@Suite("What all connections hold")
struct HeldBytesTests {
  private static let free = ServerLimits.freeBytes

  @Test func `a little may always be held, more only below the limit, and by one beyond it`() {
    let held = HeldBytes(limit: 1_000_000)
    let small = HeldBytes.Account(held)
    let large = HeldBytes.Account(held)
    let third = HeldBytes.Account(held)

    small.add(Self.free)
    large.add(900_000)
    #expect(large.mayRead(isWithinMessage: true))
    third.add(500_000)
    #expect(small.mayRead(isWithinMessage: true))
    #expect(large.mayRead(isWithinMessage: true))
    #expect(!third.mayRead(isWithinMessage: true))
    large.endPrivilege()
    #expect(!large.mayRead(isWithinMessage: false))

    #expect(third.mayRead(isWithinMessage: true))
    #expect(!large.mayRead(isWithinMessage: true))
    third.add(-500_000)
    #expect(large.mayRead(isWithinMessage: true))
    #expect(held.total == 900_000 + Self.free)
  }

  @Test func `what an account held is given back with it`() {
    let held = HeldBytes(limit: 100)

    do {
      let account = HeldBytes.Account(held)
      account.open(standstill: { .zero }, giveUp: { _ in })
      account.add(1_000)
      #expect(held.total == 1_000)
      account.close()
    }

    #expect(held.total == 0)
  }

  @Test func `who stands still and holds most is given up, and only where others need the room`() {
    let held = HeldBytes(limit: 1_000_000)
    let gone = Guarded<[String]>([])
    let accounts = [(800_000, Duration.zero), (200_000, .seconds(60)), (300_000, .seconds(6))]
      .enumerated().map { index, part in
        let account = HeldBytes.Account(held)
        account.open(
          standstill: { part.1 },
          giveUp: { reason in gone.with { $0.append("\(index): \(reason)") } })
        account.add(part.0)
        return account
      }

    held.makeRoom()
    #expect(
      gone.with { $0 } == [
        "2: it held 300000 bytes and stood still for 5.0 seconds while others waited for room"
      ])
    accounts[0].add(-400_000)
    held.makeRoom()

    #expect(gone.with { $0.count } == 1)
  }

  /// Messages that are never ended fill the room; those that come whole get through all the same.
  @Test func `half messages of many clients let whole ones pass`() {
    let limits = WireLimits(messageBytes: 1 << 20)
    let services = Services(
      pool: WorkPool(threadCount: 1), limits: limits,
      serverLimits: ServerLimits(heldBytes: 1 << 20))
    let half = (0..<4).map { _ in TestClient(services: services) }
    let text = String(repeating: "x", count: 600_000)

    for client in half {
      client.sendSoon(#"{"jsonrpc":"2.0","id":1,"method":"echo","params":["\#(text)"#)
    }
    #expect(PressureTests.becomes { services.held.total >= 1 << 20 })
    let small = TestClient(services: services)
    small.ask("1", "server.ping")
    #expect(small.next() == result("1", "{}"))
    for client in half { client.sendSoon(#"\#(text.prefix(300_000))"]}"# + "\n") }

    for client in half {
      #expect(client.next()?.utf8.count == 900_038)
    }
    #expect(PressureTests.becomes { services.held.total == 0 })
  }
}

extension TestClient {
  /// Sends text on a thread of its own, behind what was sent so before.
  func sendSoon(_ text: String) {
    outbox.send(Array(text.utf8))
  }
}
