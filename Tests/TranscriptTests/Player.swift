import Connection
import JSON
import JSONRPC
import SegmentServer
import SegmentService
import Transport

/// Plays a transcript's requests to a service of its own and keeps what comes back.
struct Player {
  /// How the bytes reach the daemon.
  enum Way: CaseIterable, Sendable {
    /// All requests at once, then the end of input.
    case whole
    /// The same, one byte with each read.
    case byteByByte
    /// Each request when the replies to the ones before it are there.
    case stepByStep
  }

  private struct Inbox: Sendable {
    var bytes: [UInt8] = []
    var framing = Framing()
    var messages: [[UInt8]] = []
    var hasEnded = false

    /// Messages that are no progress.
    var replyCount: Int {
      messages.count { (try? Replies.isProgress($0)) != true }
    }
  }

  /// Longest wait for one thing, far beyond what it takes: a test that fails must end.
  private static let patience = 60_000

  let transcript: Transcript
  let style: FrameStyle
  let way: Way

  /// The messages that came back, in order.
  ///
  /// - Throws: `TranscriptFault` where the daemon does not answer, or ends when it should not.
  func play() throws -> [[UInt8]] {
    let pool = WorkPool(threadCount: 2)
    defer { pool.close() }
    let (client, server) = MemoryChannel.pair(
      capacity: 1 << 24, readLimit: way == .byteByByte ? 1 : .max)
    let conversation = Conversation(
      server, responder: responder, services: Services(pool: pool, limits: transcript.limits))
    let inbox = Monitor(Inbox())
    guard startThread({ conversation.run() }), startThread({ Self.read(client, inbox) }) else {
      throw fault("the system has no thread to give")
    }
    let writer = FrameWriter(client)
    switch way {
    case .whole, .byteByByte: writer.send(transcript.steps.flatMap { bytes(of: $0) ?? [] })
    case .stepByStep: try sendStepByStep(writer, inbox)
    }
    if !transcript.endsByItself { client.finishSending() }
    try wait(inbox, "the connection has not ended") { $0.hasEnded }
    let all = inbox.with { $0 }
    guard all.messages.flatMap({ frame($0) }) == all.bytes else {
      throw fault("the replies are framed otherwise than as \(style)")
    }
    return all.messages
  }

  private func sendStepByStep(_ writer: FrameWriter, _ inbox: Monitor<Inbox>) throws {
    var due = DueReplies(transcript.limits)
    var expected = 0
    for step in transcript.steps {
      guard let bytes = bytes(of: step) else { continue }
      writer.send(bytes)
      expected += due.keys(after: step).count
      let count = expected
      try wait(inbox, "reply \(count) has not come") { $0.replyCount >= count }
    }
  }

  private var responder: any Responder {
    guard let tokens = transcript.tokens else { return Session(service, door: .open(.admin)) }
    return Session(
      service,
      door: .locked { token in tokens.first { Array($0.token.utf8) == token }?.role })
  }

  private var service: any Responder {
    guard !transcript.usesExamples else { return ExampleResponder() }
    var settings = Service.Settings()
    settings.dataRoots = [Transcript.data]
    settings.threadCount = 2
    settings.memoryLimitBytes = transcript.memoryLimit ?? .max
    let limits = transcript.limits
    settings.limits = [
      ("max_message_bytes", limits.messageBytes), ("max_depth", limits.depth),
      ("max_batch", limits.batchMembers), ("max_in_flight", limits.inFlight),
      ("keep_rows_bytes", settings.keepRowsBytes),
    ]
    return Service(settings)
  }

  private func bytes(of step: Transcript.Step) -> [UInt8]? {
    switch step {
    case .send(let message): style.frame(message)
    case .bytes(let bytes): bytes
    default: nil
    }
  }

  /// A reply as it must have been framed; a transcript with its own framing is believed.
  private func frame(_ message: [UInt8]) -> [UInt8] {
    let style: FrameStyle =
      transcript.head["framings"] == ["headers"] ? .headers : self.style
    return style.frame(message)
  }

  private func wait(
    _ inbox: Monitor<Inbox>, _ problem: String, _ condition: @Sendable (Inbox) -> Bool
  ) throws {
    let isMet = inbox.wait(atMost: Self.patience) { condition($0) ? true : nil }
    guard isMet == true else { throw fault(problem) }
  }

  private func fault(_ problem: String) -> TranscriptFault {
    TranscriptFault(name: transcript.name, line: nil, problem: "\(problem) (\(style), \(way))")
  }

  private static func read(_ channel: MemoryChannel, _ inbox: Monitor<Inbox>) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case .bytes(let count) = channel.read(into: &buffer) {
      let bytes = buffer[..<count]
      inbox.with { inbox in
        inbox.bytes += bytes
        for case .message(let message) in inbox.framing.receive(bytes) {
          inbox.messages.append(message)
        }
      }
    }
    inbox.with { $0.hasEnded = true }
  }
}
