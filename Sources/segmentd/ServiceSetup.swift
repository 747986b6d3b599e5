import Connection
import JSONRPC
import SegmentProtocol
import SegmentServer
import SegmentService
import Transport

/// From options to a service and a server's settings.
extension CommandLineOptions {
  /// A service with these options.
  ///
  /// - Parameter metrics: What the server counts, for `server.metrics`.
  func service(
    dataRoots: [String]? = nil, metrics: Metrics? = nil
  ) throws(UsageError) -> Service {
    var settings = Service.Settings()
    settings.dataRoots = dataRoots ?? texts("--data-root")
    settings.threadCount = try integer("--threads", in: 1...1_024) ?? processorCount()
    settings.clock = System.microseconds
    settings.memoryLimitBytes =
      try integer("--memory-limit", in: (1 << 20)...(1 << 50)) ?? System.memoryBytes() / 2
    settings.keptRowsLimitBytes = settings.memoryLimitBytes / 2
    settings.residentBytes = System.residentBytes
    if let metrics { settings.connectionMetrics = { metrics.write(to: &$0) } }
    let limits = WireLimits()
    let shared = ServerLimits()
    settings.limits = [
      ("max_message_bytes", limits.messageBytes), ("max_depth", limits.depth),
      ("max_batch", limits.batchMembers), ("max_in_flight", limits.inFlight),
      ("max_queued", shared.queued), ("max_connections", shared.connections),
      ("auth_timeout_seconds", shared.authenticationTimeoutSeconds),
      ("write_timeout_seconds", limits.writeTimeoutSeconds),
      ("max_held_bytes", limits.heldBytes), ("max_output_bytes", limits.outputBytes),
      ("max_held_bytes_in_all", shared.heldBytes),
      ("keep_rows_bytes", settings.keepRowsBytes), ("memory_bytes", settings.memoryLimitBytes),
    ]
    return Service(settings)
  }

  /// A server's settings with these options.
  func serverOptions() throws(UsageError) -> ServerOptions {
    var options = ServerOptions()
    options.metrics = Metrics(methods: MethodTable.methods.map(\.name))
    options.log = .standardError(try logLevel())
    options.portFile = text("--port-file")
    switch text("--at-eof") {
    case nil, "answer": options.atEnd = .answer
    case "cancel": options.atEnd = .cancel
    case let other?:
      throw UsageError(message: "--at-eof is \"\(other)\" but must be answer or cancel")
    }
    if let count = try integer("--threads", in: 1...1_024) { options.threadCount = count }
    return options
  }
}
