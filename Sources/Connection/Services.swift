public import JSONRPC

/// What all connections of a daemon share.
public struct Services: Sendable {
  /// Threads for long work.
  public let pool: WorkPool

  /// The clock that gives up what waited too long.
  public let deadlines: DeadlineWatch

  /// What one message and one connection may hold.
  public let limits: WireLimits

  /// What all connections together may hold.
  public let serverLimits: ServerLimits

  /// What is counted.
  public let metrics: Metrics

  /// Where events are told.
  public let log: Log

  /// Keeps the six.
  public init(
    pool: WorkPool = WorkPool(), deadlines: DeadlineWatch = DeadlineWatch(),
    limits: WireLimits = WireLimits(), serverLimits: ServerLimits = ServerLimits(),
    metrics: Metrics = Metrics(), log: Log = .none
  ) {
    self.pool = pool
    self.deadlines = deadlines
    self.limits = limits
    self.serverLimits = serverLimits
    self.metrics = metrics
    self.log = log
  }
}
