import JSON
public import JSONRPC
import Locks
import SegmentProtocol

/// Stands in front of the responder for one connection: who the client is, and what it may do.
///
/// Requests are judged in the order of arrival, each by the role the connection has at that moment:
/// what is pipelined behind an `auth` has its role, what came before has not, within a batch too.
/// A stranger gets nothing run but `auth`.
public final class Session: Responder {
  /// What a client must show.
  public enum Door: Sendable {
    /// Nothing: whoever can reach it has this role.
    case open(Role)
    /// A token; the closure tells whose it is.
    case locked(@Sendable (_ token: [UInt8]) -> Role?)
  }

  /// Wrong tokens after which the connection ends.
  static let failureLimit = 3

  private struct State: Sendable {
    var role: Role?
    var failureCount = 0
  }

  private let responder: any Responder
  private let door: Door
  private let refused: @Sendable (String) -> Void
  private let state: Guarded<State>
  private let mcp = MCPFace()

  /// Stands behind a door.
  ///
  /// - Parameter refused: Hears a sentence, without the token, where the connection is ended for
  ///   wrong tokens.
  public init(
    _ responder: any Responder, door: Door, refused: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.responder = responder
    self.door = door
    self.refused = refused
    if case .open(let role) = door {
      state = Guarded(State(role: role))
    } else {
      state = Guarded(State())
    }
  }

  /// What the client may do; nil for a stranger.
  public var role: Role? { state.with { $0.role } }

  /// Whether the client has a role.
  public var knowsClient: Bool { role != nil }

  /// Whether the client has spoken MCP, whose end of input says that its host is gone.
  public var cancelsAtEnd: Bool { mcp.hasSpoken }

  /// Judges a request and hands it on.
  public func plan(_ request: RPCRequest) -> Plan {
    if request.method == ServerMethods.auth.name { return authenticate(request) }
    guard let role else {
      let needed = MethodTable.method(named: request.method)?.role ?? .read
      return .immediate(.failure(.unauthorized(Self.advice, needed: needed)))
    }
    let permission = Permission(role: role, responder: responder)
    return mcp.plan(request, native: permission.plan) ?? permission.plan(request)
  }

  /// `auth`: takes effect here, on the thread that reads, so that it counts for what comes next.
  private func authenticate(_ request: RPCRequest) -> Plan {
    guard case .locked(let owner) = door else {
      // Nothing is to be shown here; a client written for TCP need not know that.
      let role = role ?? .read
      return Self.answer(role)
    }
    let failure: RPCError
    do throws(RPCError) {
      let parameters = try Parameters(request.params, for: ServerMethods.auth)
      let token = try parameters(ServerMethods.token)
      let isOver = state.with { $0.failureCount >= Self.failureLimit }
      if !isOver, let role = owner(Array(token.utf8)) {
        state.with { $0.role = role }
        return Self.answer(role)
      }
      failure = .unauthorized(
        "the token is not one of the daemon's; send what stands in its token file", needed: .read)
    } catch {
      failure = error
    }
    var plan = Plan.immediate(.failure(failure))
    let count = state.with { state in
      state.failureCount += 1
      return state.failureCount
    }
    if count == Self.failureLimit { refused("\(count) wrong tokens came") }
    plan.endsConnection = count >= Self.failureLimit
    return plan
  }

  private static let advice =
    "this connection is not authenticated; call auth with the daemon's token first"

  private static func answer(_ role: Role) -> Plan {
    .immediate(.result(Array("{\"role\":\"\(role.rawValue)\"}".utf8)))
  }
}
