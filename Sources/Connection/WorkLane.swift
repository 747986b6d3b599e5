/// One connection's place in the pool: its jobs start in order, one lane after the other.
final class WorkLane: Sendable {
  private let pool: WorkPool
  private let number: Int

  init(pool: WorkPool, number: Int) {
    self.pool = pool
    self.number = number
  }

  /// Counts a message as queued; where too many are, after how many milliseconds to ask again.
  func admit(_ message: Int) -> Int? { pool.change { $0.admit(message, to: number) } }

  /// Counts a message no longer; a job of it that nobody has taken is dropped.
  func leave(_ message: Int) { pool.change { $0.leave(message, from: number) } }

  /// Leaves a job to the threads of the pool.
  func enqueue(_ message: Int, _ job: @escaping WorkPool.Job) {
    pool.change { $0.add(job, of: message, to: number) }
  }

  /// No more is done for this connection until ``resume()``.
  func pause() { pool.change { $0.pause(number) } }

  /// Goes on.
  func resume() { pool.change { $0.resume(number) } }

  /// Drops what nobody has begun; nothing is done for this connection any more.
  func close() { pool.change { $0.close(number) } }
}
