/// One end of a connection inside the process: for tests, and for a caller that serves itself.
public final class MemoryChannel: Channel {
  /// What is on its way in one direction.
  struct Flow: Sendable {
    private var bytes: [UInt8] = []
    /// Bytes at the front that have been read already.
    private var readCount = 0
    var isFinished = false
    var isBroken = false

    var count: Int { bytes.count - readCount }

    mutating func append(_ part: ArraySlice<UInt8>) { bytes.append(contentsOf: part) }

    mutating func take(atMost limit: Int) -> [UInt8] {
      let part = Array(bytes[readCount...].prefix(limit))
      readCount += part.count
      // Half of the array is spent: moving the rest costs less than the moves it spares.
      if readCount * 2 > bytes.count {
        bytes.removeFirst(readCount)
        readCount = 0
      }
      return part
    }

    mutating func breakOff() {
      self = Flow()
      (isFinished, isBroken) = (true, true)
    }
  }

  private enum Taken { case part([UInt8]), end, broken }

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
    let taken = incoming.wait { flow -> Taken? in
      if flow.isBroken { return .broken }
      if flow.count > 0 { return .part(flow.take(atMost: limit)) }
      return flow.isFinished ? .end : nil
    }
    switch taken {
    case .part(let part):
      buffer.replaceSubrange(0..<part.count, with: part)
      return .bytes(part.count)
    case .end: return .end
    case .broken, nil: return .broken("the other end broke off")
    }
  }

  /// Sends what goes without waiting.
  public func trySend(_ bytes: [UInt8], from offset: Int) -> SendOutcome {
    outgoing.with { flow in
      if flow.isBroken || flow.isFinished { return .broken("the other end broke off") }
      let count = min(bytes.count - offset, capacity - flow.count)
      guard count > 0 else { return .sent(0) }
      flow.append(bytes[offset..<offset + count])
      return .sent(count)
    }
  }

  /// Waits until more might go, at most so long.
  public func waitToSend(milliseconds: Int) {
    _ = outgoing.wait(atMost: milliseconds) { flow in
      flow.isBroken || flow.count < capacity ? true : nil
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
    incoming.with { $0.breakOff() }
    outgoing.with { $0.breakOff() }
  }
}
