import Connection
import Locks
import Synchronization
import Transport

/// A few threads that read all connections on which nothing is under way.
///
/// With a thread for each, every request of many clients costs a change of threads. The crew does one
/// thing alone: a message that came whole, on a connection with nothing else under way, which never
/// waits. Whatever else comes, the connection goes on with a thread of its own.
final class Crew: Sendable {
  /// One connection that rests.
  private final class Member: Sendable {
    let number: Int
    let conversation: Conversation
    let channel: SocketChannel
    let atEnd: @Sendable () -> Void

    /// Calls that have not been looked into; whoever makes the first of them serves.
    private let calls = Atomic<Int>(0)
    private let hasEnded = Atomic<Bool>(false)

    init(
      _ number: Int, _ conversation: Conversation, _ channel: SocketChannel,
      _ atEnd: @escaping @Sendable () -> Void
    ) {
      (self.number, self.conversation, self.channel) = (number, conversation, channel)
      self.atEnd = atEnd
    }

    /// Whether its client sends nothing more, or is gone.
    var isOver: Bool { hasEnded.load(ordering: .acquiring) }

    /// Whether nobody serves it; else whoever does will look again.
    func begin(isOver: Bool) -> Bool {
      if isOver { hasEnded.store(true, ordering: .releasing) }
      return calls.add(1, ordering: .acquiringAndReleasing).oldValue == 0
    }

    /// Whether there has been no call since the first, or since this was asked last.
    func isDone() -> Bool {
      let isLast = calls.compareExchange(
        expected: 1, desired: 0, ordering: .acquiringAndReleasing
      ).exchanged
      if !isLast { calls.store(1, ordering: .releasing) }
      return isLast
    }
  }

  private struct State: Sendable {
    var members: [Int: Member] = [:]
    var threadCount = 0
  }

  /// Connections from which on the crew takes them; fewer have threads of their own, which wake one
  /// call to the system sooner.
  static let leastConnections = min(4 * processorCount(), 32)

  /// As many threads as there are processors, as each that waits is woken when much comes at once.
  ///
  /// Measured with 64 connections and two processors: 0.1 changes of thread per request, 0.5 with
  /// four threads, 1 with a thread for each connection.
  private static let threadLimit = max(2, processorCount())

  /// How long a thread stays where no connection rests.
  private static let idleMilliseconds = 5_000

  private let watch: ReadyWatch
  private let state = Guarded(State())

  /// Has no threads before they are needed; nil where the system has no descriptor to give.
  init?() {
    guard let watch = ReadyWatch() else { return nil }
    self.watch = watch
  }

  /// Takes a connection over that rests; `atEnd` is called when it is over.
  ///
  /// - Returns: Whether it did; else the caller has to go on with it.
  func take(
    _ number: Int, _ conversation: Conversation, _ channel: SocketChannel,
    atEnd: @escaping @Sendable () -> Void
  ) -> Bool {
    let member = Member(number, conversation, channel, atEnd)
    let missing = state.with { state in
      state.members[number] = member
      defer { state.threadCount = Self.threadLimit }
      return Self.threadLimit - state.threadCount
    }
    let lacking = (0..<missing).count { _ in !startThread { self.work() } }
    let isServed = state.with { state in
      state.threadCount -= lacking
      return state.threadCount > 0
    }
    if isServed, watch.add(channel, as: number) { return true }
    state.with { $0.members[number] = nil }
    return false
  }

  /// Lets the threads go.
  func close() { watch.close() }

  private func work() {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      switch watch.next(atMost: Self.idleMilliseconds) {
      case .ready(let number, let isOver):
        guard let member = state.with({ $0.members[number] }), member.begin(isOver: isOver)
        else { continue }
        if let waking = serve(member, &buffer) { dismiss(member, waking) }
      case .nothing:
        let isNeeded = state.with { state in
          if state.members.isEmpty { state.threadCount -= 1 }
          return !state.members.isEmpty
        }
        if !isNeeded { return }
      case .closed:
        return
      }
    }
  }

  /// Serves what has come; with what the rest ends, where it does.
  private func serve(_ member: Member, _ buffer: inout [UInt8]) -> Conversation.Waking? {
    repeat {
      // What has come before the end is read by whoever reads the end.
      if member.isOver { return .bytes([]) }
      switch member.channel.readNow(into: &buffer) {
      case nil: break
      case .bytes(let count)?:
        guard count < buffer.count else { return .bytes(buffer) }
        if case .ends(let waking) = member.conversation.serve(buffer[..<count]) { return waking }
      case .end?, .broken?: return .bytes([])
      }
    } while !member.isDone()
    return nil
  }

  /// Gives a connection a thread of its own, for good.
  private func dismiss(_ member: Member, _ waking: Conversation.Waking) {
    watch.remove(member.channel)
    state.with { $0.members[member.number] = nil }
    let hasThread = startThread {
      member.conversation.goOn(with: waking)
      member.atEnd()
    }
    guard !hasThread else { return }
    member.conversation.breakOff("the system has no thread to give")
    member.conversation.goOn(with: .bytes([]))
    member.atEnd()
  }
}
