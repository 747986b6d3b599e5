/// Whatever answers requests.
public protocol Responder: AnyObject, Sendable {
  /// Says what a request needs, without doing its work.
  ///
  /// Called on the thread that reads the connection, in the order of arrival: cheap, and never
  /// waits. Unknown methods and bad parameters are an ``Plan/immediate(_:)`` failure.
  func plan(_ request: RPCRequest) -> Plan
}
