import SegmentServer
import Transport

extension Command {
  /// `segmentd serve`: a daemon on TCP.
  static let serve = Command(
    name: "serve", operands: "", operandCount: 0...0,
    summary: "answer requests over TCP on this machine until told to stop",
    settings: [.listen, .portFile] + Setting.service
  ) { (options) throws(UsageError) in
    let endpoint: Endpoint
    do throws(TransportError) {
      endpoint = try Endpoint(options[.listen] ?? "")
    } catch {
      throw UsageError(
        message: "\(options.configuration[.listen].origin): \(error)",
        status: ExitStatus.configuration)
    }
    let server = options.serverOptions
    return Server.serve(
      address: endpoint.host, port: Int(endpoint.port),
      responder: options.service(metrics: server.metrics), options: server)
  }

  /// `segmentd stdio`: one client on the standard streams.
  static let stdio = Command(
    name: "stdio", operands: "", operandCount: 0...0,
    summary: "answer requests from standard input on standard output",
    settings: [.atEnd] + Setting.service
  ) { (options) throws(UsageError) in
    let server = options.serverOptions
    return Server.stdio(responder: options.service(metrics: server.metrics), options: server)
  }
}
