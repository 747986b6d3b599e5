import Locks
import Synchronization

/// The bytes that the unanswered requests and the unread replies of all connections take.
///
/// Above the limit a connection that holds more than a little is not read. So that a room full of
/// half-sent messages does not wait for ever, one connection at a time may read on beyond the limit
/// until its message is whole; and whoever holds bytes and has stood still for seconds is given up
/// when others wait.
public final class HeldBytes: Sendable {
  /// How long a connection that holds bytes may stand still while others wait for room.
  static let patience = Duration.seconds(5)

  /// Bytes from which on a connection leaves memory behind that is worth giving back.
  private static let largeBytes = 1 << 20

  private struct State: Sendable {
    var accounts: [ObjectIdentifier: Holder] = [:]
    /// Who may read beyond the limit.
    var privileged: ObjectIdentifier?
  }

  /// A connection that may be given up.
  private struct Holder: Sendable {
    let account: Account
    let standstill: @Sendable () -> Duration
    let giveUp: @Sendable (String) -> Void
  }

  private let limit: Int
  private let sum = Atomic<Int>(0)
  private let state = Guarded(State())

  /// Starts with nothing held.
  init(limit: Int) { self.limit = limit }

  /// Bytes held now.
  var total: Int { sum.load(ordering: .relaxed) }

  /// Whether no more should be made to be sent: replies of work that had begun have filled as much
  /// again as the limit.
  var isOverfull: Bool { total > 2 * limit }

  /// One connection's part.
  final class Account: Sendable {
    private let owner: HeldBytes
    private let own = Atomic<Int>(0)
    private let hasGrown = Atomic<Bool>(false)
    /// Whether it was given the privilege: without, no message's end asks for the others' lock.
    private let wasPrivileged = Atomic<Bool>(false)

    /// Holds nothing.
    init(_ owner: HeldBytes) { self.owner = owner }

    deinit { owner.sum.subtract(bytes, ordering: .relaxed) }

    /// Whether it ever held so much that its memory is worth giving back.
    var wasLarge: Bool { hasGrown.load(ordering: .relaxed) }

    /// Bytes held by this connection.
    var bytes: Int { own.load(ordering: .relaxed) }

    /// Counts bytes more, or less.
    func add(_ count: Int) {
      let bytes = own.add(count, ordering: .relaxed).newValue
      if bytes > HeldBytes.largeBytes { hasGrown.store(true, ordering: .relaxed) }
      owner.sum.add(count, ordering: .relaxed)
    }

    /// Whether the connection may be read on.
    ///
    /// - Parameter isWithinMessage: Whether a message of it is half there: only that has a reason
    ///   to go beyond the limit, and an end that comes by reading.
    func mayRead(isWithinMessage: Bool) -> Bool {
      bytes <= ServerLimits.freeBytes || owner.total < owner.limit
        || isWithinMessage && takePrivilege()
    }

    private func takePrivilege() -> Bool {
      let isPrivileged = owner.privilege(ObjectIdentifier(self))
      if isPrivileged { wasPrivileged.store(true, ordering: .relaxed) }
      return isPrivileged
    }

    /// The connection's message is whole: others may read on beyond the limit.
    func endPrivilege() {
      guard wasPrivileged.load(ordering: .relaxed) else { return }
      wasPrivileged.store(false, ordering: .relaxed)
      owner.endPrivilege(of: ObjectIdentifier(self))
    }

    /// Says how this connection is given up.
    ///
    /// - Parameters:
    ///   - standstill: How long its client has kept bytes waiting.
    ///   - giveUp: Ends it, with the reason for the log.
    func open(
      standstill: @escaping @Sendable () -> Duration,
      giveUp: @escaping @Sendable (String) -> Void
    ) {
      let holder = Holder(account: self, standstill: standstill, giveUp: giveUp)
      owner.state.with { $0.accounts[ObjectIdentifier(self)] = holder }
    }

    /// The connection is over.
    func close() {
      endPrivilege()
      owner.state.with { $0.accounts[ObjectIdentifier(self)] = nil }
    }
  }

  /// Gives up the connection that holds most of those that stand still, where there is no room.
  func makeRoom() {
    guard total >= limit else { return }
    let holders = state.with { Array($0.accounts.values) }
    let stuck = holders.filter {
      $0.account.bytes > ServerLimits.freeBytes && $0.standstill() >= Self.patience
    }
    guard let largest = stuck.max(by: { $0.account.bytes < $1.account.bytes }) else { return }
    largest.giveUp(
      "it held \(largest.account.bytes) bytes and stood still for "
        + "\(Self.patience / .seconds(1)) seconds while others waited for room")
  }

  private func privilege(_ account: ObjectIdentifier) -> Bool {
    state.with { state in
      if state.privileged == nil { state.privileged = account }
      return state.privileged == account
    }
  }

  private func endPrivilege(of account: ObjectIdentifier) {
    state.with { state in
      if state.privileged == account { state.privileged = nil }
    }
  }
}
