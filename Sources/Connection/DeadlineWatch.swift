import Transport

/// Does something at a moment, unless it is taken back before; on one thread, which exists only
/// while something is to come.
public final class DeadlineWatch: Sendable {
  private struct Entry: Sendable {
    var moment: ContinuousClock.Instant
    var action: @Sendable () -> Void
  }

  private struct State: Sendable {
    var entries: [Int: Entry] = [:]
    var nextTicket = 0
    var hasThread = false
  }

  private let state = Monitor(State())

  /// Starts with nothing to watch.
  public init() {}

  /// Does something at a moment; the ticket takes it back.
  public func add(at moment: ContinuousClock.Instant, _ action: @escaping @Sendable () -> Void)
    -> Int
  {
    let (ticket, needsThread) = state.with { state in
      let ticket = state.nextTicket
      state.nextTicket += 1
      state.entries[ticket] = Entry(moment: moment, action: action)
      defer { state.hasThread = true }
      return (ticket, !state.hasThread)
    }
    // Without a thread the moment is still seen when the request's turn comes.
    if needsThread, !startThread({ self.watch() }) { state.with { $0.hasThread = false } }
    return ticket
  }

  /// Takes something back; nothing happens where it has been done already.
  public func remove(_ ticket: Int) {
    state.with { state in state.entries[ticket] = nil }
  }

  private func watch() {
    while true {
      let now = ContinuousClock.now
      let due = state.with { state -> [Entry]? in
        guard !state.entries.isEmpty else {
          state.hasThread = false
          return nil
        }
        let due = state.entries.filter { $0.value.moment <= now }
        for ticket in due.keys { state.entries[ticket] = nil }
        return due.values.sorted { $0.moment < $1.moment }
      }
      guard let due else { return }
      for entry in due { entry.action() }
      if due.isEmpty { sleepUntilNext() }
    }
  }

  /// Sleeps until the first moment, or until there is another first moment.
  private func sleepUntilNext() {
    let first = state.with { state in state.entries.values.map(\.moment).min() }
    guard let first else { return }
    let left = first - ContinuousClock.now
    // Rounded up, so that the moment has come after the sleep; at most an hour, then again.
    let milliseconds = Int(min(left, .seconds(3600)) / .milliseconds(1)) + 1
    _ = state.wait(atMost: max(1, milliseconds)) { state -> Bool? in
      state.entries.values.map(\.moment).min() == first ? nil : true
    }
  }
}
