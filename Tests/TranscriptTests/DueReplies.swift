import JSONRPC

/// Which replies each step of a transcript must get, read from the requests alone.
struct DueReplies {
  private let limits: WireLimits
  private var framing: Framing

  init(_ limits: WireLimits) {
    self.limits = limits
    framing = Framing(messageLimit: limits.messageBytes)
  }

  /// The keys of the replies that are due once this step is sent.
  mutating func keys(after step: Transcript.Step) -> [String] {
    switch step {
    case .send(let message): Replies.keys(answering: message, limits)
    case .bytes(let bytes):
      framing.receive(bytes[...]).flatMap { event -> [String] in
        switch event {
        case .message(let message): Replies.keys(answering: message, limits)
        case .refusal: ["null"]
        case .close: []
        }
      }
    default: []
    }
  }
}
