/// What one message, one batch and one connection may hold.
///
/// The defaults are the protocol's. What all connections together may hold is `ServerLimits`, in
/// the module that knows of more than one.
public struct WireLimits: Equatable, Sendable {
  /// Bytes of one message, each way; at least 1.
  public var messageBytes: Int

  /// Objects and arrays that may be open inside one another; at least 1.
  public var depth: Int

  /// Members of one batch; at least 1.
  public var batchMembers: Int

  /// Requests of one connection that may be unanswered before it is not read any more; at least 1.
  public var inFlight: Int

  /// Bytes of one connection's unanswered requests before it is not read any more; at least 1.
  ///
  /// The message that passes the limit is still taken, so a connection holds at most this and one
  /// message more.
  public var heldBytes: Int

  /// Bytes of replies that may wait for one client before none of its work is done; at least 1.
  ///
  /// Work that has begun is finished, so one reply per thread may come on top.
  public var outputBytes: Int

  /// Seconds that a client may let its replies wait without taking one byte; at least 1.
  public var writeTimeoutSeconds: Int

  /// Bytes of one message of a client that has not shown who it is; at least 1.
  public var strangerMessageBytes = 64 << 10

  /// Sets what is not to be as in the protocol.
  public init(
    messageBytes: Int = 64 << 20, depth: Int = 512, batchMembers: Int = 1000, inFlight: Int = 64,
    heldBytes: Int = 64 << 20, outputBytes: Int = 8 << 20, writeTimeoutSeconds: Int = 60
  ) {
    precondition(messageBytes >= 1 && depth >= 1 && batchMembers >= 1 && inFlight >= 1)
    precondition(heldBytes >= 1 && outputBytes >= 1 && writeTimeoutSeconds >= 1)
    self.messageBytes = messageBytes
    self.depth = depth
    self.batchMembers = batchMembers
    self.inFlight = inFlight
    self.heldBytes = heldBytes
    self.outputBytes = outputBytes
    self.writeTimeoutSeconds = writeTimeoutSeconds
  }
}
