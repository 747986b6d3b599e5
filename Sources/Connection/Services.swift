public import JSONRPC

/// What all connections of a daemon share.
public struct Services: Sendable {
  /// Threads for long work.
  public let pool: WorkPool

  /// The clock that gives up what waited too long.
  public let deadlines: DeadlineWatch

  /// What one message and one connection may hold.
  public let limits: WireLimits

  /// Where events are told.
  public let log: Log

  /// Keeps the four.
  public init(
    pool: WorkPool = WorkPool(), deadlines: DeadlineWatch = DeadlineWatch(),
    limits: WireLimits = WireLimits(), log: Log = .none
  ) {
    self.pool = pool
    self.deadlines = deadlines
    self.limits = limits
    self.log = log
  }
}
