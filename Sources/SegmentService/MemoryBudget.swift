import JSON
import JSONRPC
import Locks
import SegmentProtocol

/// The bytes that tables, models and the work on them may take together.
///
/// What stands, tables and models, is asked of those who keep it. Whoever is about to allocate
/// reserves first; the bytes are free again when the last owner of the reservation lets go of it,
/// so an error or a cancel gives back what it took.
final class MemoryBudget: Sendable {
  /// Bytes that may be taken.
  let limit: Int

  private let standing: @Sendable () -> Int
  private let relieve: @Sendable (Int) -> Void
  private let reserved = Guarded(0)

  /// Starts with nothing reserved.
  ///
  /// - Parameters:
  ///   - relieve: Lets go of so many bytes that can be had again, as far as there are any; neither
  ///     may ask for a reservation.
  ///   - standing: Bytes of what is kept now.
  init(
    limit: Int, relieve: @escaping @Sendable (Int) -> Void = { _ in },
    standing: @escaping @Sendable () -> Int
  ) {
    self.limit = max(0, limit)
    self.relieve = relieve
    self.standing = standing
  }

  /// Bytes that are taken now: what stands and what is reserved.
  var used: Int { standing() + reserved.with { $0 } }

  /// Takes bytes until the reservation is let go.
  ///
  /// - Parameter purpose: What they are for, in words that follow "needed for".
  /// - Throws: `memory_limit` where they are not there.
  func reserve(_ byteCount: Int, for purpose: String) throws(RPCError) -> Reservation {
    let reservation = Reservation(self)
    try reservation.grow(to: byteCount, for: purpose)
    return reservation
  }

  /// Bytes held for one purpose.
  final class Reservation: Sendable {
    private let budget: MemoryBudget
    private let held = Guarded(0)

    fileprivate init(_ budget: MemoryBudget) { self.budget = budget }

    deinit { budget.give(back: byteCount) }

    /// Bytes held now.
    var byteCount: Int { held.with { $0 } }

    /// Holds at least so many bytes.
    ///
    /// - Throws: `memory_limit` where they are not there; what was held stays held.
    func grow(to byteCount: Int, for purpose: String) throws(RPCError) {
      try held.with { (held) throws(RPCError) in
        guard byteCount > held else { return }
        try budget.take(byteCount - held, needed: byteCount, for: purpose)
        held = byteCount
      }
    }

    /// Gives back what is above so many bytes.
    func shrink(to byteCount: Int) {
      let surplus = held.with { held in
        let surplus = max(0, held - max(0, byteCount))
        held -= surplus
        return surplus
      }
      budget.give(back: surplus)
    }
  }

  private func take(_ byteCount: Int, needed: Int, for purpose: String) throws(RPCError) {
    guard let lacking = attempt(byteCount)?.lacking else { return }
    relieve(lacking)
    guard let used = attempt(byteCount)?.used else { return }
    throw RPCError(
      .memoryLimit,
      "about \(needed) bytes are needed for \(purpose) but \(used) of the \(limit) that "
        + "memory-limit allows are taken; delete tables or models, send less at once, or raise it",
      data: [("limit", JSONValue(limit)), ("needed", JSONValue(needed))],
      retryable: needed <= limit)
  }

  /// Takes bytes; where they are not there, how many are taken already and how many lack.
  private func attempt(_ byteCount: Int) -> (used: Int, lacking: Int)? {
    reserved.with { reserved in
      let used = standing() + reserved
      let free = limit - min(used, limit)
      guard byteCount <= free else { return (used, byteCount - free) }
      reserved += byteCount
      return nil
    }
  }

  private func give(back byteCount: Int) { reserved.with { $0 -= byteCount } }
}
