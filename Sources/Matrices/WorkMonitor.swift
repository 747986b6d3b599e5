/// How long work is looked after from outside: whether to go on, and where progress is told.
///
/// Loops ask ``verdict`` once per chunk (at least every 20 ms) and call ``report`` where a step is
/// done; both may be called from any thread.
public struct WorkMonitor: Sendable {
  /// Whether work goes on.
  public enum Verdict: Sendable {
    /// Go on.
    case proceed
    /// The deadline has come: finish with the best result so far, if there is one.
    case wrapUp
    /// Stop at once; nobody wants the result.
    case cancel
  }

  private let ask: @Sendable () -> Verdict
  private let tell: @Sendable (_ done: Double, _ total: Double, _ step: String) -> Void

  /// Looks after work by two closures, which are called from any thread.
  public init(
    verdict: @escaping @Sendable () -> Verdict,
    report: @escaping @Sendable (_ done: Double, _ total: Double, _ step: String) -> Void
  ) {
    ask = verdict
    tell = report
  }

  /// Never stops anything and hears nothing.
  public static let none = WorkMonitor(verdict: { .proceed }, report: { _, _, _ in })

  /// Whether to go on, now.
  public var verdict: Verdict { ask() }

  /// Tells how far the work is: `done` of `total` in any unit, and what is being done.
  public func report(_ done: Double, of total: Double, _ step: String) { tell(done, total, step) }
}

extension WorkMonitor {
  /// The same monitor for one step of longer work: what the step reports counts as that part of it.
  ///
  /// - Parameter part: From where to where the step leads, as shares of the whole, 0 to 1.
  public func step(_ part: ClosedRange<Double>) -> WorkMonitor {
    WorkMonitor(
      verdict: { verdict },
      report: { done, total, step in
        let share = total > 0 ? min(max(done / total, 0), 1) : 0
        report(part.lowerBound + share * (part.upperBound - part.lowerBound), of: 1, step)
      })
  }
}
