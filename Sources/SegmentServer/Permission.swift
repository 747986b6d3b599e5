import JSON
import JSONRPC
import SegmentProtocol

/// What a client of a role may have done, whichever face it asks by.
struct Permission: Sendable {
  let role: Role
  let responder: any Responder

  /// Hands a native request on, or refuses it.
  func plan(_ request: RPCRequest) -> Plan {
    var request = request
    request.role = role
    // What is not in the table is whatever the responder makes of it: not for everybody.
    let needed = MethodTable.method(named: request.method)?.role ?? .admin
    guard role >= needed else {
      guard MethodTable.method(named: request.method) != nil else {
        return .immediate(
          .failure(
            .methodNotFound(
              request.method, didYouMean: MethodTable.suggestion(for: request.method))))
      }
      return .immediate(.failure(.forbidden(request.method, role: role, needed: needed)))
    }
    return responder.plan(request)
  }
}

extension RPCError {
  /// 1020: nobody has shown who they are.
  static func unauthorized(_ message: String, needed: Role) -> RPCError {
    RPCError(
      .unauthorized, message, data: [("role_needed", .string(needed.rawValue))])
  }

  /// 1021: the role does not do.
  static func forbidden(_ method: String, role: Role, needed: Role) -> RPCError {
    RPCError(
      .forbidden,
      "\(method) is for the role \(needed.rawValue) but this connection has \(role.rawValue); "
        + "call auth with a token of that role",
      data: [("role_needed", .string(needed.rawValue))])
  }
}
