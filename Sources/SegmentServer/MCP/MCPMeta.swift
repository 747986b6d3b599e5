import JSON
import JSONRPC
import SegmentProtocol

/// The members of one object of a request, unread.
struct MCPParameters {
  private var members: [String: JSONSlice] = [:]

  /// Reads the names; what is no object has none, and a member that is null counts as absent.
  init(_ slice: JSONSlice?) {
    guard let slice, slice.kind == .object else { return }
    var reader = JSONReader(slice)
    reader.enterObject()
    while let name = reader.nextKey() {
      let value = reader.readSlice()
      members[name] = value.kind == .null ? nil : value
    }
  }

  subscript(name: String) -> JSONSlice? { members[name] }
}

/// What a modern request says of itself in `params._meta`.
struct MCPMeta {
  static let versionKey = "io.modelcontextprotocol/protocolVersion"
  private static let capabilitiesKey = "io.modelcontextprotocol/clientCapabilities"

  /// The version, of whatever kind it came; nil where the request is not modern.
  let version: JSONSlice?
  private let capabilities: JSONSlice?

  init(_ params: JSONSlice?) {
    let meta = MCPParameters(MCPParameters(params)["_meta"])
    version = meta[Self.versionKey]
    capabilities = meta[Self.capabilitiesKey]
  }

  /// Checks what a modern request must carry.
  ///
  /// - Throws: -32022 for a version that is not spoken, which says nothing of the rest; -32602.
  func check(_ version: JSONSlice) throws(RPCError) {
    guard case .string(let asked) = JSONValue(version) else {
      throw Self.refusal(Self.versionKey, version, "a text such as \(Version.modernMCP[0])")
    }
    guard Version.modernMCP.contains(asked) else {
      throw RPCError(
        code: -32022, kind: "unsupported_protocol_version",
        message: "this server does not speak MCP \(JSONValue.string(asked).shown) in _meta; it "
          + "speaks \(Version.modernMCP.joined(separator: ", ")), and after initialize "
          + Version.legacyMCP.joined(separator: ", "),
        data: [
          ("supported", .array(Version.mcp.map { .string($0) })), ("requested", .string(asked)),
        ])
    }
    guard capabilities?.kind == .object else {
      throw Self.refusal(Self.capabilitiesKey, capabilities, "an object, {} for none")
    }
  }

  private static func refusal(_ key: String, _ value: JSONSlice?, _ expected: String) -> RPCError {
    let got = value.map { JSONValue($0).shown }
    return .invalidParams(
      "_meta[\"\(key)\"] is \(got ?? "missing"); send \(expected)", param: "_meta[\"\(key)\"]",
      expected: expected, got: got ?? "nothing", missing: got == nil ? [key] : [])
  }
}
