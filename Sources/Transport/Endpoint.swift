/// A place on this machine to listen at or to call: a loopback host and a port.
public struct Endpoint: Equatable, Sendable, CustomStringConvertible {
  /// `127.0.0.1` or `::1`; `localhost` has become the former.
  public let host: String

  /// The port; 0 asks the system to choose one.
  public let port: UInt16

  /// Checks a host and a port.
  ///
  /// - Throws: ``TransportError/badAddress(_:requirement:)`` for any host but the loopback's three
  ///   names, and for a port outside 0 to 65,535.
  public init(host: String, port: Int) throws(TransportError) {
    guard let port = UInt16(exactly: port) else {
      throw .badAddress("\(host):\(port)", requirement: "a port from 0 to 65535")
    }
    switch host {
    case "localhost", "127.0.0.1": self.host = "127.0.0.1"
    case "::1", "[::1]": self.host = "::1"
    default:
      throw .badAddress(
        host, requirement: "127.0.0.1, ::1 or localhost, because there is no token yet")
    }
    self.port = port
  }

  /// Reads `HOST:PORT`, where the host `::1` stands in brackets.
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

  /// `HOST:PORT`, with `::1` in brackets.
  public var description: String { host == "::1" ? "[::1]:\(port)" : "\(host):\(port)" }
}
