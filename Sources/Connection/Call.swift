import JSON
import JSONRPC
import Locks
import Synchronization
import Transport

/// One request on its way: its plan, and whether anybody still wants the answer.
final class Call: Sendable {
  /// Why an answer is not wanted any more, and what is sent instead of it.
  enum Cancellation: Int, Sendable {
    /// It is wanted.
    case none
    /// Taken back by `$/cancelRequest`: answered -32800.
    case answered
    /// Taken back by `notifications/cancelled`: not answered.
    case silent
    /// The client is gone: not answered.
    case gone
    /// The daemon ends: answered 1013.
    case shutdown
  }

  let request: RPCRequest
  let plan: Plan
  let needs: Needs
  let deadlineMilliseconds: Double?
  let progress: ProgressReporter?

  private let metrics: Metrics
  private let arrival = ContinuousClock.now
  private let isCounted = Atomic<Bool>(false)
  private let cancellationCode = Atomic<Int>(Cancellation.none.rawValue)
  private let work = Guarded<Plan.Work?>(nil)

  init(
    _ request: RPCRequest, plan: Plan, deadlineMilliseconds: Double?, progress: ProgressReporter?,
    metrics: Metrics
  ) {
    self.metrics = metrics
    self.request = request
    self.plan = plan
    self.deadlineMilliseconds = deadlineMilliseconds
    self.progress = progress
    needs = Needs(
      reads: plan.reads, writes: plan.writes, readsEverything: plan.readsEverything)
  }

  /// The id as it is compared; made when something is taken back, which is seldom.
  var key: RequestKey? { request.id.flatMap { RequestKey($0) } }

  /// Why the answer is not wanted any more; the first reason stays.
  var cancellation: Cancellation {
    Cancellation(rawValue: cancellationCode.load(ordering: .acquiring)) ?? .none
  }

  func cancel(_ reason: Cancellation) {
    _ = cancellationCode.compareExchange(
      expected: Cancellation.none.rawValue, desired: reason.rawValue,
      ordering: .acquiringAndReleasing)
  }

  /// Takes the versions the work is to see.
  func prepare() {
    let prepared = plan.prepare()
    work.with { $0 = prepared }
  }

  /// Does the work; nil where nothing is to be answered.
  func run() -> Outcome? {
    defer { progress?.end() }
    if let outcome = outcomeBeforeWork { return answered(outcome) }
    let prepared = work.with { work in
      defer { work = nil }
      return work
    }
    let context = CallContext(
      deadline: plan.deadline, isCancelled: { self.cancellation != .none },
      report: { done, total, message in
        guard self.cancellation == .none else { return }
        self.progress?.report(done: done, total: total, message: message)
      })
    let outcome = (prepared ?? plan.prepare())(context)
    guard case .failure(let error) = outcome else { return answered(outcome) }
    switch error.kind {
    case RPCError.cancelled.kind where cancellation == .shutdown:
      return answered(.failure(.shuttingDown))
    case Self.timeoutKind:
      // Work knows a moment only; the caller reads the milliseconds that it sent.
      return answered(
        deadlineMilliseconds.map { .failure(.timeout(deadlineMilliseconds: $0)) } ?? outcome)
    default:
      // What was done before a cancel was seen is told as it is: "cancelled" would be untrue.
      return answered(outcome)
    }
  }

  private static let timeoutKind = RPCError.timeout(deadlineMilliseconds: 0).kind

  /// The outcome of a request that is given up before its work began.
  var outcomeBeforeWork: Outcome? {
    switch cancellation {
    case .answered, .silent, .gone: return .failure(.cancelled)
    case .shutdown: return .failure(.shuttingDown)
    case .none: break
    }
    guard let deadline = plan.deadline, deadline <= ContinuousClock.now else { return nil }
    return .failure(.timeout(deadlineMilliseconds: deadlineMilliseconds ?? 0))
  }

  /// The outcome where it is to be sent: not for a notification, nor where silence was asked for.
  func answered(_ outcome: Outcome) -> Outcome? {
    // One that would not stop may have been answered for it already.
    if !isCounted.exchange(true, ordering: .relaxed) {
      var error: RPCError?
      if case .failure(let failure) = outcome { error = failure }
      metrics.answered(request.method, error, after: .now - arrival)
    }
    guard request.id != nil, cancellation != .silent, cancellation != .gone else { return nil }
    return outcome
  }
}
