import JSON
import JSONRPC

/// `auth`, `server.info`, `server.ping`, `server.shutdown` and `rpc.discover`.
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
