/// What a read gave.
public enum ReadOutcome: Equatable, Sendable {
  /// So many bytes, at least one, at the start of the buffer.
  case bytes(Int)
  /// Nothing more will come; the other side may still listen.
  case end
  /// The channel is gone in both directions, and why.
  case broken(String)
}

/// What a send that does not wait gave.
public enum SendOutcome: Equatable, Sendable {
  /// So many bytes went; 0 where none would go without waiting.
  case sent(Int)
  /// The other side will read nothing more, and why.
  case broken(String)
}

/// A way to carry bytes to one other side and back.
///
/// One thread reads; any one thread at a time sends (``FrameWriter`` sees to that); any thread asks
/// and closes.
public protocol Channel: AnyObject, Sendable {
  /// Waits for bytes and takes what has come, at most as many as the buffer holds.
  func read(into buffer: inout [UInt8]) -> ReadOutcome

  /// Sends what goes without waiting, from `offset` on.
  func trySend(_ bytes: [UInt8], from offset: Int) -> SendOutcome

  /// Waits until more might go, at most so long.
  func waitToSend(milliseconds: Int)

  /// Why nobody can read what is sent, where that is so; asked of the system at each call.
  var breakage: String? { get }

  /// Tells the other side that nothing more will be sent; reading goes on.
  func finishSending()

  /// Reads and drops what still comes, until it ends or the time is over.
  ///
  /// A socket that is closed with bytes unread resets the connection, and the other side may lose
  /// the last reply by that.
  func discardInput(milliseconds: Int)

  /// Ends both directions and wakes a thread that reads; may be called more than once.
  func close()

  /// The same, and lets the other side know that nobody waits for an answer any more.
  ///
  /// A socket that is closed looks like one whose side has only finished sending.
  func breakOff()
}

extension Channel {
  /// As any end, where the other side can tell.
  public func breakOff() { close() }

  /// Nothing to do where closing loses nothing.
  public func discardInput(milliseconds: Int) {}
}
