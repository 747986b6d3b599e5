import Epoll
import Glibc

/// Waits for what comes on many sockets, so that a few threads can read many connections.
///
/// Of what comes, one of the threads that wait is told, once: whoever is told has to read until less
/// came than was asked for. (Edge-triggered: it costs no call to the system to be told again.) All
/// that is unsafe about epoll stands here.
@safe
public final class ReadyWatch: Sendable {
  /// What a wait gave.
  public enum Event: Equatable, Sendable {
    /// There is something to read on the socket that was added as this number; `isOver` where its
    /// other side sends nothing more, or is gone.
    case ready(number: Int, isOver: Bool)
    /// Nothing, for as long as was waited.
    case nothing
    /// The watch is closed.
    case closed
  }

  private let descriptor: Int32
  private let wake: (reading: Int32, writing: Int32)

  /// Stands for the end of the watch.
  private static let closing = UInt64.max

  /// Watches nothing; nil where the system has no descriptor to give.
  public init?() {
    let descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard descriptor >= 0 else { return nil }
    guard let wake = Descriptor.makePipe() else {
      _ = Glibc.close(descriptor)
      return nil
    }
    (self.descriptor, self.wake) = (descriptor, wake)
    guard control(EPOLL_CTL_ADD, wake.reading, EPOLLIN.rawValue, Self.closing) else { return nil }
  }

  deinit {
    for each in [descriptor, wake.reading, wake.writing] { _ = Glibc.close(each) }
  }

  /// Begins to watch a socket, whose number is 0 or more; what has come already is told, too.
  public func add(_ channel: SocketChannel, as number: Int) -> Bool {
    let events = EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
    return control(EPOLL_CTL_ADD, channel.descriptor, events, UInt64(number))
  }

  /// Watches a socket no longer; a thread may have been told of it already.
  public func remove(_ channel: SocketChannel) {
    _ = control(EPOLL_CTL_DEL, channel.descriptor, 0, 0)
  }

  /// Waits until there is something to read on one of them, at most so long.
  public func next(atMost milliseconds: Int) -> Event {
    var event = unsafe epoll_event()
    // One at a time: what another thread could do meanwhile does not wait behind it.
    let count = unsafe epoll_wait(descriptor, &event, 1, Int32(clamping: milliseconds))
    // A signal that cut in counts as time gone by.
    guard count > 0 else { return count == 0 || errno == EINTR ? .nothing : .closed }
    let (what, number) = unsafe (event.events, event.data.u64)
    guard number != Self.closing else { return .closed }
    return .ready(number: Int(number), isOver: what & ~EPOLLIN.rawValue != 0)
  }

  /// Ends the waits of all threads.
  public func close() { _ = Descriptor.write(wake.writing, [0], from: 0, atMost: 1) }

  private func control(
    _ operation: Int32, _ watched: Int32, _ what: UInt32, _ number: UInt64
  ) -> Bool {
    var event = unsafe epoll_event()
    unsafe event.events = what
    unsafe event.data.u64 = number
    return unsafe epoll_ctl(descriptor, operation, watched, &event) == 0
  }
}
