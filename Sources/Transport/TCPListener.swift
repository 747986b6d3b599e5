import Glibc

/// What waiting for a connection gave.
public enum AcceptOutcome: Sendable {
  /// Somebody called.
  case channel(SocketChannel)
  /// The system has nothing to give for a moment, and why; worth another try.
  case failed(String)
  /// The listener has been closed.
  case closed
}

/// A socket that takes calls on the loopback.
public final class TCPListener: Sendable {
  /// Where it listens, with the port the system chose where 0 was asked for.
  public let endpoint: Endpoint

  private let descriptor: Int32
  private let wake: (reading: Int32, writing: Int32)

  /// Binds and listens.
  ///
  /// - Throws: ``TransportError/unavailable(address:action:errno:)``.
  public init(_ wanted: Endpoint) throws(TransportError) {
    func refusal(_ code: Int32) -> TransportError {
      .unavailable(address: wanted.description, action: "listen on", errno: code)
    }
    let descriptor = SocketAddress.makeSocket(for: wanted)
    guard descriptor >= 0 else { throw refusal(-descriptor) }
    // Else a restart within a minute would find its own old connections in the way.
    SocketAddress.set(descriptor, SOL_SOCKET, SO_REUSEADDR)
    var failure = unsafe SocketAddress.apply(bind, descriptor, wanted)
    if failure == 0, listen(descriptor, 1024) != 0 { failure = errno }
    guard failure == 0, let wake = Descriptor.makePipe() else {
      let code = failure == 0 ? errno : failure
      _ = Glibc.close(descriptor)
      throw refusal(code)
    }
    self.descriptor = descriptor
    self.wake = wake
    endpoint = try Endpoint(
      host: wanted.host, port: Int(SocketAddress.port(of: descriptor)))
    // `accept` must not wait: between poll and accept the caller may have gone again.
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  deinit {
    for each in [descriptor, wake.reading, wake.writing] { _ = Glibc.close(each) }
  }

  /// Waits for the next connection; one thread at a time.
  public func accept() -> AcceptOutcome {
    while true {
      let events = Descriptor.poll(
        [(descriptor, Int32(POLLIN)), (wake.reading, Int32(POLLIN))], milliseconds: 60_000)
      if events[1] != 0 { return .closed }
      guard events[0] != 0 else { continue }
      let accepted = Glibc.accept(descriptor, nil, nil)
      if accepted >= 0 {
        let port = SocketAddress.port(of: accepted, peer: true)
        let host = endpoint.host == "::1" ? "[::1]" : endpoint.host
        return .channel(SocketChannel(descriptor: accepted, peer: "\(host):\(port)"))
      }
      switch errno {
      case EMFILE, ENFILE, ENOMEM, ENOBUFS: return .failed(systemReason(errno))
      // The caller has gone again, or a signal cut in.
      default: continue
      }
    }
  }

  /// Stops taking calls and wakes the thread that waits for one.
  public func close() {
    _ = shutdown(descriptor, Int32(SHUT_RDWR))
    _ = Descriptor.write(wake.writing, [0], from: 0, atMost: 1)
  }
}

extension SocketChannel {
  /// Calls a daemon on this machine.
  ///
  /// - Throws: ``TransportError/unavailable(address:action:errno:)``.
  public static func connect(to endpoint: Endpoint) throws(TransportError) -> SocketChannel {
    let descriptor = SocketAddress.makeSocket(for: endpoint)
    let failure =
      descriptor < 0 ? -descriptor : unsafe SocketAddress.apply(Glibc.connect, descriptor, endpoint)
    guard failure == 0 else {
      if descriptor >= 0 { _ = Glibc.close(descriptor) }
      throw .unavailable(address: endpoint.description, action: "connect to", errno: failure)
    }
    return SocketChannel(descriptor: descriptor, peer: endpoint.description)
  }
}
