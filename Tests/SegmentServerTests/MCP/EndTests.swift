import Connection
import JSON
import JSONRPC
import SegmentServer
import Testing
import Transport

@Suite("MCP on a connection")
struct EndTests {
  /// A conversation over memory with a responder whose `wait` runs until it is let go.
  private func conversation(_ lines: [String]) -> (Conversation, MemoryChannel, TestResponder) {
    let (client, server) = MemoryChannel.pair()
    let responder = TestResponder()
    let conversation = Conversation(
      server, responder: Session(responder, door: .open(.admin)), services: Services())
    let text = lines.map { $0 + "\n" }.joined()
    _ = client.trySend(Array(text.utf8), from: 0)
    return (conversation, client, responder)
  }

  private func everything(_ channel: MemoryChannel) -> String {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var text: [UInt8] = []
    while case .bytes(let count) = channel.read(into: &buffer) { text += buffer[..<count] }
    return String(decoding: text, as: UTF8.self)
  }

  private let initialize =
    #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}"#
  private let wait = #"{"jsonrpc":"2.0","id":1,"method":"wait"}"#

  @Test func `the end of input cancels what runs, and what was answered is sent`() {
    let (conversation, client, responder) = conversation([initialize, wait])
    let isServed = Monitor(false)
    _ = startThread {
      conversation.run()
      isServed.with { $0 = true }
    }
    #expect(responder.waitingCount.wait(atMost: 20_000) { $0 == 1 ? true : nil } == true)

    client.finishSending()

    let told = everything(client)
    #expect(told.hasPrefix(#"{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"2025-11-25""#))
    #expect(told.split(separator: "\n").count == 1)
    #expect(isServed.wait(atMost: 20_000) { $0 ? true : nil } == true)
    #expect(responder.cancelledCount.wait(atMost: 20_000) { $0 == 1 ? true : nil } == true)
  }

  @Test func `without MCP what was asked is answered`() {
    let (conversation, client, responder) = conversation([wait])
    _ = startThread { conversation.run() }
    #expect(responder.waitingCount.wait(atMost: 20_000) { $0 == 1 ? true : nil } == true)

    client.finishSending()
    responder.open()

    #expect(everything(client) == #"{"jsonrpc":"2.0","id":1,"result":"waited"}"# + "\n")
  }

  @Test func `a mark, line ends of two bytes and blank lines change nothing`() {
    let (conversation, client, _) = conversation([
      "\u{FEFF}\r", initialize + "\r", "\r", "", #"{"jsonrpc":"2.0","id":"","method":"ping"}"#,
    ])
    _ = startThread { conversation.run() }
    client.finishSending()

    let lines = everything(client).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.last == #"{"jsonrpc":"2.0","id":"","result":{}}"#)
  }
}
