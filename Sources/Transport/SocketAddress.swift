import Glibc

/// The system calls on socket addresses.
///
/// Unsafe code stays here: C has one pointer type for all families, so an address is rebound for
/// the length of one call.
enum SocketAddress {
  /// A new stream socket of the endpoint's family, or minus the error number.
  static func makeSocket(for endpoint: Endpoint) -> Int32 {
    let family = endpoint.host == "::1" ? AF_INET6 : AF_INET
    let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return -errno }
    Descriptor.closeOnExec(descriptor)
    return descriptor
  }

  /// Calls `bind` or `connect` with the endpoint's address; 0 or an error number.
  static func apply(
    _ call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32, _ descriptor: Int32,
    _ endpoint: Endpoint
  ) -> Int32 {
    var status: Int32
    if endpoint.host == "::1" {
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = endpoint.port.bigEndian
      address.sin6_addr = in6addr_loopback
      status = unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { rebound in
          unsafe call(descriptor, rebound, socklen_t(MemoryLayout<sockaddr_in6>.size))
        }
      }
    } else {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = endpoint.port.bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      status = unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { rebound in
          unsafe call(descriptor, rebound, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
    if status != 0 { status = errno }
    return status
  }

  /// The port a socket is bound to (`peer`: the other side's), or 0.
  static func port(of descriptor: Int32, peer: Bool = false) -> UInt16 {
    // Both families keep the port in the same two bytes; the larger one has room for either.
    var address = sockaddr_in6()
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { rebound in
        peer
          ? unsafe getpeername(descriptor, rebound, &length)
          : unsafe getsockname(descriptor, rebound, &length)
      }
    }
    return status == 0 ? UInt16(bigEndian: address.sin6_port) : 0
  }

  /// Switches an option on.
  static func set(_ descriptor: Int32, _ level: Int, _ option: Int32) {
    set(descriptor, Int32(level), option)
  }

  /// Switches an option on.
  static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32) {
    var on: Int32 = 1
    _ = unsafe setsockopt(descriptor, level, option, &on, socklen_t(MemoryLayout<Int32>.size))
  }
}
