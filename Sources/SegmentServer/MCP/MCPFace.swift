import JSON
public import JSONRPC
import Locks
import SegmentProtocol

/// The Model Context Protocol on the wire of one connection, in both of its eras.
///
///     let face = MCPFace()
///     if let plan = face.plan(request, native: responder.plan) { return plan }
///     return responder.plan(request)
///
/// A request that carries its version in `_meta` is modern and stands alone; one that carries none
/// is legacy, which needs an `initialize` before it on the same connection. Both may be mixed. The
/// work is that of the native methods, so whoever hands those in decides who may do what.
///
/// > Source: modelcontextprotocol.io, specification of 2026-07-28, basic/versioning, and of
/// > 2025-11-25, basic/lifecycle.
public final class MCPFace: Sendable {
  /// Plans a request of the native protocol.
  public typealias Native = (RPCRequest) -> Plan

  /// The methods that are answered.
  public static let methods = [
    "initialize", "ping", "server/discover", "tools/list", "tools/call", "resources/list",
    "resources/templates/list", "resources/read",
  ]

  private struct State: Sendable {
    /// The legacy revision that `initialize` agreed on.
    var version: String?
    var hasSpoken = false
  }

  private let state = Guarded(State())

  /// A face for a new connection.
  public init() {}

  /// Whether a request of this protocol was understood: the end of input then cancels what runs.
  public var hasSpoken: Bool { state.with { $0.hasSpoken } }

  /// What a request needs; nil where it is none of this protocol's.
  public func plan(_ request: RPCRequest, native: Native) -> Plan? {
    let handler: Handler
    switch request.method {
    case "initialize":
      return refusingBatch(request) { () throws(RPCError) in try initialize(request) }
    case "ping":
      // The legacy era has it from its first moment on; the modern era has none.
      guard MCPMeta(request.params).version == nil else { return nil }
      return refusingBatch(request) { .immediate(.result(Array("{}".utf8))) }
    case "server/discover": handler = { _, era, _ in era.reply(Self.discovery, lasting: .long) }
    case "tools/list": handler = Tool.list
    case "tools/call": handler = ToolCall.plan
    case "resources/list": handler = ModelResources.list
    case "resources/templates/list": handler = ModelResources.templates
    case "resources/read": handler = ModelResources.read
    // What a client tells of itself; nobody is answered, and nothing follows.
    case let method where method.hasPrefix("notifications/") && request.id == nil:
      return .immediate(.result(Array("{}".utf8)))
    case let method where method.hasPrefix("tools/") || method.hasPrefix("resources/"):
      handler = { request, _, _ in .immediate(.failure(.methodNotFound(request.method))) }
    default: return nil
    }
    return refusingBatch(request) { () throws(RPCError) in
      try handler(request, try era(of: request), native)
    }
  }

  /// Makes a plan for a request whose era is known.
  typealias Handler = (RPCRequest, MCPEra, Native) throws(RPCError) -> Plan

  /// What `tools/list` and its like may be asked for; discovery lists nothing that changes.
  private static let capabilities: JSONValue = ["tools": [:], "resources": [:]]

  private static let discovery: JSONObject = [
    "supportedVersions": .array(Version.mcp.map { .string($0) }), "capabilities": capabilities,
    "instructions": .string(instructions),
  ]

  private static let instructions = """
    segmentd groups customers by k-means. A good order: describe_data (what the columns hold, and \
    a recipe that fits them), sweep_k (how many segments), fit_model (learn and store), \
    profile_segments (what each segment is like, and what to do for it), assign_segments (the \
    segment of new or changed customers). Give large tables as data.path, a CSV on the server's \
    disk; results above 1 MiB are cut and say so. Models keep their names: list_models tells what \
    there is.
    """

  /// `initialize`: the legacy era begins, or begins anew.
  private func initialize(_ request: RPCRequest) throws(RPCError) -> Plan {
    let asked = request.params.flatMap { MCPParameters($0)["protocolVersion"] }
    guard let asked, case .string(let version) = JSONValue(asked) else {
      throw .invalidParams(
        "initialize came without a protocolVersion; this is no language server but a daemon for "
          + "customer segmentation, that speaks MCP: send \"protocolVersion\": "
          + "\"\(Version.legacyMCP[0])\"",
        param: "protocolVersion", expected: "a revision of MCP as a text",
        got: asked.map { JSONValue($0).shown } ?? "nothing", missing: ["protocolVersion"])
    }
    let agreed = Version.legacyMCP.contains(version) ? version : Version.legacyMCP[0]
    state.with { $0 = State(version: agreed, hasSpoken: true) }
    return MCPEra.legacy(agreed).reply([
      "protocolVersion": .string(agreed), "capabilities": Self.capabilities,
      "serverInfo": MCPEra.serverInfo, "instructions": .string(Self.instructions),
    ])
  }

  /// Which era a request belongs to.
  ///
  /// - Throws: -32022 for a version that is not known; -32602 where the request is of neither era,
  ///   or lacks what its era asks for.
  private func era(of request: RPCRequest) throws(RPCError) -> MCPEra {
    let meta = MCPMeta(request.params)
    if let version = meta.version {
      try meta.check(version)
      state.with { $0.hasSpoken = true }
      return .modern
    }
    guard let version = state.with({ $0.version }) else {
      throw .invalidParams(
        "\(request.method) came without a version; send it as _meta[\"\(MCPMeta.versionKey)\"], "
          + "or call initialize first",
        param: "_meta", expected: "an object with \(MCPMeta.versionKey)", got: "nothing",
        missing: [MCPMeta.versionKey])
    }
    return .legacy(version)
  }

  /// The plan, unless the request is a member of a batch.
  ///
  /// Only 2025-03-26 knows batches, and a server of that revision must take them.
  private func refusingBatch(
    _ request: RPCRequest, _ plan: () throws(RPCError) -> Plan
  ) -> Plan {
    let takesBatches =
      state.with { $0.version == "2025-03-26" } && request.method != "initialize"
      && MCPMeta(request.params).version == nil
    if request.isInBatch, !takesBatches {
      return .immediate(
        .failure(
          .invalidRequest(
            "\(request.method) is of MCP, which takes no batch here; send it alone")))
    }
    do throws(RPCError) {
      return try plan()
    } catch {
      return .immediate(.failure(error))
    }
  }
}
