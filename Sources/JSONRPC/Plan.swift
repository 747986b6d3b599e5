import Decimals
public import JSON

/// What a call came to.
public enum Outcome: Equatable, Sendable {
  /// One JSON text on one line: the `result` of the reply.
  case result([UInt8])
  /// The `error` of the reply.
  case failure(RPCError)

  /// Whether a result can go over the wire: there, and on one line.
  public var isSendable: Bool {
    guard case .result(let text) = self else { return true }
    return !text.isEmpty && offset(of: UInt8(ascii: "\n"), in: text.span) == text.count
  }
}

/// What a request will need; made in the order of arrival, before any work.
///
/// Resources are names such as `model:vip` or `table:sales`. A request waits for the earlier ones
/// of its own connection that write what it reads or writes, and for nothing else.
public struct Plan: Sendable {
  /// Does the work; on any thread.
  public typealias Work = @Sendable (CallContext) -> Outcome

  /// Resources whose earlier writes of this connection it must see.
  public var reads: Set<String>

  /// Resources it changes.
  public var writes: Set<String>

  /// Whether it must see every earlier write of this connection: methods that list.
  public var readsEverything: Bool

  /// Whether it reads while it works, not when it is prepared: what comes later on its connection
  /// and writes what it reads waits for its end.
  public var readsWhileWorking = false

  /// Whether it takes well under a millisecond, so that the thread that reads may do it at once.
  public var isShort: Bool

  /// Whether nothing more is read from the connection, which ends once all is answered.
  public var endsConnection = false

  /// When the caller wants an answer; the connection fills it in from `_meta.deadline_ms`.
  public var deadline: ContinuousClock.Instant?

  /// The raw token that progress is told under; the connection fills it in from `_meta`.
  public var progressToken: JSONSlice?

  /// Takes the versions the work is to see and gives the work; cheap, and called once.
  ///
  /// The moment is the request's place in the order: its registration, or the end of the writes it
  /// waits for. What comes later does not touch it.
  public var prepare: @Sendable () -> Work

  /// Sets what a method knows of itself.
  public init(
    reads: Set<String> = [], writes: Set<String> = [], readsEverything: Bool = false,
    isShort: Bool = false, prepare: @escaping @Sendable () -> Work
  ) {
    self.reads = reads
    self.writes = writes
    self.readsEverything = readsEverything
    self.isShort = isShort
    self.prepare = prepare
  }

  /// A plan whose outcome is known already.
  public static func immediate(_ outcome: Outcome) -> Plan {
    Plan(isShort: true, prepare: { { _ in outcome } })
  }
}
