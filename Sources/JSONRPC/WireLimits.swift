/// What one message, one batch and one connection may hold.
public struct WireLimits: Equatable, Sendable {
  /// Bytes of one message, each way; at least 1.
  public var messageBytes: Int

  /// Objects and arrays that may be open inside one another; at least 1.
  public var depth: Int

  /// Members of one batch; at least 1.
  public var batchMembers: Int

  /// Requests of one connection that may be unanswered before it is not read any more; at least 1.
  public var inFlight: Int

  /// Bytes of one message of a client that has not shown who it is; at least 1.
  public var strangerMessageBytes = 64 << 10

  /// Sets the first four; the defaults are the protocol's.
  public init(
    messageBytes: Int = 64 << 20, depth: Int = 512, batchMembers: Int = 1000, inFlight: Int = 64
  ) {
    precondition(messageBytes >= 1 && depth >= 1 && batchMembers >= 1 && inFlight >= 1)
    self.messageBytes = messageBytes
    self.depth = depth
    self.batchMembers = batchMembers
    self.inFlight = inFlight
  }
}
