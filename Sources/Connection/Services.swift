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

  /// What all connections together hold.
  let held: HeldBytes

  /// What is counted.
  public let metrics: Metrics

  /// Where events are told.
  public let log: Log

  /// Keeps them.
  public init(
    pool: WorkPool = WorkPool(), deadlines: DeadlineWatch = DeadlineWatch(),
    limits: WireLimits = WireLimits(), serverLimits: ServerLimits = ServerLimits(),
    metrics: Metrics = Metrics(), log: Log = .none
  ) {
    self.pool = pool
    self.deadlines = deadlines
    self.limits = limits
    self.serverLimits = serverLimits
    held = HeldBytes(limit: serverLimits.heldBytes)
    self.metrics = metrics
    self.log = log
    metrics.watch(
      Metrics.Gauges(
        queued: { pool.queuedCount }, running: { pool.runningCount },
        heldBytes: { [held] in held.total }))
  }
}
