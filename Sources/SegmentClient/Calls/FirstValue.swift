import Locks

/// A value that one task waits for, from whoever has one first.
///
/// It passes under a lock, and the continuation only wakes: what a continuation hands over itself,
/// the thread sanitizer takes for a race.
final class FirstValue<Value: Sendable>: Sendable {
  private struct State: Sendable {
    var value: Value?
    var waiting: CheckedContinuation<Void, Never>?
  }

  private let state = Guarded(State())

  /// Gives a value; only the first counts.
  func give(_ value: Value) {
    let waiting = state.with { state -> CheckedContinuation<Void, Never>? in
      guard state.value == nil else { return nil }
      state.value = value
      return state.waiting
    }
    waiting?.resume()
  }

  /// Waits for the value; by one task.
  func wait() async -> Value {
    while true {
      if let value = state.with({ $0.value }) { return value }
      await withCheckedContinuation { continuation in
        let isGiven = state.with { state in
          if state.value == nil { state.waiting = continuation }
          return state.value != nil
        }
        if isGiven { continuation.resume() }
      }
    }
  }
}
