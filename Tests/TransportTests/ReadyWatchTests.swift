import Testing
import Transport

@Suite("Waiting for many sockets", .timeLimit(.minutes(1)))
struct ReadyWatchTests {
  @Test func `tells what comes once, what had come before, and the end`() throws {
    let watch = try #require(ReadyWatch())
    let (client, server) = try SocketTests.pair("127.0.0.1")
    var buffer = [UInt8](repeating: 0, count: 16)
    #expect(server.readNow(into: &buffer) == nil)
    #expect(client.trySend([1, 2], from: 0) == .sent(2))

    #expect(watch.add(server, as: 5))
    #expect(watch.next(atMost: 20_000) == .ready(number: 5, isOver: false))
    #expect(watch.next(atMost: 0) == .nothing)
    #expect(server.readNow(into: &buffer) == .bytes(2))
    #expect(server.readNow(into: &buffer) == nil)

    client.finishSending()
    #expect(watch.next(atMost: 20_000) == .ready(number: 5, isOver: true))
    #expect(server.readNow(into: &buffer) == .end)
  }

  @Test func `wakes all threads at its end`() throws {
    let watch = try #require(ReadyWatch())
    let (client, server) = try SocketTests.pair("127.0.0.1")
    #expect(watch.add(server, as: 0))
    watch.remove(server)
    #expect(client.trySend([1], from: 0) == .sent(1))
    var buffer: [UInt8] = [0, 0]
    let ended = Monitor(0)

    for _ in 0..<5 {
      _ = startThread {
        if watch.next(atMost: 20_000) == .closed { ended.with { $0 += 1 } }
      }
    }
    watch.close()

    #expect(ended.wait(atMost: 20_000) { $0 == 5 ? true : nil } == true)
    #expect(server.readNow(into: &buffer) == .bytes(1))
  }
}
