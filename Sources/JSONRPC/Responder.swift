/// Whatever answers requests.
public protocol Responder: AnyObject, Sendable {
  /// Says what a request needs, without doing its work.
  ///
  /// Called on the thread that reads the connection, in the order of arrival: cheap, and never
  /// waits. Unknown methods and bad parameters are an ``Plan/immediate(_:)`` failure.
  func plan(_ request: RPCRequest) -> Plan

  /// Whether the client has shown who it is; a stranger's messages must be short.
  ///
  /// Asked before each message, so that what one message changed counts for the next.
  var knowsClient: Bool { get }

  /// Whether the end of the client's input means that nobody waits for answers any more.
  ///
  /// Asked when the input has ended: what was spoken until then decides.
  var cancelsAtEnd: Bool { get }
}

extension Responder {
  /// Nobody has to show anything.
  public var knowsClient: Bool { true }

  /// What was asked is answered.
  public var cancelsAtEnd: Bool { false }
}
