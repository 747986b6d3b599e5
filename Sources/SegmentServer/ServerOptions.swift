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

  /// A file to receive the port, written whole once it is bound and removed at the end; nil for
  /// none.
  public var portFile: String?

  /// The file of the tokens that clients on TCP must send one of; nil for the user's own, which is
  /// made where it is not there.
  public var tokenFile: String?

  /// Tokens in place of a file.
  public var tokens: AccessTokens?

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

  /// What a client on TCP has to show.
  ///
  /// - Throws: ``ServerError`` where the tokens cannot be used, or nobody chose them and others than
  ///   this machine can reach one of the addresses.
  func door(for addresses: [Address]) throws(ServerError) -> Session.Door {
    if let tokens { return .locked { tokens.role(of: $0) } }
    if tokenFile == nil {
      for case .tcp(let endpoint) in addresses where !endpoint.isLoopback {
        throw .exposed(endpoint)
      }
    }
    let log = log
    let file = try TokenFile(tokenFile) { log(.warning, $0) }
    if file.isNew { log(.info, "made a token for clients in \(file.path)") }
    return .locked { file.role(of: $0) }
  }

  var services: Services {
    Services(
      pool: WorkPool(threadCount: threadCount, queueLimit: serverLimits.queued), limits: limits,
      serverLimits: serverLimits,
      metrics: metrics, log: log)
  }
}
