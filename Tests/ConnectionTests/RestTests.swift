import Connection
import JSONRPC
import Testing
import Transport

@Suite("A conversation that rests", .timeLimit(.minutes(5)))
struct RestTests {
  static let ping = #"{"jsonrpc":"2.0","id":1,"method":"server.ping"}"# + "\n"
  static let pong = result("1", "{}") + "\n"

  let client: MemoryChannel
  let conversation: Conversation
  let responder = ScriptedResponder()

  init() {
    let (client, server) = MemoryChannel.pair()
    self.client = client
    conversation = Conversation(
      server, responder: responder, services: Services(pool: WorkPool(threadCount: 1)))
  }

  func send(_ text: String) {
    #expect(client.trySend(Array(text.utf8), from: 0) == .sent(text.utf8.count))
  }

  /// The text of so many bytes that come back.
  func receive(_ count: Int) -> String {
    var text: [UInt8] = []
    var oneByte: [UInt8] = [0]
    while text.count < count, case .bytes = client.read(into: &oneByte) { text += oneByte }
    return String(decoding: text, as: UTF8.self)
  }

  /// What is left of bytes that came while it rested, where the rest is over.
  func serve(_ text: String) -> Conversation.Rest { conversation.serve(Array(text.utf8)[...]) }

  func rest() {
    send(Self.ping)
    #expect(conversation.run { true } == .resting)
    #expect(receive(Self.pong.utf8.count) == Self.pong)
  }

  @Test func `serves whole messages one by one, and goes on when the input ends`() {
    rest()

    for number in 2..<50 {
      let line = #"{"jsonrpc":"2.0","id":\#(number),"method":"echo","params":[\#(number)]}"# + "\n"
      #expect(serve(line) == .goesOn)
      let reply = result("\(number)", "[\(number)]") + "\n"
      #expect(receive(reply.utf8.count) == reply)
    }
    client.finishSending()
    conversation.goOn(with: .bytes([]))

    #expect(receive(1) == "")
  }

  @Test(arguments: ["{\"jsonrpc\"", ping + ping, ping + "{", "\n" + ping])
  func `leaves alone what is not one whole line`(text: String) {
    rest()

    #expect(serve(text) == .ends(.bytes(Array(text.utf8))))
  }

  @Test func `has what it left read again`() {
    rest()
    let halves = (Self.ping.prefix(20), Self.ping.dropFirst(20))

    #expect(serve(String(halves.0)) == .ends(.bytes(Array(halves.0.utf8))))
    send(String(halves.1) + Self.ping)
    client.finishSending()
    conversation.goOn(with: .bytes(Array(halves.0.utf8)))

    #expect(receive(.max) == Self.pong + Self.pong)
  }

  @Test func `does not rest before it is known how messages are told apart`() {
    let header = "Content-Length: \(Self.ping.utf8.count - 1)\r\n\r\n" + Self.ping.dropLast()
    send(header)
    client.finishSending()

    #expect(conversation.run { true } == .over)
    #expect(receive(.max).hasPrefix("Content-Length: 36\r\n\r\n{"))
  }

  @Test func `serves nothing while work is under way, and cancels it all the same`() {
    rest()
    #expect(
      serve(#"{"jsonrpc":"2.0","id":7,"method":"wait","params":["a"]}"# + "\n") == .goesOn)
    #expect(responder.waits(for: "began a"))

    let cancel = #"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":7}}"# + "\n"
    #expect(serve(cancel) == .ends(.bytes(Array(cancel.utf8))))
    client.finishSending()
    conversation.goOn(with: .bytes(Array(cancel.utf8)))

    #expect(receive(.max) == failure("7", .cancelled) + "\n")
  }

  @Test func `is over once it was broken off`() {
    rest()
    conversation.breakOff("a test wants it")

    #expect(serve(Self.ping) == .ends(.bytes([])))
    conversation.goOn(with: .bytes([]))
    #expect(receive(1) == "")
  }

  @Test func `closes after a message that ends it`() {
    rest()

    #expect(serve(#"{"jsonrpc":"2.0","id":2,"method":"leave"}"# + "\n") == .ends(.refusal))
    client.finishSending()
    conversation.goOn(with: .refusal)

    #expect(receive(.max) == result("2", "{}") + "\n")
  }
}
