import JSON
import JSONRPC
import SegmentProtocol

/// How a request is spoken, and so how its result is written.
enum MCPEra: Equatable, Sendable {
  /// The version is in each request; results say what they are.
  case modern
  /// The version was agreed on by `initialize`.
  case legacy(String)

  /// How long a client may keep a list without asking again.
  enum Lifetime {
    /// It never changes while this process lives; a newer one may tell another.
    case long
    /// It may change with the next request.
    case none

    fileprivate var milliseconds: Int { self == .long ? 300_000 : 0 }
    /// Whether one user's copy may be shown to another.
    fileprivate var scope: String { self == .long ? "public" : "private" }
  }

  /// What this program calls itself.
  static let serverInfo: JSONValue = [
    "name": "segmentd", "title": "segmentd, customer segmentation",
    "version": .string(Version.program),
  ]

  /// A plan that answers at once.
  ///
  /// - Parameter lasting: For results that clients keep: how long; nil for others.
  func reply(_ members: JSONObject, lasting: Lifetime? = nil) -> Plan {
    .immediate(
      .result(
        result(lasting: lasting) { writer in
          for (name, value) in members.members { writer.member(name, value) }
        }))
  }

  /// A result with the members that this era asks for.
  ///
  /// - Parameter error: What a tool failed with, for programs: it stands in `_meta`.
  func result(
    lasting: Lifetime? = nil, error: RPCError? = nil, _ content: (inout JSONWriter) -> Void
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      content(&writer)
      if self == .modern { writer.member("resultType", "complete") }
      if self == .modern, let lasting {
        writer.member("ttlMs", lasting.milliseconds)
        writer.member("cacheScope", lasting.scope)
      }
      guard self == .modern || error != nil else { return }
      writer.object("_meta") { writer in
        if self == .modern { writer.member("io.modelcontextprotocol/serverInfo", Self.serverInfo) }
        guard let error else { return }
        writer.key("segmentd/error")
        error.write(to: &writer)
      }
    }
    return writer.bytes
  }
}
