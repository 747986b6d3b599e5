import JSONRPC
import Matrices
import SegmentProtocol

extension CallContext {
  /// What the engine asks while it works.
  var monitor: WorkMonitor {
    WorkMonitor(
      verdict: {
        if self.isCancelled { return .cancel }
        if let deadline = self.deadline, ContinuousClock.now >= deadline { return .wrapUp }
        return .proceed
      },
      report: { done, total, step in self.report(done: done, total: total, message: step) })
  }

  /// The same for work that has no best result so far: a deadline ends it.
  var strictMonitor: WorkMonitor {
    let monitor = monitor
    return WorkMonitor(
      verdict: { if case .proceed = monitor.verdict { .proceed } else { .cancel } },
      report: { monitor.report($0, of: $1, $2) })
  }

  /// Whether work should stop: cancelled, or past its deadline.
  var mustStop: Bool {
    if case .proceed = monitor.verdict { false } else { true }
  }

  /// The error as it is: work that a deadline ended was not cancelled by anybody.
  func explained(_ error: RPCError) -> RPCError {
    guard error == .cancelled, !isCancelled, deadline != nil else { return error }
    return RPCError(
      .timeout, "the deadline came before there was a result; ask again with a later deadline_ms",
      retryable: true)
  }
}

extension Plan {
  /// Work that answers with what it writes, or fails with the error it throws.
  static func work(
    reads: Set<String> = [], writes: Set<String> = [], isShort: Bool = false,
    prepare: @escaping @Sendable () throws(RPCError) -> Answer
  ) -> Plan {
    Plan(reads: reads, writes: writes, isShort: isShort) {
      do throws(RPCError) {
        let answer = try prepare()
        return { context in
          do throws(RPCError) {
            return .result(try answer(context))
          } catch {
            return .failure(context.explained(error))
          }
        }
      } catch {
        let failure = error
        return { _ in .failure(failure) }
      }
    }
  }

  /// The result's JSON text, made while the context is looked at.
  typealias Answer = @Sendable (CallContext) throws(RPCError) -> [UInt8]
}
