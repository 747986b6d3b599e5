import JSON
import JSONRPC
import SegmentServer
import SegmentService

/// A session that is asked without a wire: each request is planned and done at once.
struct Desk {
  static let version = #""io.modelcontextprotocol/protocolVersion":"2026-07-28""#
  static let capabilities = #""io.modelcontextprotocol/clientCapabilities":{}"#
  /// The last member of the parameters of a modern request.
  static let meta = #""_meta":{\#(version),\#(capabilities)}"#

  let session: Session

  init(role: Role = .admin) {
    var settings = Service.Settings()
    settings.threadCount = 2
    session = Session(Service(settings), door: .open(role))
  }

  init(_ responder: any Responder) { session = Session(responder, door: .open(.admin)) }

  /// What a request comes to.
  func outcome(
    _ method: String, _ params: String? = nil, isInBatch: Bool = false,
    context: CallContext = .detached
  ) throws -> Outcome {
    let slice = try params.map { try JSONText(Array($0.utf8)).root }
    let id = try JSONText(Array("1".utf8)).root
    var request = RPCRequest(id: id, method: method, params: slice)
    request.isInBatch = isInBatch
    return session.plan(request).prepare()(context)
  }

  /// The result of a request; what failed is thrown.
  func ask(_ method: String, _ params: String? = nil, isInBatch: Bool = false) throws -> JSONValue {
    switch try outcome(method, params, isInBatch: isInBatch) {
    case .result(let text): JSONValue(try JSONText(text).root)
    case .failure(let error): throw error
    }
  }

  /// The result of a modern request.
  func askModern(_ method: String, _ members: String = "") throws -> JSONValue {
    try ask(method, "{\(members)\(members.isEmpty ? "" : ",")\(Self.meta)}")
  }

  /// The result of a tool, asked by a modern request.
  func call(_ tool: String, _ arguments: String = "{}") throws -> JSONValue {
    try askModern("tools/call", #""name":"\#(tool)","arguments":\#(arguments)"#)
  }

  /// Begins the legacy era.
  @discardableResult
  func initialize(_ version: String = "2025-11-25") throws -> JSONValue {
    try ask(
      "initialize", #"{"protocolVersion":"\#(version)","capabilities":{},"clientInfo":{}}"#)
  }
}
