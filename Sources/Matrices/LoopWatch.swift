import Synchronization

/// Stops all threads of one loop as soon as one of them hears that it should stop.
///
/// Loops ask ``mayGoOn()`` at least every 20 ms. The first answer other than "proceed" is kept: the
/// loop then ends everywhere, and its ``verdict`` says why.
public final class LoopWatch: Sendable {
  private let monitor: WorkMonitor
  private let state = Atomic<UInt8>(0)

  /// Watches one loop on behalf of a monitor.
  public init(_ monitor: WorkMonitor) { self.monitor = monitor }

  /// Asks the monitor, unless the loop is stopping already.
  public func mayGoOn() -> Bool {
    guard state.load(ordering: .relaxed) == 0 else { return false }
    switch monitor.verdict {
    case .proceed: return true
    case .wrapUp: stop(1)
    case .cancel: stop(2)
    }
    return false
  }

  /// Why the loop ended: `proceed` if it ran to its end.
  public var verdict: WorkMonitor.Verdict {
    switch state.load(ordering: .relaxed) {
    case 0: .proceed
    case 1: .wrapUp
    default: .cancel
    }
  }

  /// Keeps the stronger of two reasons.
  private func stop(_ reason: UInt8) { state.max(reason, ordering: .relaxed) }
}

extension WorkMonitor {
  /// The same monitor for a last step that is made even when time is up; it still can be cancelled.
  public var pastDeadline: WorkMonitor {
    WorkMonitor(
      verdict: { if case .cancel = verdict { .cancel } else { .proceed } },
      report: { report($0, of: $1, $2) })
  }

  /// The same monitor, whose reports go nowhere.
  public var silent: WorkMonitor {
    WorkMonitor(verdict: { verdict }, report: { _, _, _ in })
  }
}
