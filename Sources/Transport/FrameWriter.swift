/// Sends frames whole and in order, and never keeps the sender waiting.
///
/// The thread that made a frame tries one send that does not block. What does not go leaves with a
/// thread that exists only while something is left, so an idle connection costs none and a short
/// reply costs no change of thread (10 to 20 µs).
public final class FrameWriter: Sendable {
  private struct State: Sendable {
    var waiting: [[UInt8]] = []
    /// Index of the first frame that has not gone; the ones before it are empty.
    var next = 0
    var pendingBytes = 0
    /// When a byte went last, or when bytes began to wait.
    var progress = ContinuousClock.now
    var hasThread = false
    var breakage: String?
  }

  /// What the owner of a writer may want to know at once.
  public enum Event: Equatable, Sendable {
    /// So many bytes have gone at once.
    case sent(Int)
    /// So many bytes did not go at once, and wait.
    case kept(Int)
    /// So many of the bytes that waited have gone.
    case drained(Int)
    /// Fewer bytes wait than the capacity again.
    case room
    /// What waited was given up, because nothing of it went for too long or nothing can go any
    /// more, and why.
    case broken(String)
  }

  /// What a wait for the writer ended with.
  public enum Wait: Equatable, Sendable {
    /// It is so.
    case done
    /// Nobody will read what is left, and why.
    case broken(String)
    /// Not yet.
    case timedOut
  }

  private let channel: any Channel
  private let capacity: Int
  private let timeout: Duration
  private let listener: @Sendable (Event) -> Void
  private let state = Monitor(State())

  /// Writes to a channel.
  ///
  /// - Parameters:
  ///   - capacity: Bytes that may wait before ``waitForRoom(atMost:)`` holds its caller.
  ///   - timeout: How long bytes may wait without one of them going before all are given up.
  ///   - listener: Hears what happens, on whatever thread it happens; must not wait, nor call back.
  public init(
    _ channel: any Channel, capacity: Int = 8 << 20, timeout: Duration = .seconds(3600),
    listener: @escaping @Sendable (Event) -> Void = { _ in }
  ) {
    self.channel = channel
    self.capacity = capacity
    self.timeout = timeout
    self.listener = listener
  }

  /// Bytes that have not gone yet.
  public var pendingBytes: Int { state.with { $0.pendingBytes } }

  /// Whether fewer bytes wait than the capacity; so it is where nothing goes any more.
  public var hasRoom: Bool { state.with { $0.pendingBytes < capacity } }

  /// How long bytes have waited without one of them going; zero where none wait.
  public var standstill: Duration {
    state.with { $0.pendingBytes == 0 ? .zero : .now - $0.progress }
  }

  /// Why nothing goes any more, where that is so.
  public var breakage: String? { state.with { $0.breakage } }

  /// Sends a frame, or leaves it to be sent; never blocks.
  public func send(_ frame: [UInt8]) {
    let needsThread = state.with { state in
      guard state.breakage == nil else { return false }
      var offset = 0
      if state.pendingBytes == 0 {
        // Under the lock: nobody else can put bytes between, and a send that does not block is
        // short.
        offset = attempt(frame, from: 0, &state)
      }
      guard offset < frame.count, state.breakage == nil else { return false }
      if state.pendingBytes == 0 || offset > 0 { state.progress = .now }
      state.waiting.append(offset == 0 ? frame : Array(frame[offset...]))
      state.pendingBytes += frame.count - offset
      listener(.kept(frame.count - offset))
      defer { state.hasThread = true }
      return !state.hasThread
    }
    // Where the system has no thread to give, the sender has to wait after all.
    if needsThread, !startThread({ self.sendWhatIsLeft() }) { sendWhatIsLeft() }
  }

  /// Waits until fewer bytes wait than the capacity.
  public func waitForRoom(atMost milliseconds: Int) -> Wait {
    wait(atMost: milliseconds) { $0.pendingBytes < self.capacity }
  }

  /// Waits until everything has gone.
  public func waitUntilSent(atMost milliseconds: Int) -> Wait {
    wait(atMost: milliseconds) { $0.pendingBytes == 0 }
  }

  /// Gives up what has not gone, and everything later.
  public func abandon(_ reason: String) {
    state.with { state in
      state = State(hasThread: state.hasThread, breakage: state.breakage ?? reason)
    }
  }

  private func wait(
    atMost milliseconds: Int, until isSo: @Sendable (State) -> Bool
  ) -> Wait {
    state.wait(atMost: milliseconds) { state -> Wait? in
      if let reason = state.breakage { return .broken(reason) }
      return isSo(state) ? .done : nil
    } ?? .timedOut
  }

  /// Sends from `offset` on while bytes go; the offset reached.
  private func attempt(_ frame: [UInt8], from start: Int, _ state: inout State) -> Int {
    var offset = start
    while offset < frame.count {
      switch channel.trySend(frame, from: offset) {
      case .sent(0): return offset
      case .sent(let count):
        offset += count
        listener(.sent(count))
      case .broken(let reason):
        state = State(hasThread: state.hasThread, breakage: reason)
        return frame.count
      }
    }
    return offset
  }

  /// The thread that sends what did not go at once.
  private func sendWhatIsLeft() {
    while let frame = takeFrame() {
      var offset = 0
      while offset < frame.count {
        switch channel.trySend(frame, from: offset) {
        case .sent(0):
          if let reason = breakage ?? standstillReason {
            give(up: reason)
            return leave()
          }
          channel.waitToSend(milliseconds: 100)
        case .sent(let count):
          offset += count
          note(sent: count)
        case .broken(let reason):
          give(up: reason)
          return leave()
        }
      }
    }
  }

  /// The next frame; nil where there is none, and then the thread counts as gone.
  private func takeFrame() -> [UInt8]? {
    state.with { state in
      guard state.breakage == nil, state.next < state.waiting.count else {
        state = State(breakage: state.breakage)
        return nil
      }
      let taken = state.waiting[state.next]
      state.waiting[state.next] = []
      state.next += 1
      if state.next == state.waiting.count {
        state.waiting.removeAll()
        state.next = 0
      }
      return taken
    }
  }

  private func note(sent count: Int) {
    let hasRoomAgain = state.with { state in
      guard state.breakage == nil else { return false }
      let wasFull = state.pendingBytes >= capacity
      state.pendingBytes -= count
      state.progress = .now
      return wasFull && state.pendingBytes < capacity
    }
    listener(.drained(count))
    if hasRoomAgain { listener(.room) }
  }

  /// Why the wait is over, where the other side has taken nothing for too long.
  private var standstillReason: String? {
    standstill < timeout
      ? nil : "the other side has read nothing for \(timeout / .seconds(1)) seconds"
  }

  private func give(up reason: String) {
    abandon(reason)
    listener(.broken(reason))
  }

  private func leave() { state.with { $0.hasThread = false } }
}
