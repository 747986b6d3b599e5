import JSON
import JSONRPC
import Locks
import Transport

/// Tells one call's progress: at most ten times a second, strictly increasing, nothing after the
/// reply, and nothing on top of what the client has not read yet.
final class ProgressReporter: Sendable {
  private struct State: Sendable {
    var last: Double?
    var sentAt: ContinuousClock.Instant?
    var isOver = false
  }

  private static let interval = Duration.milliseconds(100)

  private let token: JSONSlice
  private let style: FrameStyle
  private let writer: FrameWriter
  private let state = Guarded(State())

  init(token: JSONSlice, style: FrameStyle, writer: FrameWriter) {
    self.token = token
    self.style = style
    self.writer = writer
  }

  /// Sends what is new and not too soon; any thread.
  func report(done: Double, total: Double, message: String) {
    guard done.isFinite else { return }
    state.with { state in
      let now = ContinuousClock.now
      guard !state.isOver, state.last.map({ done > $0 }) ?? true,
        state.sentAt.map({ now - $0 >= Self.interval }) ?? true, writer.pendingBytes == 0
      else { return }
      (state.last, state.sentAt) = (done, now)
      // Under the lock, so that the reply, which ends this first, cannot come before.
      writer.send(style.frame(notification(done, total, message)))
    }
  }

  /// Nothing is sent after this.
  func end() { state.with { $0.isOver = true } }

  private func notification(_ done: Double, _ total: Double, _ message: String) -> [UInt8] {
    var params = JSONWriter()
    params.beginObject()
    params.key("progressToken")
    params.writeRaw(token.bytes[token.range])
    params.key("progress")
    params.write(done)
    if total.isFinite {
      params.key("total")
      params.write(total)
    }
    params.key("message")
    params.write(message)
    params.endObject()
    return Reply.notification("notifications/progress", params: params.bytes)
  }
}
