import Connection
import JSONRPC
import SegmentServer
import SegmentService
import Transport

/// From options to a service and a server's settings.
extension CommandLineOptions {
  /// A service with these options.
  func service(dataRoots: [String]? = nil) throws(UsageError) -> Service {
    var settings = Service.Settings()
    settings.dataRoots = dataRoots ?? texts("--data-root")
    settings.threadCount = try integer("--threads", in: 1...1_024) ?? processorCount()
    settings.clock = System.microseconds
    let limits = WireLimits()
    settings.limits = [
      ("max_message_bytes", limits.messageBytes), ("max_depth", limits.depth),
      ("max_batch", limits.batchMembers), ("max_in_flight", limits.inFlight),
      ("keep_rows_bytes", settings.keepRowsBytes),
    ]
    return Service(settings)
  }

  /// A server's settings with these options.
  func serverOptions() throws(UsageError) -> ServerOptions {
    var options = ServerOptions()
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
