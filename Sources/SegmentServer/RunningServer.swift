import Connection
import JSONRPC
public import Transport

/// A daemon that listens, until it is stopped.
public final class RunningServer: Sendable {
  private struct Clients: Sendable {
    var conversations: [Int: Conversation] = [:]
    var count = 0
    var isStopping = false
  }

  /// Where it listens, with the port the system chose.
  public var endpoint: Endpoint { listener.endpoint }

  let shutdown = ShutdownRequest()

  private let listener: TCPListener
  private let responder: ShutdownResponder
  private let services: Services
  private let grace: Int
  private let clients = Monitor(Clients())

  init(
    _ endpoint: Endpoint, _ responder: any Responder, _ options: ServerOptions
  ) throws(TransportError) {
    listener = try TCPListener(endpoint)
    self.responder = ShutdownResponder(responder, shutdown)
    services = options.services
    grace = options.graceSeconds * 1000
  }

  /// Connections that are open now.
  public var connectionCount: Int { clients.with { $0.conversations.count } }

  /// Stops listening, lets what runs finish within the grace, answers the rest 1013 and closes.
  public func stop() {
    listener.close()
    let conversations = clients.with { clients in
      clients.isStopping = true
      return Array(clients.conversations.values)
    }
    Ending(grace: grace).end(conversations)
    // Their threads see the close and go; one that hangs in a read that never ends is left.
    _ = clients.wait(atMost: 1000) { $0.conversations.isEmpty ? true : nil }
    services.pool.close()
  }

  /// Waits until a client or a signal asks for the end.
  public func waitUntilAsked() { _ = shutdown.wait() }

  /// Takes calls until the listener is closed.
  func accept() {
    var isFailing = false
    while true {
      switch listener.accept() {
      case .channel(let channel):
        isFailing = false
        open(channel)
      case .failed(let reason):
        // One line until it works again, not ten a second.
        if !isFailing { services.log(.error, "no connection can be taken now: \(reason)") }
        isFailing = true
        if shutdown.wait(atMost: 100) { return }
      case .closed:
        return
      }
    }
  }

  private func open(_ channel: SocketChannel) {
    let number = clients.with { clients in
      clients.count += 1
      return clients.count
    }
    let conversation = Conversation(
      channel, responder: Session(responder, door: .open(.admin)), services: services,
      name: "c\(number)")
    let isTaken = clients.with { clients in
      guard !clients.isStopping else { return false }
      clients.conversations[number] = conversation
      return true
    }
    guard isTaken else { return channel.close() }
    services.log(.debug, "\(conversation.name): opened from \(channel.peer)")
    let hasThread = startThread {
      conversation.run()
      self.clients.with { $0.conversations[number] = nil }
      self.services.log(.debug, "\(conversation.name): closed")
    }
    guard !hasThread else { return }
    services.log(.error, "\(conversation.name): closed, because the system has no thread to give")
    clients.with { $0.conversations[number] = nil }
    channel.close()
  }
}
