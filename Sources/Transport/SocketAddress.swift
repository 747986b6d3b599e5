import Glibc

/// The address of a socket, in the bytes that the system keeps it in.
///
/// Unsafe code stays here: C has one pointer type for all families, so the bytes are rebound for
/// the length of one call.
struct SocketAddress: Equatable, Sendable {
  /// The longest path of a Unix socket, in bytes; one more is the NUL behind it.
  static let pathLimit = 107

  private var bytes: [UInt8]

  /// A host, by number or by name, and a port; where there are several, the first.
  ///
  /// - Throws: ``TransportError/badAddress(_:requirement:)``.
  init(host: String, port: UInt16) throws(TransportError) {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>? = nil
    // The system would look up the part before a NUL only.
    let status =
      host.isEmpty || host.utf8.contains(0)
      ? EAI_NONAME : unsafe getaddrinfo(host, nil, &hints, &list)
    defer { if let list = unsafe list { unsafe freeaddrinfo(list) } }
    guard status == 0, let first = unsafe list?.pointee, let address = unsafe first.ai_addr else {
      let reason = unsafe gai_strerror(status).map { unsafe String(cString: $0) } ?? "unknown"
      throw .badAddress(host, requirement: "an address or a name that is known here (\(reason))")
    }
    bytes = unsafe Array(
      UnsafeRawBufferPointer(start: UnsafeRawPointer(address), count: Int(first.ai_addrlen)))
    // Both families keep the port in the same two bytes.
    (bytes[2], bytes[3]) = (UInt8(port >> 8), UInt8(port & 0xFF))
  }

  /// A path in the file system; with `@` in front a name that is in none (Linux).
  init?(path: String) {
    let text = Array(path.utf8)
    guard !text.isEmpty, !text.contains(0), text.count <= Self.pathLimit else { return nil }
    let family = unsafe withUnsafeBytes(of: sa_family_t(AF_UNIX)) { unsafe Array($0) }
    bytes = family + (text[0] == UInt8(ascii: "@") ? [0] + text.dropFirst() : text + [0])
  }

  /// The address that a socket is bound to, or with `peer` the other side's.
  init?(of descriptor: Int32, peer: Bool = false) {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let kept = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
      let status = unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { rebound in
        peer
          ? unsafe getpeername(descriptor, rebound, &length)
          : unsafe getsockname(descriptor, rebound, &length)
      }
      guard status == 0 else { return [UInt8]() }
      return unsafe Array(UnsafeRawBufferPointer(start: pointer, count: Int(length)))
    }
    guard kept.count >= 2 else { return nil }
    bytes = kept
  }

  /// `AF_INET`, `AF_INET6` or `AF_UNIX`.
  var family: Int32 {
    unsafe bytes.withUnsafeBytes { Int32(unsafe $0.load(as: sa_family_t.self)) }
  }

  /// The port; 0 for a Unix socket.
  var port: UInt16 {
    family == AF_UNIX || bytes.count < 4 ? 0 : UInt16(bytes[2]) << 8 | UInt16(bytes[3])
  }

  /// The host in numbers.
  var host: String {
    var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let status = unsafe apply(
      { _, address, length in
        unsafe getnameinfo(
          address, length, &buffer, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST)
      }, -1)
    guard status == 0 else { return "?" }
    return String(
      decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Calls `bind` or `connect` with the address; 0 or an error number.
  func apply(
    _ call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32, _ descriptor: Int32
  ) -> Int32 {
    unsafe bytes.withUnsafeBytes { raw in
      guard let start = raw.baseAddress else { return EINVAL }
      let status = unsafe start.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe call(descriptor, address, socklen_t(raw.count))
      }
      return status == 0 ? 0 : errno
    }
  }

  /// A new socket of the address's family that programs started later do not inherit, or minus the
  /// error number.
  func makeSocket(_ type: __socket_type = SOCK_STREAM) -> Int32 {
    let flags = Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(family, flags, 0)
    return descriptor >= 0 ? descriptor : -errno
  }

  /// Sets an option of a socket; by default switches it on.
  static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32 = 1) {
    var value = value
    _ = unsafe setsockopt(
      descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
  }
}

/// Sends one datagram to a Unix socket; what cannot be sent without waiting is lost.
///
/// - Parameter path: A path, or with `@` in front a name outside of the file system.
public func sendDatagram(_ text: String, to path: String) {
  guard let address = SocketAddress(path: path) else { return }
  let descriptor = address.makeSocket(SOCK_DGRAM)
  guard descriptor >= 0 else { return }
  if unsafe address.apply(connect, descriptor) == 0 {
    _ = Descriptor.send(descriptor, Array(text.utf8), from: 0)
  }
  _ = close(descriptor)
}
