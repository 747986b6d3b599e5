import Connection
import Glibc
public import JSONRPC
public import Transport

/// The entry points of the program.
///
/// Each returns the status to end the process with, at once: threads may still be at work that
/// nobody waits for.
public enum Server {
  /// Listens until SIGTERM, SIGINT or `server.shutdown`.
  ///
  /// - Parameter addresses: Where; clients on TCP have to authenticate. Of a port 0
  ///   `options.portFile` and the log tell which the system chose.
  /// - Returns: 0; 78 for an address or a token file that may not be used, 69 for an address that
  ///   cannot be had, 73 where a file cannot be made.
  public static func serve(
    at addresses: [Address], responder: any Responder, options: ServerOptions = ServerOptions()
  ) -> Int32 {
    Heap.limitArenas()
    Heap.keepFreed()
    ignoreBrokenPipes()
    let server: RunningServer
    do throws(ServerError) {
      server = try RunningServer(addresses, responder, options)
    } catch {
      options.log(.error, error.description)
      return error.status
    }
    // Before any thread is made, so that all of them leave the signals alone.
    if options.watchesSignals { watchSignals(server.shutdown, options.log) }
    let portFile = server.endpoint.flatMap { endpoint in
      options.portFile.map { PortFile(path: $0, port: endpoint.port) }
    }
    if let failure = portFile?.write() {
      options.log(
        .error, "cannot write the port file \(options.portFile ?? ""): \(systemReason(failure))")
      server.stop()
      return 73
    }
    guard server.start() else {
      options.log(.error, "cannot start: the system has no thread to give")
      return 71
    }
    for address in server.addresses { options.log(.info, "listening on \(address)") }
    Supervisor.tell("READY=1")
    server.waitUntilAsked()
    Supervisor.tell("STOPPING=1")
    options.log(.info, "ending: what runs may finish, the rest is refused")
    portFile?.remove()
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

  /// Listens beside other work of the same process; signals are left alone.
  ///
  /// - Throws: ``ServerError`` where an address cannot be had, or the tokens not be used.
  public static func start(
    at addresses: [Address], responder: any Responder, options: ServerOptions = ServerOptions()
  ) throws(ServerError) -> RunningServer {
    ignoreBrokenPipes()
    let server = try RunningServer(addresses, responder, options)
    guard server.start() else {
      throw .transport(
        .unavailable(
          address: server.addresses.first?.description ?? "", action: "listen on", errno: EAGAIN))
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
