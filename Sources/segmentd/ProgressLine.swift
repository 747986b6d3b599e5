import JSON
import Locks

/// One line on a terminal that tells how far long work is; silent where there is none.
final class ProgressLine: Sendable {
  private let isShown = System.hasTerminal
  private let hasText = Guarded(false)

  /// Shows a step: `done` of `total`, in any unit.
  func show(_ done: Double, of total: Double, _ step: String) {
    guard isShown else { return }
    let share = total > 0 ? " \(Int((min(max(done / total, 0), 1) * 100).rounded(.down))) %" : ""
    hasText.with { $0 = true }
    System.error("\r\u{1B}[K" + (step + share).shortened(to: 78))
  }

  /// Shows what a daemon's progress notification tells.
  func hear(_ method: String, _ params: JSONSlice?) {
    guard method == "notifications/progress", let params else { return }
    let value = JSONValue(params)
    show(
      value["progress"]?.double ?? 0, of: value["total"]?.double ?? 0,
      value["message"]?.string ?? "working")
  }

  /// Takes the line away.
  func clear() {
    guard hasText.with({ $0 }) else { return }
    System.error("\r\u{1B}[K")
    hasText.with { $0 = false }
  }
}
