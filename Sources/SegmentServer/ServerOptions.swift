public import Connection
public import JSONRPC
import Transport

/// How a daemon runs; the defaults are the protocol's.
public struct ServerOptions: Sendable {
  /// What one message and one connection may hold.
  public var limits = WireLimits()

  /// What all connections together may hold.
  public var serverLimits = ServerLimits()

  /// What is counted, for `server.metrics`.
  public var metrics = Metrics()

  /// Where events are told.
  public var log = Log.standardError()

  /// A file to receive the port, written whole once it is bound; nil for none.
  public var portFile: String?

  /// What the end of standard input means.
  public var atEnd = Conversation.AtEnd.answer

  /// Seconds that running requests have to finish once the end is asked for.
  public var graceSeconds = 10

  /// Whether SIGTERM and SIGINT ask for the end, and a second one is it.
  ///
  /// The calling thread must then be the only one so far: threads made later inherit what it
  /// blocks.
  public var watchesSignals = true

  /// Threads for long work, at least 1.
  public var threadCount = processorCount()

  /// The defaults.
  public init() {}

  var services: Services {
    Services(
      pool: WorkPool(threadCount: threadCount, queueLimit: serverLimits.queued), limits: limits,
      serverLimits: serverLimits,
      metrics: metrics, log: log)
  }
}
