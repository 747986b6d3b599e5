public import JSONRPC

/// Why a call has no result.
public enum CallerError: Error, Equatable, CustomStringConvertible {
  /// The other side answered with an error.
  case refused(RPCError)
  /// The connection ended or broke before an answer, and why.
  case lost(String)

  /// One sentence.
  public var description: String {
    switch self {
    case .refused(let error): error.description
    case .lost(let reason): "the connection was lost before an answer came: \(reason)"
    }
  }
}
