import SegmentServer
import Transport

extension Command {
  /// `segmentd serve`: a daemon on TCP, a Unix socket or both.
  static let serve = Command(
    name: "serve", operands: "", operandCount: 0...0,
    summary: "answer requests over TCP or a Unix socket until told to stop",
    settings: [.listen, .socket, .tokenFile, .portFile] + Setting.service
  ) { (options) throws(UsageError) in
    let server = options.serverOptions
    return Server.serve(
      at: try options.addresses, responder: try options.service(metrics: server.metrics),
      options: server)
  }

  /// `segmentd stdio`: one client on the standard streams.
  static let stdio = Command(
    name: "stdio", operands: "", operandCount: 0...0,
    summary: "answer requests from standard input on standard output",
    settings: [.atEnd] + Setting.service
  ) { (options) throws(UsageError) in
    let server = options.serverOptions
    return Server.stdio(responder: try options.service(metrics: server.metrics), options: server)
  }
}

extension CommandLineOptions {
  /// Where to listen: a socket that is named stands alone, unless an address is named too.
  fileprivate var addresses: [Address] {
    get throws(UsageError) {
      let sockets = self[.socket].map { [Address.unix(path: $0)] } ?? []
      let listen = configuration[.listen]
      guard sockets.isEmpty || listen.origin != .standard else { return sockets }
      do throws(TransportError) {
        return [.tcp(try Endpoint(self[.listen] ?? ""))] + sockets
      } catch {
        throw UsageError(
          message: "\(listen.origin): \(error)", status: ExitStatus.configuration)
      }
    }
  }
}
