public import Transport

/// Threads for long work, as many as there are cores and no more; made when first needed.
///
/// Jobs start in the order they came. Nothing short ever stands in this queue, so what is short is
/// never stuck behind what is long.
public final class WorkPool: Sendable {
  /// Something to be done on a thread of the pool.
  public typealias Job = @Sendable () -> Void

  private struct State: Sendable {
    var jobs: [Job] = []
    var next = 0
    var threadCount = 0
    var idleCount = 0
    var isClosed = false

    mutating func takeJob() -> Job? {
      guard next < jobs.count else { return nil }
      defer {
        next += 1
        // Half of the array is spent: moving the rest costs less than the moves it spares.
        if next * 2 >= jobs.count {
          jobs.removeFirst(next)
          next = 0
        }
      }
      return jobs[next]
    }
  }

  private let threadLimit: Int
  private let state = Monitor(State())

  /// A pool of at most so many threads, at least 1.
  public init(threadCount: Int = processorCount()) {
    precondition(threadCount >= 1)
    threadLimit = threadCount
  }

  /// Puts a job at the end of the queue.
  public func enqueue(_ job: @escaping Job) {
    let needsThread = state.with { state in
      state.jobs.append(job)
      let isNeeded =
        state.jobs.count - state.next > state.idleCount && state.threadCount < threadLimit
      if isNeeded { state.threadCount += 1 }
      return isNeeded
    }
    guard needsThread, !startThread({ self.work() }) else { return }
    // The system had no thread to give. With none at all the caller has to work itself.
    let isAlone = state.with { state in
      state.threadCount -= 1
      return state.threadCount == 0
    }
    if isAlone, let job = state.with({ $0.takeJob() }) { job() }
  }

  /// Lets the threads go once everything queued is done.
  public func close() { state.with { $0.isClosed = true } }

  private func work() {
    enum Next { case job(Job), leave }
    var isIdle = false
    while true {
      let next = state.wait { [isIdle] state -> Next? in
        if let job = state.takeJob() {
          if isIdle { state.idleCount -= 1 }
          return .job(job)
        }
        guard state.isClosed else { return nil }
        state.threadCount -= 1
        return .leave
      }
      guard case .job(let job) = next else { return }
      job()
      state.with { $0.idleCount += 1 }
      isIdle = true
    }
  }
}
