import Connection
import JSONRPC
import SegmentServer
import SegmentService
import Transport

/// From settings to a service and a server's options.
extension CommandLineOptions {
  /// What one message and one connection may hold.
  var wireLimits: WireLimits {
    let standard = WireLimits()
    return WireLimits(
      messageBytes: number(.maxMessage) ?? standard.messageBytes,
      depth: number(.maxDepth) ?? standard.depth,
      batchMembers: number(.maxBatch) ?? standard.batchMembers,
      inFlight: number(.maxInFlight) ?? standard.inFlight)
  }

  /// A service with these settings.
  func service(dataRoots: [String]? = nil) -> Service {
    var settings = Service.Settings()
    settings.dataRoots = dataRoots ?? list(.dataRoot)
    settings.threadCount = number(.threads) ?? processorCount()
    settings.clock = System.microseconds
    settings.keepRowsBytes = number(.keepRows) ?? settings.keepRowsBytes
    let limits = wireLimits
    settings.limits = [
      ("max_message_bytes", limits.messageBytes), ("max_depth", limits.depth),
      ("max_batch", limits.batchMembers), ("max_in_flight", limits.inFlight),
      ("keep_rows_bytes", settings.keepRowsBytes),
    ]
    return Service(settings)
  }

  /// A server's options with these settings.
  var serverOptions: ServerOptions {
    var options = ServerOptions()
    options.log = log
    options.limits = wireLimits
    options.portFile = self[.portFile]
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
