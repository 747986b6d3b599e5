/// What all connections of a daemon together may hold.
public struct ServerLimits: Equatable, Sendable {
  /// Connections that may be open at once; one more gets a 1011 and is closed.
  public var connections: Int

  /// Requests that may wait for a thread or for an earlier one; one more is refused with a 1011.
  public var queued: Int

  /// Seconds that a client has to say who it is, where that is asked.
  public var authenticationTimeoutSeconds: Int

  /// Bytes that the unanswered requests and the unread replies of all connections may take.
  ///
  /// Above it no connection is read that holds more than ``freeBytes``.
  public var heldBytes: Int

  /// Seconds that any request may take, at least 1; nil for no bound.
  ///
  /// One that would take longer ends as with a `deadline_ms` of its own.
  public var requestSeconds: Int?

  /// Bytes that each connection may hold whatever the others do, so that small requests are always
  /// taken.
  public static let freeBytes = 64 << 10

  /// Sets what is not to be as in the protocol; each at least 1.
  public init(
    connections: Int = 256, queued: Int = 1024, authenticationTimeoutSeconds: Int = 10,
    heldBytes: Int = 1 << 30, requestSeconds: Int? = nil
  ) {
    precondition(connections >= 1 && queued >= 1)
    precondition(authenticationTimeoutSeconds >= 1 && heldBytes >= 1)
    precondition(requestSeconds.map { $0 >= 1 } ?? true)
    self.connections = connections
    self.queued = queued
    self.authenticationTimeoutSeconds = authenticationTimeoutSeconds
    self.heldBytes = heldBytes
    self.requestSeconds = requestSeconds
  }
}
