/// What a running call may ask of the connection it came by.
///
/// Any thread may ask. Work looks at ``isCancelled`` at least every 20 ms.
public struct CallContext: Sendable {
  /// When the caller wants an answer, the best so far if need be; nil for no hurry.
  public let deadline: ContinuousClock.Instant?

  private let askCancelled: @Sendable () -> Bool
  private let tell: @Sendable (_ done: Double, _ total: Double, _ message: String) -> Void

  /// Answers by closures, which are called from any thread.
  public init(
    deadline: ContinuousClock.Instant? = nil,
    isCancelled: @escaping @Sendable () -> Bool,
    report: @escaping @Sendable (_ done: Double, _ total: Double, _ message: String) -> Void
  ) {
    self.deadline = deadline
    askCancelled = isCancelled
    tell = report
  }

  /// Whether nobody wants the answer any more: stop, and give ``RPCError/cancelled`` back.
  public var isCancelled: Bool { askCancelled() }

  /// Tells how far the call is: `done` of `total` in any unit, and what is being done.
  ///
  /// Call it as often as you like: at most ten a second are sent, and none where the caller did
  /// not ask. What does not exceed the value sent last is left out.
  public func report(done: Double, total: Double, message: String) { tell(done, total, message) }

  /// Never cancelled, in no hurry, hears nothing.
  public static let detached = CallContext(isCancelled: { false }, report: { _, _, _ in })
}
