/// A place on a network to listen at or to call: a host in numbers and a port.
public struct Endpoint: Equatable, Sendable, CustomStringConvertible {
  /// The host in numbers, such as `127.0.0.1` or `::1`.
  public let host: String

  /// The port; 0 asks the system to choose one.
  public let port: UInt16

  let address: SocketAddress

  /// Looks up a host and checks a port; `localhost` is 127.0.0.1.
  ///
  /// - Throws: ``TransportError/badAddress(_:requirement:)`` for a host that is not known here, and
  ///   for a port outside 0 to 65,535.
  public init(host: String, port: Int) throws(TransportError) {
    guard let port = UInt16(exactly: port) else {
      throw .badAddress("\(host):\(port)", requirement: "a port from 0 to 65535")
    }
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    let name = isBracketed ? String(host.dropFirst().dropLast()) : host
    self.init(try SocketAddress(host: name == "localhost" ? "127.0.0.1" : name, port: port))
  }

  /// Reads `HOST:PORT`, where a host in the numbers of IPv6 may stand in brackets.
  ///
  /// - Throws: ``TransportError/badAddress(_:requirement:)``.
  public init(_ text: String) throws(TransportError) {
    guard let colon = text.lastIndex(of: ":") else {
      throw .badAddress(text, requirement: "HOST:PORT, such as 127.0.0.1:7464")
    }
    let digits = text[text.index(after: colon)...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let port = Int(digits)
    else {
      throw .badAddress(text, requirement: "HOST:PORT, such as 127.0.0.1:7464")
    }
    try self.init(host: String(text[..<colon]), port: port)
  }

  /// Tells an address of the system's in words.
  init(_ address: SocketAddress) {
    self.address = address
    host = address.host
    port = address.port
  }

  /// Whether this machine alone can reach it, whatever name it was given by.
  public var isLoopback: Bool {
    host == "::1" || host.hasPrefix("127.") || host.hasPrefix("::ffff:127.")
  }

  /// `HOST:PORT`, with IPv6 in brackets.
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
