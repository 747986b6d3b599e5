import Connection
import JSON
import JSONRPC
import Locks
import Transport

/// One connection: asks, and hands progress and answers to the tasks that wait.
final class Session: Sendable {
  /// How late an answer may be before it is given up: a deadline is the daemon's to keep.
  private static let grace = Duration.seconds(5)

  /// How long a request that was taken back may take to say so; a daemon does within 100 ms.
  private static let patience = Duration.seconds(2)

  private let caller: Caller
  private let child: ChildProcess?
  private let listeners: Guarded<[Int: ProgressUpdates]>

  /// Speaks over a channel.
  ///
  /// - Parameter child: The program at its other end, where it is ours and ends with us.
  init(_ channel: any Channel, child: ChildProcess? = nil) {
    self.child = child
    let listeners = Guarded<[Int: ProgressUpdates]>([:])
    self.listeners = listeners
    // A daemon may have been allowed larger answers than is usual.
    caller = Caller(channel, limits: WireLimits(messageBytes: 1 << 30)) { method, params in
      guard method == "notifications/progress", let params else { return }
      let update = JSONValue(params)
      guard let token = update["progressToken"]?.integer else { return }
      listeners.with { $0[token] }?.hear(update)
    }
  }

  deinit { end() }

  /// Whether nothing can be asked any more.
  var isOver: Bool { caller.end != nil }

  /// Asks and waits for the answer.
  ///
  /// - Throws: ``SegmentdError``; `CancellationError` where the task was cancelled, after the
  ///   daemon has stopped the work.
  func ask(
    _ request: Request, timeout: Duration?, progress: ProgressUpdates?
  ) async throws -> JSONSlice {
    try Task.checkCancellation()
    let id = caller.nextId()
    if let progress { listeners.with { $0[id] = progress } }
    defer { listeners.with { $0[id] = nil } }
    let params = request.params(deadline: timeout, progressToken: progress == nil ? nil : id)
    let timer = timeout.map { timeout in giveUp(id, after: timeout + Self.grace) }
    defer { timer?.cancel() }
    let first = FirstValue<Result<JSONSlice, CallerError>?>()
    let answer = await withTaskCancellationHandler {
      caller.ask(id, request.method, params: params) { first.give($0) }
      // Had it been cancelled before, there was nothing yet to take back.
      if Task.isCancelled { takeBack(id) }
      return await first.wait()
    } onCancel: {
      takeBack(id)
    }
    if case .success(let result) = answer { return result }
    // What was done in spite of it was told above: "cancelled" would be untrue.
    try Task.checkCancellation()
    switch answer {
    case .success(let result): return result
    case .failure(.refused(let error)): throw SegmentdError(error)
    case .failure(.lost(let reason)):
      throw SegmentdError(
        .connectionLost, "segmentd went away before it answered (\(reason)); connect again")
    case nil:
      throw SegmentdError(
        .timeout,
        "segmentd did not answer within \(timeout ?? .zero) and \(Self.grace) more; it may be busy "
          + "or stopped")
    }
  }

  /// Shows a token.
  func authenticate(_ token: String) async throws {
    var request = Request(named: "auth")
    request.send(["token": .string(token)])
    _ = try await ask(request, timeout: .seconds(10), progress: nil)
  }

  /// Ends the connection, and waits until a daemon of our own has ended.
  func close() async {
    end()
    guard let child else { return }
    // A thread waits, and no task: it may take as long as the daemon does.
    let first = FirstValue<Void>()
    let waits: @Sendable () -> Void = {
      if !child.waitUntilEnded(atMost: 2_000) { child.kill() }
      _ = child.waitUntilEnded(atMost: 2_000)
      first.give(())
    }
    if !startThread(waits) { waits() }
    await first.wait()
  }

  private func end() {
    caller.close()
    // Where nobody waits for it, it is still seen to its end.
    guard let child else { return }
    _ = startThread { if !child.waitUntilEnded(atMost: 2_000) { child.kill() } }
  }

  private func takeBack(_ id: Int) {
    caller.takeBack(id)
    _ = giveUp(id, after: Self.patience)
  }

  private func giveUp(_ id: Int, after time: Duration) -> Task<Void, any Error> {
    Task { [caller] in
      try await Task.sleep(for: time)
      caller.giveUp(id)
    }
  }
}
