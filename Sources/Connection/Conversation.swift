import JSON
public import JSONRPC
import Locks
import Synchronization
public import Transport

/// Serves one client from its first byte to its last.
///
///     let conversation = Conversation(channel, responder: responder, services: Services())
///     conversation.run()               // on a thread of its own, until the client is done
///
/// The thread that runs it reads, and does what is short; long work goes to the pool. It stops
/// reading while as many requests as allowed are unanswered, or while the client does not read
/// what it is sent.
public final class Conversation: Sendable {
  /// What the end of the input means.
  public enum AtEnd: Equatable, Sendable {
    /// Nothing more will be asked: what was asked is answered.
    case answer
    /// Nobody waits any more: what was asked is cancelled.
    case cancel
  }

  /// How far a message has come.
  enum Phase: Sendable {
    /// Nobody works on it: it may still be given up.
    case waiting
    /// Somebody works on it.
    case running
    /// Its reply is on its way, or was given in place of the work's.
    case replied
  }

  struct Entry: Sendable {
    let exchange: Exchange
    var phase = Phase.waiting
    var ticket: Int?
    /// Whether the pool counts it, or has its job.
    var isInLane: Bool
  }

  enum Stage: Sendable { case open, shuttingDown, broken }

  struct State: Sendable {
    var order = Order()
    var entries: [Int: Entry] = [:]
    var stage = Stage.open
    /// Bytes of the messages in the order.
    var heldBytes = 0

    /// Lets a message go, answered or given up; nil where it has gone already.
    mutating func remove(_ number: Int) -> Entry? {
      guard let entry = entries.removeValue(forKey: number) else { return nil }
      heldBytes -= entry.exchange.byteCount
      return entry
    }
  }

  /// What the connection is called in the log.
  public let name: String

  let channel: any Channel
  let responder: any Responder
  let services: Services
  let writer: FrameWriter
  let lane: WorkLane
  let account: HeldBytes.Account
  let state = Monitor(State())
  let numbers = Atomic<Int>(0)
  private let atEnd: AtEnd
  /// Since when the client has kept a message half sent; nil where it has not, or where it is us who
  /// do not read on.
  private let halfSent = Guarded<ContinuousClock.Instant?>(nil)

  /// How long a wait lasts before the channel is asked whether it is still whole.
  static let watchMilliseconds = 100

  /// Takes a connection over.
  public init(
    _ channel: any Channel, responder: any Responder, services: Services, name: String = "",
    atEnd: AtEnd = .answer
  ) {
    self.channel = channel
    self.responder = responder
    self.services = services
    self.name = name
    self.atEnd = atEnd
    let lane = services.pool.lane()
    let account = HeldBytes.Account(services.held)
    (self.lane, self.account) = (lane, account)
    let metrics = services.metrics
    writer = FrameWriter(
      channel, capacity: services.limits.outputBytes,
      timeout: .seconds(services.limits.writeTimeoutSeconds)
    ) { event in
      switch event {
      case .sent(let count):
        metrics.sentBytes.add(count, ordering: .relaxed)
      case .kept(let count):
        account.add(count)
      case .drained(let count):
        metrics.sentBytes.add(count, ordering: .relaxed)
        account.add(-count)
      case .room:
        lane.resume()
      case .broken:
        // Wakes the thread that reads, which asks the writer for the reason.
        channel.close()
      }
    }
  }

  /// How far reading came.
  public enum Turn: Equatable, Sendable {
    /// The input has ended or broken, and all is answered or given up.
    case over
    /// Nothing is under way: what comes next may be read elsewhere, by ``serve(_:)``, until
    /// ``goOn(with:)`` takes over again.
    case resting
  }

  /// Reads until the input ends or breaks, and returns when all is answered or given up; or before,
  /// when nothing is under way and it may rest.
  @discardableResult
  public func run(mayRest: () -> Bool = { false }) -> Turn {
    services.metrics.connectionOpened()
    account.open(standstill: { self.standstill }, giveUp: { self.breakOff($0) })
    var framing = Framing(messageLimit: services.limits.messageBytes)
    let turn = read(&framing, mayRest: mayRest)
    if turn == .over { end() }
    return turn
  }

  /// Serves bytes that came while the connection rested, where they are one whole message and
  /// nothing else is under way: then nothing of it waits.
  ///
  /// - Returns: Whether it rests on. Else reading goes on by ``goOn(with:)`` alone.
  public func serve(_ bytes: ArraySlice<UInt8>) -> Rest {
    let newline = UInt8(ascii: "\n")
    guard account.bytes == 0, bytes.firstIndex(of: newline) == bytes.endIndex - 1 else {
      return .ends(.bytes(Array(bytes)))
    }
    services.metrics.receivedBytes.add(bytes.count, ordering: .relaxed)
    var framing = Framing(betweenLines: services.limits.messageBytes)
    switch take(bytes, &framing) {
    case .goOn: return .goesOn
    case .stop: return .ends(.bytes([]))
    case .refused: return .ends(.refusal)
    }
  }

  /// What became of a rest.
  public enum Rest: Equatable, Sendable {
    /// The bytes were served, and the next may be, too.
    case goesOn
    /// It is over.
    case ends(Waking)
  }

  /// What a rest ended with.
  public enum Waking: Equatable, Sendable {
    /// With these bytes, or with what the channel has to say.
    case bytes([UInt8])
    /// With a message after which nothing more is read.
    case refusal
  }

  /// Reads on after a rest, on a thread of its own, until the connection is over.
  public func goOn(with waking: Waking) {
    defer { end() }
    guard case .bytes(let bytes) = waking else { return endAfterRefusal() }
    var framing = Framing(betweenLines: services.limits.messageBytes)
    guard waitForRoom(), waitForSharedRoom(framing) else { return }
    services.metrics.receivedBytes.add(bytes.count, ordering: .relaxed)
    if goesOn(after: take(bytes[...], &framing)) { _ = read(&framing) { false } }
  }

  /// Lets go of what the connection shares with others.
  private func end() {
    account.close()
    lane.close()
    if account.wasLarge { services.pool.trimWhenIdle() }
    services.metrics.connectionClosed()
  }

  private func read(_ framing: inout Framing, mayRest: () -> Bool) -> Turn {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while waitForRoom(), waitForSharedRoom(framing) {
      if account.bytes == 0, framing.isBetweenLines, responder.knowsClient, mayRest() {
        return .resting
      }
      let pendingCount = framing.pendingCount
      if pendingCount > 0 { halfSent.with { $0 = .now } }
      let outcome = channel.read(into: &buffer)
      if pendingCount > 0 { halfSent.with { $0 = nil } }
      switch outcome {
      case .bytes(let count):
        services.metrics.receivedBytes.add(count, ordering: .relaxed)
        guard goesOn(after: take(buffer[..<count], &framing)) else { return .over }
      case .end:
        guard writer.breakage == nil, case .goOn = take(framing.finish(), framing.style) else {
          breakOff(writer.breakage ?? "closed")
          return .over
        }
        if atEnd == .cancel || responder.cancelsAtEnd {
          cancelAll()
          // What is answered already may still be on its way to a reader of the output.
          _ = writer.waitUntilSent(atMost: 500)
          breakOff("the input has ended")
          return .over
        }
        answerWhatWasAsked()
        channel.close()
        return .over
      case .broken(let reason):
        breakOff(writer.breakage ?? reason)
        return .over
      }
    }
    return .over
  }

  /// Whether reading goes on; where something was refused, the connection is closed.
  private func goesOn(after progress: Progress) -> Bool {
    if case .refused = progress { endAfterRefusal() }
    if case .goOn = progress { return true }
    return false
  }

  private func endAfterRefusal() {
    answerWhatWasAsked()
    channel.finishSending()
    // Else the system may throw the last reply away with the bytes nobody read.
    channel.discardInput(milliseconds: 1000)
    channel.close()
  }

  /// Sends a frame; where the client has not read enough before, none of its work is done until it
  /// has.
  func send(_ frame: [UInt8]) {
    writer.send(frame)
    guard !writer.hasRoom else { return }
    lane.pause()
    // It may have drained before the pause, and nobody would tell again.
    if writer.hasRoom { lane.resume() }
  }

  private enum Progress { case goOn, refused, stop }

  /// Takes bytes message by message: who is known after one may send more with the next.
  private func take(_ bytes: ArraySlice<UInt8>, _ framing: inout Framing) -> Progress {
    var rest = bytes
    while !rest.isEmpty {
      let limits = services.limits
      framing.messageLimit =
        responder.knowsClient
        ? limits.messageBytes : min(limits.messageBytes, limits.strangerMessageBytes)
      let pendingCount = framing.pendingCount
      let events = framing.receive(next: &rest)
      account.add(framing.pendingCount - pendingCount)
      if !events.isEmpty { account.endPrivilege() }
      let progress = take(events, framing.style)
      guard case .goOn = progress else { return progress }
    }
    return .goOn
  }

  /// Handles events in order, and waits for room before each.
  private func take(_ events: [Framing.Event], _ style: FrameStyle?) -> Progress {
    for event in events {
      guard waitForRoom() else { return .stop }
      switch event {
      case .message(let message):
        guard take(message, style ?? .lines) else { return .refused }
      case .refusal(var error):
        // The rest of a stranger's message may be long, and nobody is known to answer for it.
        let isTooLong = error.kind == RPCError.messageTooLarge(limit: 0).kind
        let isOver = isTooLong && !responder.knowsClient
        if isOver {
          services.log(.warning, "\(name): closed: a long message came before auth")
          error.message = "a message before auth is larger than may be taken; call auth first"
        }
        services.metrics.failed(error)
        send((style ?? .lines).frame(Reply.text(to: nil, .failure(error))))
        if isOver { return .refused }
      case .close(let reason):
        services.log(.warning, "\(name): \(reason)")
        return .refused
      }
    }
    return .goOn
  }

  /// Waits until another message may be taken; false where the connection is over.
  private func waitForRoom() -> Bool {
    while true {
      let hasRoom = state.wait(atMost: Self.watchMilliseconds) { state -> Bool? in
        if state.stage == .broken { return false }
        let hasRoom =
          state.order.count < services.limits.inFlight
          && state.heldBytes < services.limits.heldBytes
        return hasRoom ? true : nil
      }
      switch (hasRoom, hasRoom == true ? writer.waitForRoom(atMost: 100) : .timedOut) {
      case (true, .done): return true
      case (false, _): return false
      case (_, .broken(let reason)):
        breakOff(reason)
        return false
      default:
        guard let breakage = channel.breakage else { continue }
        breakOff(breakage)
        return false
      }
    }
  }

  /// Waits until all connections together leave room to read on; false where this one is over.
  private func waitForSharedRoom(_ framing: Framing) -> Bool {
    while !account.mayRead(isWithinMessage: framing.pendingCount > 0) {
      services.held.makeRoom()
      let isOver = state.wait(atMost: Self.watchMilliseconds) { $0.stage == .broken ? true : nil }
      if isOver == true { return false }
      guard let breakage = writer.breakage ?? channel.breakage else { continue }
      breakOff(breakage)
      return false
    }
    return true
  }

  /// How long the client has kept bytes waiting, its own or ours.
  private var standstill: Duration {
    max(writer.standstill, halfSent.with { $0 }.map { .now - $0 } ?? .zero)
  }

  /// Waits until everything asked is answered and sent, or nobody can read it.
  private func answerWhatWasAsked() {
    while true {
      let isDone = state.wait(atMost: Self.watchMilliseconds) { state -> Bool? in
        state.order.count == 0 || state.stage == .broken ? true : nil
      }
      if isDone == true {
        switch writer.waitUntilSent(atMost: Self.watchMilliseconds) {
        case .done, .broken: return
        case .timedOut: break
        }
      }
      if let breakage = writer.breakage ?? channel.breakage { return breakOff(breakage) }
    }
  }
}
