import Connection
import Foundation
import JSON
import JSONRPC
import SegmentServer
import Testing
import Transport

@Suite("The daemon around a responder", .timeLimit(.minutes(2)))
struct ServerTests {
  let responder = TestResponder()

  static let token = "a-token-for-tests-alone"

  func start(graceSeconds: Int = 10) throws -> RunningServer {
    var options = ServerOptions()
    options.tokens = try AccessTokens(admin: Self.token)
    options.log = .none
    options.graceSeconds = graceSeconds
    return try Server.start(
      at: [.tcp(Endpoint("127.0.0.1:0"))], responder: responder, options: options)
  }

  func caller(_ server: RunningServer) throws -> Caller {
    try Self.caller(server.addresses[0])
  }

  static func caller(_ address: Address) throws -> Caller { Caller(try channel(address)) }

  /// A connection that has been authenticated.
  static func channel(_ address: Address) throws -> SocketChannel {
    let channel = try SocketChannel.connect(to: address)
    _ = channel.trySend(Array((auth + "\n").utf8), from: 0)
    var reply: [UInt8] = []
    var oneByte: [UInt8] = [0]
    while reply.last != UInt8(ascii: "\n"), case .bytes = channel.read(into: &oneByte) {
      reply += oneByte
    }
    #expect(String(decoding: reply, as: UTF8.self) == welcome + "\n")
    return channel
  }

  static let auth = #"{"jsonrpc":"2.0","id":0,"method":"auth","params":["\#(token)"]}"#
  static let welcome = #"{"jsonrpc":"2.0","id":0,"result":{"role":"admin"}}"#

  /// All that comes back on a socket for these bytes, once the input has ended.
  static func replies(_ server: RunningServer, to text: String) throws -> String {
    let channel = try SocketChannel.connect(to: server.addresses[0])
    _ = channel.trySend(Array(text.utf8), from: 0)
    channel.finishSending()
    var replies: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case .bytes(let count) = channel.read(into: &buffer) { replies += buffer[..<count] }
    return String(decoding: replies, as: UTF8.self)
  }

  @Test func `requests are answered over TCP in either framing`() throws {
    let server = try start()
    let ping = #"{"jsonrpc":"2.0","id":1,"method":"server.ping"}"#
    let pong = #"{"jsonrpc":"2.0","id":1,"result":{}}"#

    #expect(
      try Self.replies(server, to: "\(Self.auth)\n\(ping)\n\(ping)")
        == "\(Self.welcome)\n\(pong)\n\(pong)\n")
    let header = "content-length: \(Self.auth.utf8.count)\n\n"
    #expect(
      try Self.replies(server, to: header + Self.auth + "content-length: 47\n\n" + ping)
        == "Content-Length: 50\r\n\r\n\(Self.welcome)Content-Length: 36\r\n\r\n\(pong)")
    server.stop()
  }

  @Test func `a reply of megabytes crosses whole`() throws {
    let server = try start()
    let text = "[\"" + String(repeating: "x", count: 5_000_000) + "\"]"

    #expect(try caller(server).call("echo", params: Array(text.utf8)).text == text)
    server.stop()
  }

  @Test func `one client's long work leaves another free`() throws {
    let server = try start()
    let callers = try (0..<8).map { _ in try Self.channel(server.addresses[0]) }
    for channel in callers {
      _ = channel.trySend(Array(#"{"jsonrpc":"2.0","id":1,"method":"wait"}"#.utf8 + [10]), from: 0)
    }
    #expect(responder.waitingCount.wait(atMost: 20_000) { $0 > 0 ? true : nil } == true)

    #expect(try caller(server).call("server.ping").text == "{}")
    responder.open()
    server.stop()
  }

  @Test func `a client that goes takes its work with it`() throws {
    let server = try start()

    try askAndLeave(server)

    #expect(responder.cancelledCount.wait(atMost: 20_000) { $0 == 1 ? true : nil } == true)
    server.stop()
    #expect(server.connectionCount == 0)
  }

  /// Asks for long work and leaves with a reply unread, which makes the close a reset; a mere end
  /// of input would be answered first.
  private func askAndLeave(_ server: RunningServer) throws {
    let channel = try Self.channel(server.addresses[0])
    let requests =
      #"{"jsonrpc":"2.0","id":1,"method":"wait"}"# + "\n"
      + #"{"jsonrpc":"2.0","id":2,"method":"server.ping"}"# + "\n"
    _ = channel.trySend(Array(requests.utf8), from: 0)
    var oneByte: [UInt8] = [0]
    #expect(channel.read(into: &oneByte) == .bytes(1))
    #expect(responder.waitingCount.wait(atMost: 20_000) { $0 == 1 ? true : nil } == true)
  }

  @Test func `shutdown answers, lets work finish and refuses the rest`() throws {
    let server = try start()
    let caller = try caller(server)
    let replies = Monitor<String?>(nil)
    let address = server.addresses[0]
    _ = startThread {
      let channel = try? Self.channel(address)
      let result = channel.flatMap { try? Caller($0).call("wait") }
      replies.with { $0 = result?.text ?? "lost" }
    }
    #expect(responder.waitingCount.wait(atMost: 20_000) { $0 == 1 ? true : nil } == true)

    #expect(try caller.call("server.shutdown").text == "{}")
    server.waitUntilAsked()
    let stopped = Monitor(false)
    _ = startThread {
      server.stop()
      stopped.with { $0 = true }
    }
    // Refused once the end has begun; until then answered.
    var refusal: CallerError?
    let giveUp = ContinuousClock.now + .seconds(20)
    while refusal == nil, ContinuousClock.now < giveUp {
      do { _ = try caller.call("server.ping") } catch { refusal = error }
    }
    #expect(refusal == .refused(.shuttingDown))
    responder.open()

    #expect(replies.wait(atMost: 20_000) { $0 } == "\"waited\"")
    #expect(stopped.wait(atMost: 20_000) { $0 ? true : nil } == true)
    #expect(server.connectionCount == 0)
    #expect(throws: TransportError.self) { try SocketChannel.connect(to: address) }
  }

  @Test func `work that takes too long is cancelled and answered`() throws {
    let server = try start(graceSeconds: 0)
    let address = server.addresses[0]
    let outcome = Monitor<CallerError?>(nil)
    _ = startThread {
      do {
        _ = try Caller(Self.channel(address)).call("wait")
      } catch {
        outcome.with { $0 = error as? CallerError }
      }
    }
    #expect(responder.waitingCount.wait(atMost: 20_000) { $0 == 1 ? true : nil } == true)

    server.stop()

    #expect(outcome.wait(atMost: 20_000) { $0 } == .refused(.shuttingDown))
    #expect(responder.cancelledCount.with { $0 } == 1)
  }

  @Test func `two thousand clients come and go`() throws {
    let server = try start()
    var answered = 0

    for number in 0..<2_000 {
      let channel = try SocketChannel.connect(to: server.addresses[0])
      // Some say nothing, some half a message, some leave without reading.
      switch number % 4 {
      case 0: answered += try caller(server).call("server.ping").text == "{}" ? 1 : 0
      case 1: _ = channel.trySend(Array("{\"jsonrpc\"".utf8), from: 0)
      case 2: _ = channel.trySend(Array("Content-Length: 99\r\n\r\n{".utf8), from: 0)
      default: break
      }
      channel.close()
    }

    #expect(answered == 500)
    #expect(try caller(server).call("server.ping").text == "{}")
    server.stop()
    #expect(server.connectionCount == 0)
  }

  @Test func `many clients at once each get their own answers`() throws {
    let server = try start()
    let address = server.addresses[0]
    let results = Monitor<[Int]>([])

    for client in 0..<50 {
      _ = startThread {
        var right = 0
        if let channel = try? Self.channel(address) {
          let caller = Caller(channel)
          for number in 0..<50 {
            let text = "[\(client),\(number)]"
            if (try? caller.call("echo", params: Array(text.utf8)))?.text == text { right += 1 }
          }
        }
        results.with { $0.append(right) }
      }
    }

    let all = results.wait(atMost: 60_000) { $0.count == 50 ? $0 : nil }
    #expect(all == [Int](repeating: 50, count: 50))
    server.stop()
  }

  @Test func `a web request is closed without an answer`() throws {
    let server = try start()

    #expect(
      try Self.replies(
        server,
        to: "POST / HTTP/1.1\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server.shutdown\"}\n"
      )
        == "")
    #expect(try caller(server).call("server.ping").text == "{}")
    server.stop()
  }

  @Test func `a process can serve itself`() throws {
    var options = ServerOptions()
    options.log = .none
    let caller = Caller(Server.local(responder: responder, options: options))

    #expect(try caller.call("server.ping").text == "{}")
    caller.close()
  }
}
