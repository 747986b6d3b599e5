import Connection
import JSONRPC
import ModelStorage
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
  ///
  /// - Parameter isLasting: Whether it has the models of the state directory and adds to them.
  func service(
    dataRoots: [String]? = nil, isLasting: Bool = true
  ) throws(UsageError) -> Service {
    var settings = Service.Settings()
    settings.dataRoots = dataRoots ?? list(.dataRoot)
    settings.threadCount = number(.threads) ?? processorCount()
    settings.clock = System.microseconds
    if isLasting { settings.storage = try storage() }
    let log = log
    settings.log = { log(.warning, $0) }
    settings.keepRowsBytes = number(.keepRows) ?? settings.keepRowsBytes
    let limits = wireLimits
    settings.limits = [
      ("max_message_bytes", limits.messageBytes), ("max_depth", limits.depth),
      ("max_batch", limits.batchMembers), ("max_in_flight", limits.inFlight),
      ("keep_rows_bytes", settings.keepRowsBytes),
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
