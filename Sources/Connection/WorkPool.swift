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

  /// Jobs that are done now.
  var runningCount: Int { state.with { max(0, $0.threadCount - $0.idleCount) } }

  /// Lets the threads go once everything queued is done.
  public func close() { state.with { $0.isClosed = true } }

  /// Sees to it that freed memory is given back once there is no work.
  func trimWhenIdle() {
    let needsThread = state.with { state in
      guard !state.isClosed else { return false }
      state.isTrimmed = false
      defer { if state.threadCount == 0 { state.threadCount = 1 } }
      return state.threadCount == 0
    }
    guard needsThread, !startThread({ self.work() }) else { return }
    state.with { $0.threadCount -= 1 }
  }

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

  private enum Next { case job(Job), trim, again, leave(isLast: Bool) }

  private func work() {
    var isIdle = false
    while true {
      switch next(&isIdle) {
      case .job(let job):
        run(job)
        state.with { $0.isTrimmed = false }
      case .trim:
        Heap.trim()
      case .again:
        continue
      case .leave(let isLast):
        // Since the last time connections may have ended, which take long where there are many.
        if isLast { Heap.trim() }
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
  ///
  /// - Parameter isIdle: Whether the thread counts as idle; so it does from its first wait on.
  private func next(_ isIdle: inout Bool) -> Next {
    let (first, isTrimmed) = state.with { state in
      let job = Self.take(&state, &isIdle)
      if job == nil, !isIdle {
        state.idleCount += 1
        isIdle = true
      }
      return (job, state.isTrimmed)
    }
    if let first { return .job(first) }
    let patience = isTrimmed ? Self.idleMilliseconds : Self.trimMilliseconds
    let job = state.wait(atMost: patience) { state -> Job?? in
      if let job = Self.take(&state, &isIdle) { return job }
      return state.isClosed ? .some(nil) : nil
    }
    if case .some(.some(let job)) = job { return .job(job) }
    return state.with { state in
      if let job = Self.take(&state, &isIdle) { return .job(job) }
      // While others work their memory is in use; the last one to stop gives back.
      if !state.isClosed, !state.isTrimmed, state.idleCount == state.threadCount {
        state.isTrimmed = true
        return .trim
      }
      guard isTrimmed || state.isClosed else { return .again }
      state.threadCount -= 1
      state.idleCount -= 1
      return .leave(isLast: state.threadCount == 0 && !state.isClosed)
    }
  }

  private static func take(_ state: inout State, _ isIdle: inout Bool) -> Job? {
    guard let job = state.lanes.take() else { return nil }
    if isIdle { state.idleCount -= 1 }
    isIdle = false
    return job
  }
}
