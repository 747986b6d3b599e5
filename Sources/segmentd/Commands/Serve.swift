import SegmentServer
import Transport

extension Command {
  /// `segmentd serve`: a daemon on TCP.
  static let serve = Command(
    name: "serve", operands: "", operandCount: 0...0,
    summary: "answer requests over TCP on this machine until told to stop",
    options: [
      OptionDescription(
        name: "--listen", value: "HOST:PORT",
        meaning: "where to listen, port 0 for any free one (default: 127.0.0.1:7464)"),
      OptionDescription(
        name: "--port-file", value: "FILE",
        meaning: "write the port to this file once connections are taken"),
      .dataRoot, .memoryLimit, .threads, .logLevel,
    ]
  ) { (options) throws(UsageError) in
    let endpoint: Endpoint
    do throws(TransportError) {
      endpoint = try Endpoint(options.text("--listen") ?? "127.0.0.1:7464")
    } catch {
      throw UsageError(message: "--listen: \(error)", status: 78)
    }
    let server = try options.serverOptions()
    return Server.serve(
      address: endpoint.host, port: Int(endpoint.port),
      responder: try options.service(metrics: server.metrics), options: server)
  }

  /// `segmentd stdio`: one client on the standard streams.
  static let stdio = Command(
    name: "stdio", operands: "", operandCount: 0...0,
    summary: "answer requests from standard input on standard output",
    options: [
      OptionDescription(
        name: "--at-eof", value: "answer|cancel",
        meaning: "what the end of input does to requests under way (default: answer)"),
      .dataRoot, .memoryLimit, .threads, .logLevel,
    ]
  ) { (options) throws(UsageError) in
    let server = try options.serverOptions()
    return Server.stdio(
      responder: try options.service(metrics: server.metrics), options: server)
  }
}
