import Testing
import Transport

@Suite("TCP on the loopback")
struct SocketTests {
  static func text(_ channel: any Channel) -> String {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case .bytes(let count) = channel.read(into: &buffer) { text += buffer[..<count] }
    return String(decoding: text, as: UTF8.self)
  }

  static func pair(_ host: String) throws -> (client: SocketChannel, server: SocketChannel) {
    let listener = try SocketListener(.tcp(Endpoint(host: host, port: 0)))
    let client = try SocketChannel.connect(to: listener.address)
    guard case .channel(let server) = listener.accept() else {
      throw TransportError.noStandardStream(name: "nobody")
    }
    return (client, server)
  }

  @Test(arguments: ["127.0.0.1", "::1"])
  func `bytes go there and back, and either side may finish first`(host: String) throws {
    let (client, server) = try Self.pair(host)

    #expect(client.trySend(Array("hello".utf8), from: 1) == .sent(4))
    client.finishSending()
    #expect(Self.text(server) == "ello")
    #expect(server.breakage == nil)
    #expect(server.trySend(Array("world".utf8), from: 0) == .sent(5))
    server.close()
    #expect(Self.text(client) == "world")
  }

  @Test func `port 0 becomes a port that can be called`() throws {
    let listener = try SocketListener(.tcp(Endpoint("127.0.0.1:0")))

    guard case .tcp(let endpoint) = listener.address else {
      Issue.record("\(listener.address)")
      return
    }
    #expect(endpoint.port > 0)
    #expect(try SocketChannel.connect(to: listener.address).peer == listener.address.description)
  }

  @Test func `a port that is taken is refused with what to do`() throws {
    let listener = try SocketListener(.tcp(Endpoint("127.0.0.1:0")))

    let error = try #require(throws: TransportError.self) { try SocketListener(listener.address) }

    #expect(
      error.description
        == "cannot listen on \(listener.address): Address already in use; choose another address "
        + "or stop the program that listens there")
  }

  @Test func `nobody there is told with what to do`() throws {
    let listener = try SocketListener(.tcp(Endpoint("127.0.0.1:0")))
    let address = listener.address
    listener.close()

    let error = try #require(throws: TransportError.self) {
      try SocketChannel.connect(to: address)
    }

    #expect(
      error.description
        == "cannot connect to \(address): Connection refused; start the daemon there first")
  }

  @Test func `closing wakes whoever reads or accepts`() throws {
    let (client, server) = try Self.pair("127.0.0.1")
    let listener = try SocketListener(.tcp(Endpoint("127.0.0.1:0")))
    let woken = Monitor(0)
    _ = startThread {
      var buffer: [UInt8] = [0]
      if server.read(into: &buffer) == .end { woken.with { $0 += 1 } }
    }
    _ = startThread {
      if case .closed = listener.accept() { woken.with { $0 += 1 } }
    }

    server.close()
    listener.close()

    #expect(woken.wait(atMost: 20_000) { $0 == 2 ? true : nil } == true)
    #expect(Self.text(client) == "")
  }

  @Test func `a socket that nobody reads takes no more without waiting`() throws {
    let (client, server) = try Self.pair("127.0.0.1")
    let bytes = [UInt8](repeating: 1, count: 1 << 20)
    var outcome = SendOutcome.sent(1)
    var total = 0

    while case .sent(let count) = outcome, count > 0, total < 1 << 28 {
      total += count
      outcome = client.trySend(bytes, from: 0)
    }

    #expect(outcome == .sent(0))
    server.close()
  }

  @Test func `a reset is seen without reading`() throws {
    let (client, server) = try Self.pair("127.0.0.1")
    // Bytes that nobody reads make the close a reset.
    _ = server.trySend([1, 2, 3], from: 0)
    client.waitToSend(milliseconds: 1000)
    client.close()
    _ = server.trySend([4], from: 0)
    let isBroken = Monitor(false).wait(atMost: 5_000) { _ -> Bool? in
      server.breakage == nil ? nil : true
    }

    #expect(isBroken == true || server.trySend([5], from: 0) != .sent(1))
  }
}
