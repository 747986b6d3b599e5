import JSONRPC
import Synchronization
import Transport

/// Registering, running and replying.
extension Conversation {
  /// Puts a message into the order, and does it at once if it is short and need not wait.
  ///
  /// - Returns: Whether the connection goes on after it.
  func start(_ exchange: Exchange) -> Bool {
    enum Admission { case ready, waits, refused }
    let admission = state.with { state -> Admission in
      guard state.stage == .open else { return .refused }
      state.entries[exchange.number] = Entry(exchange: exchange)
      return state.order.register(exchange.number, exchange.needs) ? .ready : .waits
    }
    switch admission {
    case .ready: carryOut(settle([exchange]))
    case .waits: watchDeadline(of: exchange)
    case .refused: exchange.refusal(.shuttingDown).map { writer.send($0) }
    }
    return !exchange.calls.contains { $0.plan.endsConnection }
  }

  /// Does short messages, and what becomes ready by them, one after the other on this thread.
  func carryOut(_ exchanges: [Exchange]) {
    var rest = exchanges
    while !rest.isEmpty {
      let exchange = rest.removeFirst()
      guard claim(exchange) else { continue }
      let frame = exchange.run(services.limits.messageBytes) { incident(in: $0) }
      rest += settle(conclude(exchange, frame))
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
        watchDeadline(of: exchange)
        services.pool.enqueue { self.carryOut([exchange]) }
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
    if isOurs, let frame { writer.send(frame) }
    services.log(.debug, line(about: exchange, frame?.count ?? 0))
    let (ticket, ready) = state.with { state in
      let entry = state.entries.removeValue(forKey: exchange.number)
      let ready = state.order.ended(exchange.number)
      return (entry?.ticket, ready.compactMap { state.entries[$0]?.exchange })
    }
    if let ticket { services.deadlines.remove(ticket) }
    return ready
  }

  /// Makes a waiting message this thread's own; false where another had it first.
  func claim(_ exchange: Exchange) -> Bool {
    state.with { state in
      guard state.entries[exchange.number]?.phase == .waiting else { return false }
      state.entries[exchange.number]?.phase = .running
      return true
    }
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
