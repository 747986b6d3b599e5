import Connection
import JSONRPC
import ModelStorage
import SegmentProtocol
import SegmentServer
import SegmentService
import Transport

/// From settings to a service and a server's options.
extension CommandLineOptions {
  /// What one message and one connection may hold.
  private var wireLimits: WireLimits {
    let standard = WireLimits()
    return WireLimits(
      messageBytes: number(.maxMessage) ?? standard.messageBytes,
      depth: number(.maxDepth) ?? standard.depth,
      batchMembers: number(.maxBatch) ?? standard.batchMembers,
      inFlight: number(.maxInFlight) ?? standard.inFlight,
      heldBytes: number(.maxHeld) ?? standard.heldBytes,
      outputBytes: number(.maxOutput) ?? standard.outputBytes,
      writeTimeoutSeconds: number(.writeTimeout) ?? standard.writeTimeoutSeconds)
  }

  /// What all connections together may hold.
  private var serverLimits: ServerLimits {
    let standard = ServerLimits()
    return ServerLimits(
      connections: number(.maxConnections) ?? standard.connections,
      queued: number(.maxQueued) ?? standard.queued,
      authenticationTimeoutSeconds: number(.authTimeout)
        ?? standard.authenticationTimeoutSeconds,
      heldBytes: number(.maxHeldInAll) ?? standard.heldBytes,
      requestSeconds: number(.maxSeconds))
  }

  /// A service with these settings.
  ///
  /// - Parameter isLasting: Whether it has the models of the state directory and adds to them.
  /// - Parameter metrics: What the server counts, for `server.metrics`.
  func service(
    dataRoots: [String]? = nil, isLasting: Bool = true, metrics: Metrics? = nil
  ) throws(UsageError) -> Service {
    var settings = Service.Settings()
    settings.dataRoots = dataRoots ?? list(.dataRoot)
    settings.threadCount = number(.threads) ?? processorCount()
    settings.clock = System.microseconds
    if isLasting { settings.storage = try storage() }
    let log = log
    settings.log = { log(.warning, $0) }
    settings.keepRowsBytes = number(.keepRows) ?? settings.keepRowsBytes
    settings.memoryLimitBytes = number(.memoryLimit) ?? System.memoryBytes() / 2
    settings.keptRowsLimitBytes = settings.memoryLimitBytes / 2
    settings.residentBytes = System.residentBytes
    settings.giveBackMemory = { Heap.trim() }
    if let metrics {
      settings.connectionMetrics = { metrics.write(to: &$0) }
      settings.runningJobs = { metrics.runningCount }
    }
    let limits = wireLimits
    let shared = serverLimits
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

  /// The state directory, opened; `nil` where models stay in memory.
  private func storage() throws(UsageError) -> ModelDirectory? {
    guard let path = self[.state] else { return nil }
    do throws(StorageError) {
      return try ModelDirectory(path)
    } catch {
      throw UsageError(
        message: "\(configuration[.state].origin): \(error)", status: ExitStatus.cannotCreate)
    }
  }

  /// A server's options with these settings.
  var serverOptions: ServerOptions {
    var options = ServerOptions()
    options.metrics = Metrics(methods: MethodTable.methods.map(\.name) + MCPFace.methods)
    options.log = log
    options.limits = wireLimits
    options.serverLimits = serverLimits
    options.portFile = self[.portFile]
    options.tokenFile = self[.tokenFile]
    options.atEnd = self[.atEnd] == "cancel" ? .cancel : .answer
    options.graceSeconds = number(.grace) ?? options.graceSeconds
    options.threadCount = number(.threads) ?? options.threadCount
    return options
  }

  /// The log on standard error.
  var log: Log {
    let level = LogLevel.allCases.first { "\($0)" == self[.logLevel] } ?? .info
    return .standardError(level, format: self[.logFormat] == "json" ? .json : .text)
  }
}
