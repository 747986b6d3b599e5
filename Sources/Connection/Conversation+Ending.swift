import JSONRPC
import Transport

/// Giving up requests: one by one, all because the client is gone, all because the daemon ends.
extension Conversation {
  /// Takes back every request of that id which has not been answered.
  func cancel(_ key: RequestKey, _ reason: Call.Cancellation) {
    let claimed = state.with { state -> [Exchange] in
      var claimed: [Exchange] = []
      for (number, entry) in state.entries {
        let calls = entry.exchange.calls.filter { $0.key == key }
        guard !calls.isEmpty else { continue }
        for call in calls { call.cancel(reason) }
        // Nobody works on it: answered here. A batch goes on without this member.
        guard !entry.exchange.isBatch, entry.phase == .waiting else { continue }
        state.entries[number]?.phase = .running
        claimed.append(entry.exchange)
      }
      return claimed
    }
    for exchange in claimed { lane.leave(exchange.number) }
    giveUp(claimed, .cancelled)
  }

  /// Cancels everything; none of it is answered.
  func cancelAll() {
    state.with { state in
      for entry in state.entries.values {
        for call in entry.exchange.calls { call.cancel(.gone) }
      }
    }
  }

  /// Cancels everything, answers nothing more and closes: nobody is there to read it.
  public func breakOff(_ reason: String) {
    let (isFirst, dropped) = state.with { state in
      defer { state.stage = .broken }
      var dropped: [Entry] = []
      for (number, entry) in state.entries {
        for call in entry.exchange.calls { call.cancel(.gone) }
        guard entry.phase == .waiting else { continue }
        if let entry = state.remove(number) { dropped.append(entry) }
        _ = state.order.ended(number)
      }
      return (state.stage != .broken, dropped)
    }
    lane.close()
    // A deadline far away would keep the connection, and its descriptor, until then.
    for entry in dropped { letGo(entry) }
    writer.abandon(reason)
    channel.close()
    if isFirst { services.log(.debug, "\(name): given up: \(reason)") }
  }

  /// Answers 1013 to whatever has not begun, and to all that still comes; what runs, runs on.
  public func beginShutdown() {
    let claimed = state.with { state -> [Exchange] in
      guard state.stage == .open else { return [] }
      state.stage = .shuttingDown
      let waiting = state.entries.filter { $0.value.phase == .waiting }
      for number in waiting.keys { state.entries[number]?.phase = .running }
      return waiting.sorted { $0.key < $1.key }.map(\.value.exchange)
    }
    for exchange in claimed { lane.leave(exchange.number) }
    giveUp(claimed, .shuttingDown)
  }

  /// Waits until nothing is in work; whether that came to be within the time.
  public func waitUntilIdle(atMost milliseconds: Int) -> Bool {
    state.wait(atMost: milliseconds) { $0.order.count == 0 ? true : nil } ?? false
  }

  /// Asks what still runs to stop; it is then answered 1013.
  public func cancelRunning() {
    state.with { state in
      for entry in state.entries.values {
        for call in entry.exchange.calls { call.cancel(.shutdown) }
      }
    }
  }

  /// Answers 1013 in place of what would not stop.
  public func answerForRunning() {
    let stuck = state.with { state -> [Exchange] in
      let running = state.entries.filter { $0.value.phase == .running }
      for number in running.keys { state.entries[number]?.phase = .replied }
      return running.sorted { $0.key < $1.key }.map(\.value.exchange)
    }
    for exchange in stuck {
      if let frame = exchange.refusal(.shuttingDown) { send(frame) }
    }
  }

  /// Sends what is left, within the time, and closes.
  public func close(atMost milliseconds: Int) {
    _ = writer.waitUntilSent(atMost: milliseconds)
    state.with { $0.stage = .broken }
    writer.abandon("closed")
    channel.finishSending()
    channel.close()
  }
}
