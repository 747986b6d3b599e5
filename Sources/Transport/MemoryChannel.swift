/// One end of a connection inside the process: for tests, and for a caller that serves itself.
public final class MemoryChannel: Channel {
  /// What is on its way in one direction.
  struct Flow: Sendable {
    var bytes: [UInt8] = []
    var isFinished = false
    var isBroken = false
  }

  private let incoming: Monitor<Flow>
  private let outgoing: Monitor<Flow>
  private let capacity: Int
  private let readLimit: Int

  private init(
    incoming: Monitor<Flow>, outgoing: Monitor<Flow>, capacity: Int, readLimit: Int
  ) {
    self.incoming = incoming
    self.outgoing = outgoing
    self.capacity = capacity
    self.readLimit = readLimit
  }

  /// Two ends: what one sends, the other reads.
  ///
  /// - Parameters:
  ///   - capacity: Bytes that one direction holds before a send gives 0.
  ///   - readLimit: Bytes that one read gives at most; 1 shows what a slow wire does.
  public static func pair(
    capacity: Int = 1 << 18, readLimit: Int = .max
  ) -> (MemoryChannel, MemoryChannel) {
    let there = Monitor(Flow())
    let back = Monitor(Flow())
    return (
      MemoryChannel(incoming: back, outgoing: there, capacity: capacity, readLimit: readLimit),
      MemoryChannel(incoming: there, outgoing: back, capacity: capacity, readLimit: readLimit)
    )
  }

  /// Waits for bytes and takes what has come.
  public func read(into buffer: inout [UInt8]) -> ReadOutcome {
    let limit = min(buffer.count, readLimit)
    let taken: Flow? = incoming.wait { flow in
      if flow.isBroken { return Flow(isBroken: true) }
      if flow.bytes.isEmpty { return flow.isFinished ? Flow(isFinished: true) : nil }
      let part = flow.bytes.prefix(limit)
      flow.bytes.removeFirst(part.count)
      return Flow(bytes: Array(part))
    }
    guard let taken, !taken.isBroken else { return .broken("the other end broke off") }
    buffer.replaceSubrange(0..<taken.bytes.count, with: taken.bytes)
    return taken.isFinished ? .end : .bytes(taken.bytes.count)
  }

  /// Sends what goes without waiting.
  public func trySend(_ bytes: [UInt8], from offset: Int) -> SendOutcome {
    outgoing.with { flow in
      if flow.isBroken || flow.isFinished { return .broken("the other end broke off") }
      let count = min(bytes.count - offset, capacity - flow.bytes.count)
      guard count > 0 else { return .sent(0) }
      flow.bytes.append(contentsOf: bytes[offset..<offset + count])
      return .sent(count)
    }
  }

  /// Waits until more might go, at most so long.
  public func waitToSend(milliseconds: Int) {
    _ = outgoing.wait(atMost: milliseconds) { flow in
      flow.isBroken || flow.bytes.count < capacity ? true : nil
    }
  }

  /// Why nobody can read what is sent, where that is so.
  public var breakage: String? {
    outgoing.with { $0.isBroken } ? "the other end broke off" : nil
  }

  /// Tells the other side that nothing more will be sent.
  public func finishSending() { outgoing.with { $0.isFinished = true } }

  /// Ends both directions and wakes a thread that reads.
  public func close() {
    incoming.with { flow in flow.isBroken = true }
    outgoing.with { flow in flow.isFinished = true }
  }

  /// Breaks both directions at once, as a reset does: what is on its way is lost.
  public func breakOff() {
    incoming.with { $0 = Flow(isFinished: true, isBroken: true) }
    outgoing.with { $0 = Flow(isFinished: true, isBroken: true) }
  }
}
