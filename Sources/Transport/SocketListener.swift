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

/// A socket that takes calls.
public final class SocketListener: Sendable {
  /// Where it listens, with the port the system chose where 0 was asked for.
  public let address: Address

  private let descriptor: Int32
  private let wake: (reading: Int32, writing: Int32)
  private let file: SocketFile?

  /// Binds and listens; a Unix socket is its owner's alone from its first moment.
  ///
  /// - Throws: ``TransportError``.
  public init(_ wanted: Address) throws(TransportError) {
    func refusal(_ code: Int32) -> TransportError {
      .unavailable(address: wanted.description, action: "listen on", errno: code)
    }
    let place = try wanted.resolved()
    let descriptor = place.makeSocket()
    guard descriptor >= 0 else { throw refusal(-descriptor) }
    do throws(TransportError) {
      if case .unix(let path) = wanted {
        file = try SocketFile(path, place, descriptor)
      } else {
        file = nil
        // Else a restart within a minute would find its own old connections in the way.
        SocketAddress.set(descriptor, SOL_SOCKET, SO_REUSEADDR)
        let failure = unsafe place.apply(bind, descriptor)
        guard failure == 0 else { throw refusal(failure) }
        guard listen(descriptor, 1024) == 0 else { throw refusal(errno) }
      }
      guard let wake = Descriptor.makePipe() else { throw refusal(errno) }
      self.wake = wake
    } catch {
      _ = Glibc.close(descriptor)
      throw error
    }
    self.descriptor = descriptor
    if case .tcp = wanted, let bound = SocketAddress(of: descriptor) {
      address = .tcp(Endpoint(bound))
    } else {
      address = wanted
    }
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
        return .channel(SocketChannel(descriptor: accepted, peer: peer(of: accepted)))
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
    // While it still listens: whoever starts now finds a daemon there or nothing.
    file?.remove()
    _ = shutdown(descriptor, Int32(SHUT_RDWR))
    _ = Descriptor.write(wake.writing, [0], from: 0, atMost: 1)
  }

  private func peer(of accepted: Int32) -> String {
    guard case .tcp = address else { return address.description }
    return SocketAddress(of: accepted, peer: true).map { Endpoint($0).description } ?? "nobody"
  }
}

extension SocketChannel {
  /// Calls a daemon.
  ///
  /// - Throws: ``TransportError``.
  public static func connect(to address: Address) throws(TransportError) -> SocketChannel {
    let place = try address.resolved()
    let descriptor = place.makeSocket()
    let failure = descriptor < 0 ? -descriptor : unsafe place.apply(Glibc.connect, descriptor)
    guard failure == 0 else {
      if descriptor >= 0 { _ = Glibc.close(descriptor) }
      throw .unavailable(address: address.description, action: "connect to", errno: failure)
    }
    return SocketChannel(descriptor: descriptor, peer: address.description)
  }

  /// Calls a daemon over TCP.
  ///
  /// - Throws: ``TransportError``.
  public static func connect(to endpoint: Endpoint) throws(TransportError) -> SocketChannel {
    try connect(to: .tcp(endpoint))
  }
}
