import Glibc

/// A connected stream socket.
///
/// The descriptor is closed when the last owner lets go, never while a thread may still be in a
/// call on it: its number could belong to another connection by then.
public final class SocketChannel: Channel {
  /// The other side, such as `127.0.0.1:53120`; of a Unix socket the path.
  public let peer: String

  let descriptor: Int32

  /// Takes over a connected socket.
  init(descriptor: Int32, peer: String) {
    self.descriptor = descriptor
    self.peer = peer
    Descriptor.closeOnExec(descriptor)
    // A reply is one frame and goes at once: waiting for more to send would only add 40 ms. (A Unix
    // socket knows none of these and needs none.)
    SocketAddress.set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY)
    // A machine that went without a word is noticed within two minutes, not two hours.
    SocketAddress.set(descriptor, SOL_SOCKET, SO_KEEPALIVE)
    SocketAddress.set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPIDLE, 60)
    SocketAddress.set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPINTVL, 10)
    SocketAddress.set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPCNT, 6)
  }

  deinit { _ = Glibc.close(descriptor) }

  /// Takes what has come, without waiting; nil where that is nothing.
  public func readNow(into buffer: inout [UInt8]) -> ReadOutcome? {
    let count = Descriptor.receive(descriptor, into: &buffer)
    return count == -Int(EAGAIN) ? nil : outcome(count)
  }

  /// Waits for bytes and takes what has come.
  public func read(into buffer: inout [UInt8]) -> ReadOutcome {
    outcome(Descriptor.read(descriptor, into: &buffer))
  }

  private func outcome(_ count: Int) -> ReadOutcome {
    switch count {
    case 0: .end
    case let count where count > 0: .bytes(count)
    case let failure: .broken(systemReason(Int32(-failure)))
    }
  }

  /// Sends what goes without waiting.
  public func trySend(_ bytes: [UInt8], from offset: Int) -> SendOutcome {
    switch Descriptor.send(descriptor, bytes, from: offset) {
    case let count where count >= 0: .sent(count)
    case -Int(EAGAIN), -Int(ENOBUFS): .sent(0)
    case let failure: .broken(systemReason(Int32(-failure)))
    }
  }

  /// Waits until more might go, at most so long.
  public func waitToSend(milliseconds: Int) {
    _ = Descriptor.poll(descriptor, for: POLLOUT, milliseconds: milliseconds)
  }

  /// Why nobody can read what is sent, where that is so.
  public var breakage: String? {
    // A side that only finished sending shows neither: it can still read its answers.
    let events = Descriptor.poll(descriptor, for: 0)
    return events & (POLLERR | POLLHUP | POLLNVAL) == 0 ? nil : "connection reset by peer"
  }

  /// Tells the other side that nothing more will be sent.
  public func finishSending() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

  /// Reads and drops what still comes, until it ends or the time is over.
  public func discardInput(milliseconds: Int) {
    let deadline = ContinuousClock.now + .milliseconds(milliseconds)
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let left = Int((deadline - ContinuousClock.now) / .milliseconds(1))
      guard left > 0, Descriptor.poll(descriptor, for: Int32(POLLIN), milliseconds: left) != 0,
        Descriptor.read(descriptor, into: &buffer) > 0
      else { return }
    }
  }

  /// The same as ``close()``; TCP resets the connection when the last owner lets go.
  public func breakOff() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    _ = unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    close()
  }

  /// Ends both directions and wakes a thread that reads.
  public func close() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
}
