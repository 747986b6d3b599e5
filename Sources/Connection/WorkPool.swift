public import Transport

/// Threads for long work, as many as there are cores and no more; made when first needed.
///
/// Every connection has a ``WorkLane``. The threads take one job of each lane in turn, so that the
/// many jobs of one connection do not delay another's first; the jobs of one lane start in the
/// order they came. Nothing short ever stands in this queue, so what is short is never stuck behind
/// what is long.
///
/// Read ``LaneTable`` for who is next, a pure value; this is the threads around it.
public final class WorkPool: Sendable {
  /// Something to be done on a thread of the pool.
  typealias Job = @Sendable () -> Void

  private struct State: Sendable {
    var lanes: LaneTable
    var threadCount = 0
    var idleCount = 0
    var isClosed = false
    /// Whether memory has been given back since the last job.
    var isTrimmed = true
  }

  /// How long a thread without work waits before memory is given back to the system.
  static let trimMilliseconds = 1_000

  /// How long a thread without work stays after that.
  static let idleMilliseconds = 9_000

  private let threadLimit: Int
  private let state: Monitor<State>

  /// A pool of at most so many threads, at least 1.
  ///
  /// - Parameter queueLimit: Messages that may wait before another is refused.
  public init(threadCount: Int = processorCount(), queueLimit: Int = ServerLimits().queued) {
    precondition(threadCount >= 1)
    threadLimit = threadCount
    state = Monitor(State(lanes: LaneTable(limit: queueLimit, threadCount: threadCount)))
  }

  /// Messages that wait now, those left out whose client does not read.
  public var queuedCount: Int { state.with { $0.lanes.queuedCount } }

  /// Threads there are now.
  public var threadCount: Int { state.with { $0.threadCount } }

  /// Lets the threads go once everything queued is done.
  public func close() { state.with { $0.isClosed = true } }

  /// A place for one connection's jobs.
  func lane() -> WorkLane { WorkLane(pool: self, number: change { $0.open() }) }

  /// Changes who is next, and sees to it that there is a thread for what may be done now.
  func change<Result: Sendable>(_ body: (inout LaneTable) -> Result) -> Result {
    let (result, needsThread) = state.with { state in
      let result = body(&state.lanes)
      let isNeeded =
        state.lanes.readyCount > state.idleCount && state.threadCount < threadLimit
      if isNeeded { state.threadCount += 1 }
      return (result, isNeeded)
    }
    guard needsThread, !startThread({ self.work() }) else { return result }
    // The system had no thread to give. With none at all the caller has to work itself.
    let isAlone = state.with { state in
      state.threadCount -= 1
      return state.threadCount == 0
    }
    if isAlone, let job = state.with({ $0.lanes.take() }) { run(job) }
    return result
  }

  private enum Next { case job(Job), trim, again, leave }

  private func work() {
    var isIdle = false
    while true {
      switch next(isIdle) {
      case .job(let job):
        run(job)
        state.with { state in
          state.idleCount += 1
          state.isTrimmed = false
        }
        isIdle = true
      case .trim:
        Heap.trim()
      case .again:
        continue
      case .leave:
        return
      }
    }
  }

  private func run(_ job: Job) {
    let start = ContinuousClock.now
    job()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    state.with { $0.lanes.note(jobSeconds: seconds) }
  }

  /// Waits for something to do; a thread without work goes in the end.
  private func next(_ isIdle: Bool) -> Next {
    let isTrimmed = state.with { $0.isTrimmed }
    let patience = isTrimmed ? Self.idleMilliseconds : Self.trimMilliseconds
    let next = state.wait(atMost: patience) { state -> Next? in
      if let job = state.lanes.take() {
        if isIdle { state.idleCount -= 1 }
        return .job(job)
      }
      guard state.isClosed else { return nil }
      Self.leave(&state, isIdle)
      return .leave
    }
    if let next { return next }
    return state.with { state in
      if let job = state.lanes.take() {
        if isIdle { state.idleCount -= 1 }
        return .job(job)
      }
      // While others work their memory is in use; the last one to stop gives back.
      if !state.isTrimmed, state.idleCount == state.threadCount {
        state.isTrimmed = true
        return .trim
      }
      guard isTrimmed else { return .again }
      Self.leave(&state, isIdle)
      return .leave
    }
  }

  private static func leave(_ state: inout State, _ isIdle: Bool) {
    state.threadCount -= 1
    if isIdle { state.idleCount -= 1 }
  }
}
