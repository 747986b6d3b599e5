import Foundation
import Glibc

/// One connection with at most one request in flight.
final class Client {
  let descriptor: Int32
  private let wire: Wire
  private let expected: [UInt8]
  private var request: [UInt8] = []
  private var sent = 0
  private var reply: [UInt8] = []
  private var started = ContinuousClock.now

  /// What is to be done before the request in flight is answered.
  enum Progress: Equatable {
    case writing
    case waiting
    /// Answered, after so many nanoseconds.
    case answered(Int)
  }

  /// Connects; from then on nothing waits.
  init(_ options: Options) throws(LoadFault) {
    wire = options.wire
    expected = options.expected
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw LoadFault(call: "socket") }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = options.port.bigEndian
    guard unsafe inet_pton(AF_INET, options.host, &address.sin_addr) == 1 else {
      throw LoadFault("\(options.host) is no IPv4 address", isUsage: true)
    }
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let connected = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, size)
      }
    }
    guard connected == 0 else { throw LoadFault(call: "connect") }
    var one: Int32 = 1
    _ = unsafe setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  deinit { _ = Glibc.close(descriptor) }

  /// Sends a greeting and waits for its reply, whatever it is: the requests behind it are refused
  /// where it was not taken.
  func greet(_ framed: [UInt8]) throws(LoadFault) {
    var buffer = [UInt8](repeating: 0, count: 1 << 12)
    _ = try begin(framed)
    while true {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard unsafe Glibc.poll(&waiting, 1, 10_000) > 0 else {
        throw LoadFault("no answer to the greeting")
      }
      if case .answered = try read(through: &buffer, unchecked: true) { return }
    }
  }

  /// Begins the next request, framed already.
  func begin(_ framed: [UInt8]) throws(LoadFault) -> Progress {
    request = framed
    sent = 0
    reply.removeAll(keepingCapacity: true)
    started = .now
    return try write()
  }

  /// Sends what goes.
  func write() throws(LoadFault) -> Progress {
    while sent < request.count {
      let from = sent
      let count = unsafe request.withUnsafeBytes {
        unsafe Glibc.send(
          descriptor, $0.baseAddress.unsafelyUnwrapped + from, $0.count - from,
          Int32(MSG_NOSIGNAL))
      }
      if count < 0 {
        if errno == EAGAIN { return .writing }
        throw LoadFault(call: "send")
      }
      sent += count
    }
    return .waiting
  }

  /// Takes what has come; a reply that does not begin as it should is a fault, unless unchecked.
  func read(
    through buffer: inout [UInt8], unchecked: Bool = false
  ) throws(LoadFault) -> Progress {
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count == 0 { throw LoadFault("the server closed the connection") }
      if count < 0 {
        if errno == EAGAIN { return sent < request.count ? .writing : .waiting }
        throw LoadFault(call: "read")
      }
      reply.append(contentsOf: buffer[..<count])
      if let body = try wire.bodyOfWhole(reply) {
        let elapsed = Int((ContinuousClock.now - started) / .nanoseconds(1))
        guard unchecked || reply[body...].starts(with: expected) else {
          throw LoadFault("came: " + String(decoding: reply.prefix(300), as: UTF8.self))
        }
        return .answered(elapsed)
      }
    }
  }
}
