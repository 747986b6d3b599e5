import JSONRPC
import Synchronization
import Transport

/// Registering, running and replying.
extension Conversation {
  /// Puts a message into the order, and does it at once if it is short and need not wait.
  ///
  /// What would have to wait where too much waits already is refused.
  ///
  /// - Returns: Whether the connection goes on after it.
  func start(_ exchange: Exchange) -> Bool {
    enum Admission { case ready, waits, refused }
    let goesOn = !exchange.calls.contains { $0.plan.endsConnection }
    let isAdmitted = !exchange.isShort
    if isAdmitted, let milliseconds = lane.admit(exchange.number) {
      refuse(exchange, .overloaded(retryAfterMilliseconds: milliseconds))
      return goesOn
    }
    let admission = state.with { state -> Admission in
      guard state.stage == .open else { return .refused }
      state.entries[exchange.number] = Entry(exchange: exchange, isInLane: isAdmitted)
      state.heldBytes += exchange.byteCount
      return state.order.register(exchange.number, exchange.needs) ? .ready : .waits
    }
    guard admission != .refused else {
      if isAdmitted { lane.leave(exchange.number) }
      refuse(exchange, .shuttingDown)
      return goesOn
    }
    account.add(exchange.byteCount)
    services.metrics.inFlight.add(1, ordering: .relaxed)
    switch admission {
    case .ready: carryOut(settle([exchange]))
    case .waits, .refused: watchDeadline(of: exchange)
    }
    return goesOn
  }

  private func refuse(_ exchange: Exchange, _ error: RPCError) {
    if let frame = exchange.refusal(error) { return send(frame) }
    services.log(.info, "\(name): a notification was refused: \(error.message)")
  }

  /// Does messages, and the short ones that become ready by them, one after the other on this
  /// thread.
  func carryOut(_ exchanges: [Exchange]) {
    var rest = exchanges
    while !rest.isEmpty {
      let exchange = rest.removeFirst()
      guard claim(exchange) else { continue }
      let frame = exchange.run(services.limits.messageBytes) { incident(in: $0) }
      rest += settle(conclude(exchange, frame))
      // Replies that nobody reads must not pile up: what is left waits with the long ones.
      while !rest.isEmpty, !writer.hasRoom { enqueue(rest.removeFirst()) }
    }
  }

  private func enqueue(_ exchange: Exchange) {
    state.with { $0.entries[exchange.number]?.isInLane = true }
    watchDeadline(of: exchange)
    lane.enqueue(exchange.number) {
      self.waitWhileOverfull()
      self.carryOut([exchange])
    }
  }

  /// Holds a thread of the pool while all connections have left more unread than is allowed, until
  /// those that stand still are given up.
  private func waitWhileOverfull() {
    var round = 0
    while services.held.isOverfull, round < 100 {
      services.held.makeRoom()
      _ = state.wait(atMost: Self.watchMilliseconds) { $0.stage == .broken ? true : nil }
      round += 1
    }
  }

  /// Lets ready messages take their versions, in order; long ones go to the pool.
  ///
  /// - Returns: The short ones, to be carried out by the caller.
  func settle(_ ready: [Exchange]) -> [Exchange] {
    var rest = ready
    var short: [Exchange] = []
    while !rest.isEmpty {
      let exchange = rest.removeFirst()
      // A batch with members that wait for others of it has all versions when it has ended.
      if exchange.prepare() {
        rest += state.with { state in
          state.order.prepared(exchange.number).compactMap { state.entries[$0]?.exchange }
        }
      }
      if exchange.isShort {
        short.append(exchange)
      } else {
        enqueue(exchange)
      }
    }
    return short
  }

  /// Sends the reply and lets the message go.
  ///
  /// - Returns: Those that waited for it and need wait no longer, in order.
  func conclude(_ exchange: Exchange, _ frame: [UInt8]?) -> [Exchange] {
    // The reply may have been given already, when the daemon would not wait any longer.
    let isOurs = state.with { state in
      guard state.entries[exchange.number]?.phase == .running else { return false }
      state.entries[exchange.number]?.phase = .replied
      return true
    }
    if isOurs, let frame { send(frame) }
    services.log(.debug, line(about: exchange, frame?.count ?? 0))
    let (entry, ready) = state.with { state in
      let entry = state.remove(exchange.number)
      let ready = state.order.ended(exchange.number)
      return (entry, ready.compactMap { state.entries[$0]?.exchange })
    }
    if let entry { letGo(entry) }
    return ready
  }

  /// Ends what was counted and watched of a message that has left the order.
  func letGo(_ entry: Entry) {
    account.add(-entry.exchange.byteCount)
    services.metrics.inFlight.subtract(1, ordering: .relaxed)
    if let ticket = entry.ticket { services.deadlines.remove(ticket) }
  }

  /// Makes a waiting message this thread's own; false where another had it first.
  func claim(_ exchange: Exchange) -> Bool {
    let isInLane = state.with { state -> Bool? in
      guard state.entries[exchange.number]?.phase == .waiting else { return nil }
      state.entries[exchange.number]?.phase = .running
      return state.entries[exchange.number]?.isInLane
    }
    // What is short was never there, and costs no look at the pool.
    if isInLane == true { lane.leave(exchange.number) }
    return isInLane != nil
  }

  /// Answers claimed messages without work, and carries out what waited for them.
  func giveUp(_ claimed: [Exchange], _ error: RPCError) {
    for exchange in claimed {
      carryOut(settle(conclude(exchange, exchange.refusal(error))))
    }
  }

  /// Sees to it that a request which still waits at its deadline is answered then.
  private func watchDeadline(of exchange: Exchange) {
    guard let deadline = exchange.deadline, let call = exchange.calls.first else { return }
    let needsTicket = state.with { state in
      state.entries[exchange.number].map { $0.phase == .waiting && $0.ticket == nil } ?? false
    }
    guard needsTicket else { return }
    let ticket = services.deadlines.add(at: deadline) {
      guard self.claim(exchange) else { return }
      self.giveUp(
        [exchange], .timeout(deadlineMilliseconds: call.deadlineMilliseconds ?? 0))
    }
    let isKept = state.with { state in
      guard state.entries[exchange.number] != nil else { return false }
      state.entries[exchange.number]?.ticket = ticket
      return true
    }
    if !isKept { services.deadlines.remove(ticket) }
  }

  /// What was asked, how long it took and how much went back; nothing of the data.
  private func line(about exchange: Exchange, _ byteCount: Int) -> String {
    let methods = exchange.calls.prefix(3).map { "\($0.request.method.prefix(40))" }
    let more = exchange.calls.count > 3 ? " and \(exchange.calls.count - 3) more" : ""
    let milliseconds = Int((ContinuousClock.now - exchange.arrival) / .milliseconds(1))
    return "\(name): \(methods.joined(separator: ", "))\(more): \(milliseconds) ms, "
      + "\(byteCount) bytes"
  }

  /// The error for a result that cannot be sent, and its line in the log.
  private func incident(in call: Call) -> RPCError {
    let incident = "\(name.isEmpty ? "call" : name)-\(numbers.add(1, ordering: .relaxed).newValue)"
    services.log(
      .error, "\(name): incident \(incident): \(call.request.method) gave no JSON text on one line")
    return .internalError(incident: incident)
  }
}
