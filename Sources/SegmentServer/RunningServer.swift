import Connection
import JSONRPC
import Synchronization
public import Transport

/// A daemon that listens, until it is stopped.
public final class RunningServer: Sendable {
  private struct Clients: Sendable {
    var conversations: [Int: Conversation] = [:]
    var count = 0
    var isStopping = false
  }

  /// Where it listens, with the ports the system chose.
  public var addresses: [Address] { listeners.map(\.address) }

  /// The first of them on a network; nil where there is none.
  public var endpoint: Endpoint? {
    for case .tcp(let endpoint) in addresses { return endpoint }
    return nil
  }

  let shutdown = ShutdownRequest()

  private let listeners: [SocketListener]
  private let door: Session.Door
  private let responder: ShutdownResponder
  private let services: Services
  private let grace: Int
  private let clients = Monitor(Clients())
  /// Reads connections on which nothing is under way, where there are many.
  private let crew = Crew()
  private let openCount = Atomic<Int>(0)
  /// Whether the log has said that there are as many connections as allowed.
  private let isFull = Atomic<Bool>(false)
  /// Clients that were turned away and may still read why.
  private let leaving = Atomic<Int>(0)
  private static let leavingLimit = 32

  init(
    _ addresses: [Address], _ responder: any Responder, _ options: ServerOptions
  ) throws(ServerError) {
    let isOnNetwork = addresses.contains { if case .tcp = $0 { true } else { false } }
    door = isOnNetwork ? try options.door(for: addresses) : .open(.admin)
    var listeners: [SocketListener] = []
    do throws(TransportError) {
      for address in addresses { listeners.append(try SocketListener(address)) }
    } catch {
      for listener in listeners { listener.close() }
      throw .transport(error)
    }
    self.listeners = listeners
    self.responder = ShutdownResponder(responder, shutdown)
    services = options.services
    grace = options.graceSeconds * 1000
  }

  /// Connections that are open now.
  public var connectionCount: Int { clients.with { $0.conversations.count } }

  /// Stops listening, lets what runs finish within the grace, answers the rest 1013 and closes.
  public func stop() {
    for listener in listeners { listener.close() }
    let conversations = clients.with { clients in
      clients.isStopping = true
      return Array(clients.conversations.values)
    }
    Ending(grace: grace).end(conversations)
    // Their threads see the close and go; one that hangs in a read that never ends is left.
    _ = clients.wait(atMost: 1000) { $0.conversations.isEmpty ? true : nil }
    crew?.close()
    services.pool.close()
  }

  /// Waits until a client or a signal asks for the end.
  public func waitUntilAsked() { _ = shutdown.wait() }

  /// Takes calls on threads of its own; whether the system had them to give.
  func start() -> Bool {
    for listener in listeners {
      guard startThread({ self.accept(listener) }) else {
        stop()
        return false
      }
    }
    return true
  }

  /// Takes calls until the listener is closed.
  private func accept(_ listener: SocketListener) {
    var isFailing = false
    while true {
      switch listener.accept() {
      case .channel(let channel):
        isFailing = false
        open(channel, behind: door(of: listener))
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

  /// Whoever may open the file of a Unix socket is the daemon's own user.
  private func door(of listener: SocketListener) -> Session.Door {
    if case .unix = listener.address { return .open(.admin) }
    return door
  }

  private func open(_ channel: SocketChannel, behind door: Session.Door) {
    let number = clients.with { clients in
      clients.count += 1
      return clients.count
    }
    let name = "c\(number)"
    let log = services.log
    let session = Session(responder, door: door) { log(.warning, "\(name): closed: \($0)") }
    let conversation = Conversation(channel, responder: session, services: services, name: name)
    enum Entrance: Sendable { case taken, full, closed }
    let entrance = clients.with { clients -> Entrance in
      guard !clients.isStopping else { return .closed }
      guard clients.conversations.count < services.serverLimits.connections else { return .full }
      clients.conversations[number] = conversation
      return .taken
    }
    switch entrance {
    case .taken: break
    case .full: return turnAway(channel)
    case .closed: return channel.close()
    }
    log(.debug, "\(name): opened from \(channel.peer)")
    let ticket = session.knowsClient ? nil : expectToken(session, conversation)
    // On a Unix socket the system lets a client and the thread that reads it wake each other at less
    // cost than through epoll: measured with 64 threads that ask, 20,000 a second instead of 30,000.
    let isOnNetwork = if case .locked = door { true } else { false }
    openCount.add(1, ordering: .relaxed)
    let atEnd: @Sendable () -> Void = {
      if let ticket { self.services.deadlines.remove(ticket) }
      self.openCount.subtract(1, ordering: .relaxed)
      self.clients.with { $0.conversations[number] = nil }
      self.isFull.store(false, ordering: .relaxed)
      log(.debug, "\(name): closed")
    }
    let hasThread = startThread {
      let turn = conversation.run { isOnNetwork && self.isCrewed }
      if turn == .resting {
        guard self.crew?.take(number, conversation, channel, atEnd: atEnd) != true else { return }
        conversation.goOn(with: .bytes([]))
      }
      atEnd()
    }
    guard !hasThread else { return }
    log(.error, "\(name): closed, because the system has no thread to give")
    openCount.subtract(1, ordering: .relaxed)
    clients.with { $0.conversations[number] = nil }
    channel.close()
  }

  /// Whether there are so many connections that those on which nothing is under way share threads.
  private var isCrewed: Bool {
    crew != nil && openCount.load(ordering: .relaxed) >= Crew.leastConnections
  }

  /// Tells one client too many that it is, without waiting for it to read or to speak.
  private func turnAway(_ channel: SocketChannel) {
    services.metrics.connectionRefused()
    let limit = services.serverLimits.connections
    if isFull.exchange(true, ordering: .relaxed) == false {
      services.log(.warning, "\(limit) connections are open; more are turned away")
    }
    let text = Reply.text(to: nil, .failure(.tooManyConnections(limit: limit)))
    // Nothing was sent on it yet, so it goes whole.
    _ = channel.trySend(FrameStyle.lines.frame(text), from: 0)
    channel.finishSending()
    // Closed at once, what the client has sent unasked would reset the connection, and it might
    // lose the line; so a few get a second to read it.
    guard leaving.add(1, ordering: .relaxed).newValue <= Self.leavingLimit,
      startThread({
        channel.discardInput(milliseconds: 1_000)
        channel.close()
        self.leaving.subtract(1, ordering: .relaxed)
      })
    else {
      leaving.subtract(1, ordering: .relaxed)
      return channel.close()
    }
  }

  /// Closes a connection that is a stranger's for too long, however busy it is.
  private func expectToken(_ session: Session, _ conversation: Conversation) -> Int {
    let seconds = services.serverLimits.authenticationTimeoutSeconds
    return services.deadlines.add(at: .now + .seconds(seconds)) {
      guard !session.knowsClient else { return }
      self.services.log(
        .warning, "\(conversation.name): closed: no auth came within \(seconds) s")
      conversation.breakOff("not authenticated in time")
    }
  }
}
