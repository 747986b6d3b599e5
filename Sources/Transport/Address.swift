/// Where a daemon listens or is called.
public enum Address: Equatable, Sendable, CustomStringConvertible {
  /// Over the network, or the loopback of this machine.
  case tcp(Endpoint)
  /// A Unix socket in the file system.
  case unix(path: String)

  /// The endpoint or the path.
  public var description: String {
    switch self {
    case .tcp(let endpoint): endpoint.description
    case .unix(let path): path
    }
  }

  /// - Throws: ``TransportError/badAddress(_:requirement:)`` for a path that no socket can have.
  func resolved() throws(TransportError) -> SocketAddress {
    switch self {
    case .tcp(let endpoint): return endpoint.address
    case .unix(let path):
      guard let address = SocketAddress(path: path), !path.hasPrefix("@") else {
        throw .badAddress(
          path, requirement: "a path of 1 to \(SocketAddress.pathLimit) bytes, not beginning with @"
        )
      }
      return address
    }
  }
}
