import Connection
import JSONRPC
import Testing
import Transport

@Suite("The bridge")
struct BridgeTests {
  /// A bridge at work, the client's end of one wire and the daemon's end of the other.
  struct Joined {
    let client: MemoryChannel
    let daemon: MemoryChannel
    private let outcome = Monitor<Bridge.Outcome?>(nil)

    init(token: String?) {
      let (client, inner) = MemoryChannel.pair(capacity: 1 << 10)
      let (outer, daemon) = MemoryChannel.pair(capacity: 1 << 10)
      (self.client, self.daemon) = (client, daemon)
      let outcome = outcome
      _ = startThread {
        let found = Bridge(client: inner, daemon: outer, token: token).run()
        outcome.with { $0 = found }
      }
    }

    /// How it ended; nil where it has not within 20 s.
    var end: Bridge.Outcome? { outcome.wait(atMost: 20_000) { $0 } }
  }

  /// Reads until so many bytes came, or the end.
  private func read(_ count: Int, from channel: MemoryChannel) -> String {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 100)
    while text.count < count, case .bytes(let part) = channel.read(into: &buffer) {
      text += buffer[..<part]
    }
    return String(decoding: text, as: UTF8.self)
  }

  private func send(_ text: String, to channel: MemoryChannel) {
    let bytes = Array(text.utf8)
    var offset = 0
    while offset < bytes.count {
      guard case .sent(let count) = channel.trySend(bytes, from: offset) else { return }
      offset += count
      if count == 0 { channel.waitToSend(milliseconds: 100) }
    }
  }

  private static let auth =
    #"{"jsonrpc":"2.0","id":1,"method":"auth","params":{"token":"open \"sesame\""}}"#
  private static let taken = #"{"jsonrpc":"2.0","id":1,"result":{"role":"admin"}}"#
  private static let ping = #"{"jsonrpc":"2.0","id":0,"method":"server.ping"}"#

  @Test func `a byte order mark of the client does not stand behind the token`() {
    let joined = Joined(token: "open \"sesame\"")

    send("\u{FEFF}" + Self.ping + "\n", to: joined.client)
    let first = read(Self.auth.utf8.count + 1, from: joined.daemon)
    send(Self.taken + "\n", to: joined.daemon)
    let second = read(Self.ping.utf8.count + 1, from: joined.daemon)
    joined.client.close()
    joined.daemon.close()

    #expect(first == Self.auth + "\n")
    #expect(second == Self.ping + "\n")
    #expect(joined.end == .clientEnded)
  }

  @Test(arguments: [FrameStyle.lines, .headers])
  func `the token goes ahead in the client's framing, and its answer stays`(style: FrameStyle) {
    func frame(_ text: String) -> String {
      String(decoding: style.frame(Array(text.utf8)), as: UTF8.self)
    }
    let joined = Joined(token: "open \"sesame\"")

    send(frame(Self.ping), to: joined.client)
    let first = read(frame(Self.auth).utf8.count, from: joined.daemon)
    send(frame(Self.taken), to: joined.daemon)
    let second = read(frame(Self.ping).utf8.count, from: joined.daemon)
    send(frame("{}"), to: joined.daemon)
    let heard = read(frame("{}").utf8.count, from: joined.client)
    joined.client.finishSending()
    let rest = read(1, from: joined.daemon)
    joined.daemon.close()

    #expect(first == frame(Self.auth))
    #expect(second == frame(Self.ping))
    #expect(heard == frame("{}"))
    #expect(rest == "")
    #expect(joined.end == .clientEnded)
  }

  @Test func `without a token bytes are carried as they are, also after the client's end`() {
    let text = String(repeating: "any bytes, ", count: 10_000)
    let joined = Joined(token: nil)
    let (client, daemon) = (joined.client, joined.daemon)
    let (asked, answered) = (Monitor(""), Monitor(""))

    _ = startThread {
      let text = self.read(.max, from: daemon)
      asked.with { $0 = text }
      self.send(text, to: daemon)
      daemon.finishSending()
    }
    _ = startThread {
      let text = self.read(.max, from: client)
      answered.with { $0 = text }
    }
    send(text, to: client)
    client.finishSending()

    #expect(joined.end == .clientEnded)
    #expect(asked.with { $0 } == text)
    #expect(answered.wait(atMost: 10_000) { $0.isEmpty ? nil : $0 } == text)
  }

  @Test func `a token that is not taken ends it with the daemon's words`() {
    let joined = Joined(token: "wrong")

    send(Self.ping + "\n", to: joined.client)
    _ = read(60, from: joined.daemon)
    send(
      #"{"jsonrpc":"2.0","id":1,"error":{"code":1020,"message":"no such token","data":{}}}"#
        + "\n", to: joined.daemon)

    guard case .refused(let error)? = joined.end else {
      Issue.record("it ended otherwise: \(String(describing: joined.end))")
      return
    }
    #expect(error.code == 1020)
    #expect(error.message == "no such token")
    #expect(read(1, from: joined.client) == "")
  }

  @Test func `a daemon that goes away is told apart from a client that does`() {
    let gone = Joined(token: nil)
    send("{", to: gone.client)
    _ = read(1, from: gone.daemon)
    gone.daemon.close()

    #expect(gone.end == .daemonEnded("it closed the connection"))

    let left = Joined(token: nil)
    left.client.close()

    #expect(left.end == .clientEnded)
  }

  @Test func `a client that says nothing is no reason to ask the daemon`() {
    let joined = Joined(token: "open")

    joined.client.finishSending()

    #expect(joined.end == .clientEnded)
    #expect(read(1, from: joined.daemon) == "")
  }

  @Test func `a web request is not carried on`() {
    let joined = Joined(token: "open")

    send("GET / HTTP/1.1\r\n\r\n", to: joined.client)

    guard case .unknownLanguage(let reason)? = joined.end else {
      Issue.record("it ended otherwise: \(String(describing: joined.end))")
      return
    }
    #expect(reason == "a web request came where JSON-RPC is spoken; nothing of it was done")
    #expect(read(1, from: joined.daemon) == "")
  }
}
