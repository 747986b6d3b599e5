import JSONRPC
import Testing

@Suite("Framing under attack")
struct FramingAttackTests {
  static let seeds: [[UInt8]] = [
    bytes("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"}\n[{\"id\":2}]\r\n\n{}\n"),
    bytes("Content-Length: 8\r\n\r\n{\"id\":1}Content-Type: a\r\ncontent-length: 2\r\n\r\n{}"),
    bytes("Content-Length: 30\r\n\r\n") + [UInt8](repeating: 0x20, count: 30) + bytes("\r\n\r\n"),
    [0xEF, 0xBB, 0xBF] + bytes("\n\n{\"id\":1}\n"),
    bytes("GET / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"),
    [0xFF, 0xFE, 0x7B, 0x00, 0x0A, 0x00],
    [0x16, 0x03, 0x01] + bytes("{}\n"),
  ]

  static let tokens: [[UInt8]] =
    [
      "\n", "\r\n", "\r\n\r\n", ":", "Content-Length: ", "99999999999999999999", "{}", "[", " ",
      "A",
    ]
    .map { bytes($0) } + [[0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0x16], [0x00], [0x80]]

  static func mutate(_ stream: [UInt8], _ random: inout SplitMix) -> [UInt8] {
    var stream = stream
    for _ in 0...(random.next() % 4) {
      let place = stream.isEmpty ? 0 : Int(random.next() % UInt64(stream.count))
      switch random.next() % 5 {
      case 0 where !stream.isEmpty: stream[place] = UInt8(truncatingIfNeeded: random.next())
      case 1 where !stream.isEmpty: stream.remove(at: place)
      case 2: stream.insert(contentsOf: tokens.randomElement(using: &random) ?? [], at: place)
      case 3: stream.removeSubrange(place...)
      default: stream += seeds.randomElement(using: &random) ?? []
      }
    }
    return stream
  }

  /// Small limits, so that every state is met; the events must not depend on the pieces.
  @Test func `a hundred thousand mutants come to the same events in any pieces`() {
    var random = SplitMix(state: 20)
    var compared = 0
    var differing: [[UInt8]] = []

    for _ in 0..<100_000 {
      let stream = Self.mutate(Self.seeds.randomElement(using: &random) ?? [], &random)
      let whole = events(stream, messageLimit: 24)
      if events(stream, inRandomPieces: &random, messageLimit: 24) != whole
        || events(stream, inPiecesOf: 1, messageLimit: 24) != whole
      {
        differing.append(stream)
      }
      compared += 1
    }

    #expect(differing.isEmpty, "\(differing.prefix(3))")
    #expect(compared >= 100_000)
    print("framing: \(compared) mutants compared in three ways of cutting")
  }

  @Test func `nothing comes after the end`() {
    var random = SplitMix(state: 21)
    var compared = 0

    for _ in 0..<2_000 {
      let stream = Self.mutate(Self.seeds.randomElement(using: &random) ?? [], &random)
      var framing = Framing(messageLimit: 24)
      let closings = (framing.receive(stream[...]) + framing.finish()).indexed(where: isClose)

      #expect(closings.allSatisfy { $0.offset == $0.count - 1 })
      #expect(framing.receive(stream[...]).isEmpty)
      #expect(framing.finish().isEmpty)
      compared += 1
    }

    #expect(compared >= 2_000)
  }

  private func isClose(_ event: Framing.Event) -> Bool {
    if case .close = event { true } else { false }
  }
}

extension [Framing.Event] {
  /// The places of those that match, with the length of the whole.
  fileprivate func indexed(
    where isMatch: (Framing.Event) -> Bool
  ) -> [(offset: Int, count: Int)] {
    indices.filter { isMatch(self[$0]) }.map { ($0, count) }
  }
}
