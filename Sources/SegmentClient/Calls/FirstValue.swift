import Locks

/// A value that one task waits for, from whoever has one first.
final class FirstValue<Value: Sendable>: Sendable {
  private enum State: Sendable {
    case open
    case awaited(CheckedContinuation<Value, Never>)
    case given(Value)
  }

  private let state = Guarded(State.open)

  /// Gives a value; only the first counts.
  func give(_ value: Value) {
    let continuation = state.with { state -> CheckedContinuation<Value, Never>? in
      if case .given = state { return nil }
      defer { state = .given(value) }
      if case .awaited(let continuation) = state { return continuation }
      return nil
    }
    continuation?.resume(returning: value)
  }

  /// Waits for the value; once.
  func wait() async -> Value {
    await withCheckedContinuation { continuation in
      let given = state.with { state -> Value? in
        if case .given(let value) = state { return value }
        state = .awaited(continuation)
        return nil
      }
      if let given { continuation.resume(returning: given) }
    }
  }
}
