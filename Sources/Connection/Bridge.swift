import JSON
public import JSONRPC
public import Transport

/// Joins a client's channel to a daemon's, byte for byte, once the daemon has taken the token.
///
/// For hosts that can only spawn a process and speak to its standard streams: the process is the
/// client of a daemon that runs for longer than any host. The client's first bytes say which
/// framing it speaks; `auth` goes ahead of them in that framing, and its answer stays here.
public struct Bridge {
  /// How a bridge came to its end.
  public enum Outcome: Equatable, Sendable {
    /// The client asked nothing more, or has gone.
    case clientEnded
    /// The daemon did not take the token.
    case refused(RPCError)
    /// What the client sent first is nothing that a daemon speaks.
    case unknownLanguage(String)
    /// The daemon ended the connection while the client was still there, and why.
    case daemonEnded(String)
  }

  private let client: any Channel
  private let daemon: any Channel
  private let token: String?

  /// Joins two channels; the token is shown where there is one.
  public init(client: any Channel, daemon: any Channel, token: String?) {
    self.client = client
    self.daemon = daemon
    self.token = token
  }

  /// Carries bytes both ways until one side ends.
  public func run() -> Outcome {
    var held: [UInt8] = []
    var hasEnded = false
    if let token {
      let style: FrameStyle
      switch opening(&held, &hasEnded) {
      case .style(let found): style = found
      case .nothing: return end(.clientEnded)
      case .refused(let reason): return end(.unknownLanguage(reason))
      }
      if let outcome = show(token, style) { return end(outcome) }
      // What stood first for the client does not for the daemon, which drops no second mark.
      if held.starts(with: [0xEF, 0xBB, 0xBF]) { held.removeFirst(3) }
    }
    let progress = Monitor(Progress())
    let (client, daemon) = (client, daemon)
    let carriesClient: @Sendable () -> Void = { [held, hasEnded] in
      var isWhole = Self.send(held, to: daemon)
      if isWhole, !hasEnded { isWhole = Self.carry(from: client, to: daemon) }
      // Before the daemon is told, so that its end is known to be the client's.
      progress.with { $0.isClientDone = true }
      guard isWhole else { return daemon.breakOff() }
      daemon.finishSending()
      // What was asked is still answered, unless nobody is there any more to read it.
      while progress.wait(atMost: 100, until: { $0.isOver ? true : nil }) == nil {
        if client.breakage != nil { return daemon.breakOff() }
      }
    }
    guard startThread(carriesClient) else {
      return end(.daemonEnded("the system has no thread to give"))
    }
    let isWhole = Self.carry(from: daemon, to: client)
    let isClientDone = progress.with { progress in
      progress.isOver = true
      return progress.isClientDone
    }
    let isClientGone = isClientDone || !isWhole || client.breakage != nil
    return end(isClientGone ? .clientEnded : .daemonEnded("it closed the connection"))
  }

  private struct Progress: Sendable {
    var isClientDone = false
    var isOver = false
  }

  private func end(_ outcome: Outcome) -> Outcome {
    daemon.close()
    client.close()
    return outcome
  }

  private enum Opening { case style(FrameStyle), nothing, refused(String) }

  /// Reads until it is known what the client speaks.
  private func opening(_ held: inout [UInt8], _ hasEnded: inout Bool) -> Opening {
    var framing = Framing()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      var events: [Framing.Event] = []
      switch client.read(into: &buffer) {
      case .bytes(let count):
        held += buffer[..<count]
        events = framing.receive(buffer[..<count])
      case .end:
        hasEnded = true
        events = framing.finish()
      case .broken:
        return .nothing
      }
      for case .close(let reason) in events { return .refused(reason) }
      if let style = framing.style { return held.isEmpty ? .nothing : .style(style) }
      if hasEnded { return .nothing }
    }
  }

  /// Shows the token and waits for the answer; nil where it was taken.
  private func show(_ token: String, _ style: FrameStyle) -> Outcome? {
    var writer = JSONWriter()
    writer.object { $0.member("token", token) }
    guard Self.send(style.frame(Reply.request(id: 1, "auth", params: writer.bytes)), to: daemon)
    else { return .daemonEnded("it closed the connection before it was asked anything") }
    var framing = Framing(messageLimit: 1 << 20)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      guard case .bytes(let count) = daemon.read(into: &buffer) else {
        return .daemonEnded("it closed the connection before it took the token")
      }
      for event in framing.receive(buffer[..<count]) {
        guard case .message(let message) = event,
          case .single(.response(let response)) = Envelope(message, limits: WireLimits())
        else { return .daemonEnded("it answered with something else than an answer") }
        return response.error.map { .refused(RPCError(reading: $0)) }
      }
    }
  }

  /// Carries bytes until the source ends; false where it broke, or nobody takes them.
  private static func carry(from source: any Channel, to target: any Channel) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      switch source.read(into: &buffer) {
      case .bytes(let count):
        guard send(Array(buffer[..<count]), to: target) else { return false }
      case .end: return true
      case .broken: return false
      }
    }
  }

  /// Sends all of it, waiting where need be; false where nobody takes it.
  private static func send(_ bytes: [UInt8], to channel: any Channel) -> Bool {
    var offset = 0
    while offset < bytes.count {
      switch channel.trySend(bytes, from: offset) {
      case .sent(0):
        if channel.breakage != nil { return false }
        channel.waitToSend(milliseconds: 100)
      case .sent(let count): offset += count
      case .broken: return false
      }
    }
    return true
  }
}
