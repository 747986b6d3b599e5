import Connection
import JSONRPC
import Testing
import Transport

/// A client of a conversation over memory: sends text, collects the lines that come back.
final class TestClient: Sendable {
  struct Received: Sendable {
    var lines: [String] = []
    var taken = 0
    var isOver = false
  }

  let responder = ScriptedResponder()
  let channel: MemoryChannel
  let conversation: Conversation
  /// Sends without waiting for room.
  let outbox: FrameWriter
  private let received = Monitor(Received())
  private let isServed = Monitor(true)

  /// Starts a conversation and a thread that reads what comes back.
  ///
  /// - Parameters:
  ///   - services: What it shares with other clients; a pool of its own unless given.
  ///   - readLimit: Bytes per read on either side; 1 is the slowest wire there is.
  ///   - isReading: False leaves the replies unread until ``startReading()``.
  init(
    threadCount: Int = 2, limits: WireLimits = WireLimits(),
    serverLimits: ServerLimits = ServerLimits(), services: Services? = nil,
    capacity: Int = 1 << 18, readLimit: Int = .max, isReading: Bool = true,
    atEnd: Conversation.AtEnd = .answer
  ) {
    let (client, server) = MemoryChannel.pair(capacity: capacity, readLimit: readLimit)
    channel = client
    outbox = FrameWriter(client)
    conversation = Conversation(
      server, responder: responder,
      services: services
        ?? Services(
          pool: WorkPool(threadCount: threadCount), limits: limits, serverLimits: serverLimits),
      name: "test", atEnd: atEnd)
    let (conversation, isServed) = (conversation, isServed)
    _ = startThread {
      conversation.run()
      isServed.with { $0 = false }
    }
    if isReading { startReading() }
  }

  /// Reads lines until the other side closes.
  func startReading() {
    let (channel, received) = (channel, received)
    _ = startThread {
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      var line: [UInt8] = []
      while case .bytes(let count) = channel.read(into: &buffer) {
        var rest = buffer[..<count]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          let text = String(decoding: line + rest[..<end], as: UTF8.self)
          received.with { $0.lines.append(text) }
          line = []
          rest = rest[(end + 1)...]
        }
        line += rest
      }
      let rest = String(decoding: line, as: UTF8.self)
      received.with { received in
        if !rest.isEmpty { received.lines.append("unfinished: " + rest) }
        received.isOver = true
      }
    }
  }

  /// Sends text as it is; gives up where nothing is taken for 20 s.
  func sendRaw(_ text: String) {
    let bytes = Array(text.utf8)
    var offset = 0
    var idleCount = 0
    while offset < bytes.count {
      guard case .sent(let count) = channel.trySend(bytes, from: offset) else { return }
      offset += count
      idleCount = count == 0 ? idleCount + 1 : 0
      guard idleCount <= 20 else {
        Issue.record("nothing was taken for 20 seconds")
        return
      }
      if count == 0 { channel.waitToSend(milliseconds: 1000) }
    }
  }

  /// Sends a line.
  func send(_ line: String) { sendRaw(line + "\n") }

  /// Sends a request.
  func ask(_ id: String, _ method: String, _ params: String = "[]") {
    send(#"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#)
  }

  /// Sends a notification.
  func tell(_ method: String, _ params: String) {
    send(#"{"jsonrpc":"2.0","method":"\#(method)","params":\#(params)}"#)
  }

  /// The next line that comes back; nil at the end, or where nothing comes for 20 s.
  func next() -> String? {
    let line = received.wait(atMost: 20_000) { received -> String?? in
      if received.taken < received.lines.count {
        received.taken += 1
        return received.lines[received.taken - 1]
      }
      return received.isOver ? .some(nil) : nil
    }
    guard let line else {
      Issue.record("nothing came for 20 seconds")
      return nil
    }
    return line
  }

  /// The next lines.
  func next(_ count: Int) -> [String] { (0..<count).compactMap { _ in next() } }

  /// Ends the input and gives all that is still to come; nothing may hang.
  func finish() -> [String] {
    channel.finishSending()
    var rest: [String] = []
    while let line = next() { rest.append(line) }
    #expect(waitUntilServed())
    return rest
  }

  /// Waits until the conversation has returned.
  func waitUntilServed() -> Bool {
    isServed.wait(atMost: 20_000) { $0 ? nil : true } ?? false
  }

  /// What a whole input comes to, sent at once.
  static func replies(
    to input: String, readLimit: Int = .max, limits: WireLimits = WireLimits()
  ) -> [String] {
    let client = TestClient(limits: limits, readLimit: readLimit)
    client.sendRaw(input)
    return client.finish()
  }
}

/// A reply with a result.
func result(_ id: String, _ result: String) -> String {
  #"{"jsonrpc":"2.0","id":\#(id),"result":\#(result)}"#
}

/// A reply with an error.
func failure(_ id: String, _ error: RPCError) -> String {
  String(decoding: Reply.text(to: nil, .failure(error)), as: UTF8.self)
    .replacing(#""id":null"#, with: #""id":\#(id)"#, maxReplacements: 1)
}
