import JSONRPC

/// The bytes of a text.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// An event as a line that a test can compare: `message {"id":1}`, `-32700`, `close`.
func line(_ event: Framing.Event) -> String {
  switch event {
  case .message(let message): "message " + String(decoding: message, as: UTF8.self)
  case .refusal(let error): "\(error.code) \(error.message)"
  case .close(let reason): "close: \(reason)"
  }
}

/// What a whole stream comes to, handed over in pieces of at most `size` bytes.
func events(
  _ stream: [UInt8], inPiecesOf size: Int = .max, messageLimit: Int = 1 << 20
) -> [String] {
  var framing = Framing(messageLimit: messageLimit)
  var events: [Framing.Event] = []
  var rest = stream[...]
  while !rest.isEmpty {
    events += framing.receive(rest.prefix(size))
    rest = rest.dropFirst(size)
  }
  return (events + framing.finish()).map(line)
}

/// The same, in pieces of random sizes.
func events(
  _ stream: [UInt8], inRandomPieces random: inout SplitMix, messageLimit: Int
) -> [String] {
  var framing = Framing(messageLimit: messageLimit)
  var events: [Framing.Event] = []
  var rest = stream[...]
  while !rest.isEmpty {
    let size = Int(random.next() % 9) + 1
    events += framing.receive(rest.prefix(size))
    rest = rest.dropFirst(size)
  }
  return (events + framing.finish()).map(line)
}

/// Random numbers from a seed.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
