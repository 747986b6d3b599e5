import Connection
import JSON
import JSONRPC
import Testing
import Transport

@Suite("Connection under attack")
struct AttackTests {
  static let seeds: [String] = [
    #"{"jsonrpc":"2.0","id":1,"method":"subtract","params":[42,23]}"# + "\n"
      + #"[{"jsonrpc":"2.0","id":"a","method":"echo","params":{"_meta":{"progressToken":0}}},1]"#
      + "\n" + #"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}"# + "\n",
    "Content-Length: 61\r\n\r\n"
      + #"{"jsonrpc":"2.0","id":1,"method":"subtract","params":[42,23]}"#
      + "content-length: 47\r\n\r\n" + #"{"jsonrpc":"2.0","id":1,"method":"server.ping"}"#,
    #"{"jsonrpc":"2.0","id":9,"method":"read","params":{"a":["x"],"_meta":{"deadline_ms":1e9}}}"#
      + "\r\n\r\n"
      + #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9}}"#
      + "\n" + #"{"jsonrpc":"2.0","id":1e2,"method":"list"}"#,
  ]

  static let tokens: [String] = [
    "\n", "\r\n", "{", "}", "[", "]", ",", ":", "\"", "\\u", "1e999", "null", "true", "NaN",
    #""id":1,"#, #""method":"sum","#, #""params":[],"#, #"{"id":[]}"#, "Content-Length: 3\r\n\r\n",
    "\u{FEFF}", "\u{2028}", "\0", "[[[[[[[[",
  ]

  static func mutate(_ random: inout SeededRandom) -> [UInt8] {
    var stream = Array((seeds.randomElement(using: &random) ?? "").utf8)
    for _ in 0...Int.random(in: 0..<4, using: &random) {
      let place = Int.random(in: 0...stream.count, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0 where place < stream.count: stream[place] = UInt8.random(in: 0...255, using: &random)
      case 1 where place < stream.count: stream.remove(at: place)
      case 2:
        stream.insert(contentsOf: (tokens.randomElement(using: &random) ?? "").utf8, at: place)
      case 3 where place * 4 > stream.count: stream.removeSubrange(place...)
      default: stream += Array((seeds.randomElement(using: &random) ?? "").utf8)
      }
    }
    return stream
  }

  /// All that a conversation writes for a whole input, on this thread.
  static func output(_ stream: [UInt8], readLimit: Int, _ services: Services) -> [UInt8] {
    let (client, server) = MemoryChannel.pair(capacity: 1 << 20, readLimit: readLimit)
    _ = client.trySend(stream, from: 0)
    client.finishSending()
    Conversation(server, responder: ScriptedResponder(), services: services).run()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var output: [UInt8] = []
    while case .bytes(let count) = client.read(into: &buffer) { output += buffer[..<count] }
    return output
  }

  /// Only short methods are known here, so the replies have one order; they must not depend on the
  /// pieces, and every line of them must be JSON.
  @Test func `mutants are answered alike in any pieces, in JSON`() throws {
    var random = SeededRandom(state: 3)
    let services = Services(limits: WireLimits(messageBytes: 400, depth: 16, batchMembers: 4))
    var compared = 0
    var replyCount = 0
    var differing: [String] = []

    for _ in 0..<20_000 {
      let stream = Self.mutate(&random)
      let whole = Self.output(stream, readLimit: .max, services)
      let limit = Int.random(in: 1...40, using: &random)
      if Self.output(stream, readLimit: limit, services) != whole {
        differing.append(String(decoding: stream, as: UTF8.self))
      }
      var framing = Framing()
      for event in framing.receive(whole[...]) + framing.finish() {
        guard case .message(let reply) = event else {
          differing.append(String(decoding: stream, as: UTF8.self))
          continue
        }
        _ = try JSONText(reply)
        replyCount += 1
      }
      compared += 1
    }

    #expect(differing.isEmpty, "\(differing.prefix(2))")
    #expect(compared >= 20_000)
    #expect(replyCount >= 20_000)
    print("connection: \(compared) mutants compared, \(replyCount) replies read")
  }
}
