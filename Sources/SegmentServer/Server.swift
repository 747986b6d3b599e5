import Connection
import Glibc
public import JSONRPC
public import Transport

/// The entry points of the program.
///
/// Each returns the status to end the process with, at once: threads may still be at work that
/// nobody waits for.
public enum Server {
  /// Listens on the loopback until SIGTERM, SIGINT or `server.shutdown`.
  ///
  /// - Parameters:
  ///   - address: `127.0.0.1`, `::1` or `localhost`.
  ///   - port: 0 lets the system choose; `options.portFile` and the log tell which.
  /// - Returns: 0; 78 for an address that may not be used, 69 for one that cannot be had, 73 where
  ///   the port file cannot be written.
  public static func serve(
    address: String, port: Int, responder: any Responder, options: ServerOptions = ServerOptions()
  ) -> Int32 {
    ignoreBrokenPipes()
    let server: RunningServer
    do {
      let endpoint = try Endpoint(host: address, port: port)
      server = try RunningServer(endpoint, responder, options)
    } catch {
      options.log(.error, error.description)
      if case .badAddress = error { return 78 }
      return 69
    }
    // Before any thread is made, so that all of them leave the signals alone.
    if options.watchesSignals { watchSignals(server.shutdown, options.log) }
    if let path = options.portFile, let failure = PortFile.write(server.endpoint.port, to: path) {
      options.log(.error, "cannot write the port file \(path): \(systemReason(failure))")
      return 73
    }
    guard startThread({ server.accept() }) else {
      options.log(.error, "cannot start: the system has no thread to give")
      return 71
    }
    options.log(.info, "listening on \(server.endpoint)")
    server.waitUntilAsked()
    options.log(.info, "ending: what runs may finish, the rest is refused")
    server.stop()
    options.log(.info, "ended")
    return 0
  }

  /// Serves one client on standard input and output, until the input ends, nobody reads the output,
  /// or the end is asked for.
  ///
  /// - Returns: 0; 74 where a standard stream is closed.
  public static func stdio(
    responder: any Responder, options: ServerOptions = ServerOptions()
  ) -> Int32 {
    ignoreBrokenPipes()
    let channel: StdioChannel
    do {
      channel = try StdioChannel.takeOver()
    } catch {
      options.log(.error, error.description)
      return 74
    }
    let shutdown = ShutdownRequest()
    if options.watchesSignals { watchSignals(shutdown, options.log) }
    let conversation = Conversation(
      channel, responder: Session(ShutdownResponder(responder, shutdown), door: .open(.admin)),
      services: options.services, name: "stdio", atEnd: options.atEnd)
    let isDone = Monitor(false)
    let hasThread = startThread {
      conversation.run()
      isDone.with { $0 = true }
      shutdown.raise()
    }
    guard hasThread else {
      options.log(.error, "cannot start: the system has no thread to give")
      return 71
    }
    _ = shutdown.wait()
    if !isDone.with({ $0 }) {
      Ending(grace: options.graceSeconds * 1000).end([conversation])
    }
    return 0
  }

  /// Listens on the loopback beside other work of the same process; signals are left alone.
  ///
  /// - Throws: ``TransportError`` where the address cannot be had.
  public static func start(
    at endpoint: Endpoint, responder: any Responder, options: ServerOptions = ServerOptions()
  ) throws(TransportError) -> RunningServer {
    ignoreBrokenPipes()
    let server = try RunningServer(endpoint, responder, options)
    guard startThread({ server.accept() }) else {
      throw .unavailable(address: endpoint.description, action: "listen on", errno: EAGAIN)
    }
    return server
  }

  /// Serves one client inside the process, and gives its end of the wire.
  ///
  /// - Returns: A channel for a `Caller`; closing it ends the service.
  public static func local(
    responder: any Responder, options: ServerOptions = ServerOptions()
  ) -> any Channel {
    let (client, server) = MemoryChannel.pair()
    let services = options.services
    let conversation = Conversation(
      server, responder: Session(responder, door: .open(.admin)), services: services,
      name: "local")
    let hasThread = startThread {
      conversation.run()
      services.pool.close()
    }
    if !hasThread { server.close() }
    return client
  }

  private static func watchSignals(_ shutdown: ShutdownRequest, _ log: Log) {
    SignalWatch.start { name in
      log(.info, "\(name) came")
      shutdown.raise()
    }
  }
}
