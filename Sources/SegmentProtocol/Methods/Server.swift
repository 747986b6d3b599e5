import JSON
import JSONRPC

/// `auth`, `server.info`, `server.ping`, `server.metrics`, `server.shutdown` and
/// `rpc.discover`.
public enum ServerMethods {
  /// What a client proves with who it is.
  public static let token = Field<String>(
    "token", "The token, as it stands in the daemon's token file.", .string(minLength: 1)
  ) { value, _ in value.string ?? "" }

  /// The row of `auth`.
  public static let auth = MethodDescriptor(
    "auth", "Shows who the client is, where a token is needed; gives the connection its role.",
    fields: [token.description],
    result: .object([.required("role", .choice(Role.allCases.map(\.rawValue)))], open: .any),
    isShort: true)

  /// The row of `server.info`.
  public static let info = MethodDescriptor(
    "server.info", "Tells what this daemon is and what it allows.",
    result: .object(
      [
        .required("name", .string()), .required("version", .string()),
        .required("protocol", .string(), "The version of the protocol: clients look at this one."),
        .required("role", .choice(Role.allCases.map(\.rawValue)), "What this connection may do."),
        .required("limits", .object([], open: .integer()), "What may be sent, in its unit."),
        .required("methods", .array(.string())), .required("framings", .array(.string())),
        .required("mcp", .array(.string()), "Revisions of the Model Context Protocol."),
      ], open: .any), isShort: true)

  /// The row of `server.ping`.
  public static let ping = MethodDescriptor(
    "server.ping", "Answers at once.", result: .object([], open: .any), isShort: true)

  /// The row of `server.metrics`.
  public static let metrics = MethodDescriptor(
    "server.metrics", "Tells what was counted since the start, and what is so now.",
    result: .object(
      [
        .optional("uptime_seconds", .number(min: 0)),
        .optional(
          "connections", counts,
          "`open` and `held_bytes` (unanswered requests and unread replies) now; the others since "
            + "the start."),
        .optional(
          "requests", counts,
          "`in_flight`, and of these `queued` for a thread and `running` on one."),
        .optional("errors_total", counts, "Answers that were errors, by `kind`."),
        .optional(
          "duration_bounds_seconds", .array(.number(min: 0)),
          "Upper bounds of the buckets below; the last bucket has none."),
        .optional(
          "methods", .object([], open: methodMetrics),
          "By method: from a request's arrival to its answer. Unknown ones are `other`."),
        .required("models", counts, "`count` of names, their `versions`, and `bytes`."),
        .required("tables", counts, "`count`, `rows` and `bytes`."),
        .required(
          "memory", counts,
          "`limit_bytes` for models and tables, of these `used_bytes`; `resident_bytes` is what "
            + "the process takes."),
      ], open: .any), isShort: true)

  private static let counts = Schema.object([], open: .integer(min: 0))

  private static let methodMetrics = Schema.object(
    [
      .required("requests_total", .integer(min: 0)), .required("errors_total", .integer(min: 0)),
      .required(
        "duration_seconds",
        .object(
          [
            .required(
              "buckets", .array(.integer(min: 0)),
              "Requests that took at most the bound, those of the buckets before included."),
            .required("sum", .number(min: 0)), .required("count", .integer(min: 0)),
          ])),
    ])

  /// The row of `server.shutdown`.
  public static let shutdown = MethodDescriptor(
    "server.shutdown", "Ends the daemon when what runs is answered.",
    result: .object([], open: .any), isShort: true, role: .admin)

  /// The row of `rpc.discover`.
  public static let discover = MethodDescriptor(
    "rpc.discover", "Describes every method as an OpenRPC document.",
    result: .object(
      [.required("openrpc", .string()), .required("methods", .array(.any))], open: .any),
    isShort: true)
}
