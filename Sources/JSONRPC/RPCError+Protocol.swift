public import JSON

/// The errors of JSON-RPC itself and of the wire.
extension RPCError {
  /// -32700: a message is no JSON.
  ///
  /// - Parameters:
  ///   - offset: The byte at fault, from 0; nil where no single byte is.
  ///   - hint: What to do about it.
  public static func parseError(offset: Int?, hint: String?, message: String) -> RPCError {
    RPCError(
      code: -32700, kind: "parse_error", message: message,
      data: [
        ("offset", offset.map { JSONValue($0) } ?? .null),
        ("hint", hint.map { .string($0) } ?? .null),
      ])
  }

  /// -32700 as the parser reports it, with the offset in the message.
  public static func parseError(_ error: JSONError) -> RPCError {
    parseError(
      offset: error.offset, hint: error.hint, message: "the message is not JSON: \(error)")
  }

  /// -32600: JSON, but no request.
  public static func invalidRequest(_ reason: String) -> RPCError {
    RPCError(
      code: -32600, kind: "invalid_request", message: reason, data: [("reason", .string(reason))])
  }

  /// -32601: there is no such method.
  public static func methodNotFound(_ method: String, didYouMean: String? = nil) -> RPCError {
    let advice = didYouMean.map { "did you mean \"\($0)\"?" } ?? "rpc.discover lists all methods"
    return RPCError(
      code: -32601, kind: "method_not_found",
      message: "there is no method \"\(shortened(method))\"; \(advice)",
      data: [
        ("method", .string(shortened(method))),
        ("did_you_mean", didYouMean.map { .string($0) } ?? .null),
      ])
  }

  /// -32602: parameters that the method does not take.
  ///
  /// - Parameters:
  ///   - param: The parameter at fault, where it is one.
  ///   - expected: What it may be.
  ///   - got: What came, in words.
  ///   - didYouMean: The nearest name, where one is unknown.
  public static func invalidParams(
    _ message: String, param: String? = nil, expected: String? = nil, got: String? = nil,
    unknown: [String] = [], missing: [String] = [], didYouMean: String? = nil
  ) -> RPCError {
    var data: [(key: String, value: JSONValue)] = []
    if let param { data.append(("param", .string(param))) }
    if let expected { data.append(("expected", .string(expected))) }
    if let got { data.append(("got", .string(got))) }
    if !unknown.isEmpty { data.append(("unknown", .array(unknown.map { .string($0) }))) }
    if !missing.isEmpty { data.append(("missing", .array(missing.map { .string($0) }))) }
    if let didYouMean { data.append(("did_you_mean", .string(didYouMean))) }
    return RPCError(code: -32602, kind: "invalid_params", message: message, data: data)
  }

  /// -32603: our own fault; the log has more under the incident's name.
  public static func internalError(incident: String) -> RPCError {
    RPCError(
      code: -32603, kind: "internal",
      message: "the daemon failed to answer; report incident \(incident) with its log",
      data: [("incident", .string(incident))])
  }

  /// -32800: the caller took the request back.
  public static let cancelled = RPCError(
    code: -32800, kind: "cancelled", message: "the request was cancelled as asked")

  /// 1010: a message above the limit came in.
  public static func messageTooLarge(limit: Int) -> RPCError {
    RPCError(
      code: 1010, kind: "message_too_large",
      message: "the message is larger than \(limit) bytes; send its data in pieces with "
        + "tables.put and tables.append, or as a path",
      data: [("limit", JSONValue(limit))])
  }

  /// 1010: the reply would be above the limit.
  public static func replyTooLarge(size: Int, limit: Int) -> RPCError {
    RPCError(
      code: 1010, kind: "message_too_large",
      message: "the reply would take \(size) bytes but at most \(limit) are sent; "
        + "ask for it in pieces, with fewer rows or without detail",
      data: [("limit", JSONValue(limit))])
  }

  /// 1011: too much at once.
  public static func overloaded(retryAfterMilliseconds: Int) -> RPCError {
    RPCError(
      code: 1011, kind: "overloaded",
      message: "the daemon has too much to do; ask again in \(retryAfterMilliseconds) ms",
      data: [("retry_after_ms", JSONValue(retryAfterMilliseconds))], retryable: true)
  }

  /// 1011: one client too many.
  public static func tooManyConnections(limit: Int) -> RPCError {
    RPCError(
      code: 1011, kind: "overloaded",
      message: "\(limit) clients are connected and no more are allowed; try again later, or raise "
        + "max-connections",
      data: [("retry_after_ms", JSONValue(1000))], retryable: true)
  }

  /// 1012: the deadline came before an answer.
  public static func timeout(deadlineMilliseconds: Double) -> RPCError {
    RPCError(
      code: 1012, kind: "timeout",
      message: "there was no answer within \(JSONNumber(deadlineMilliseconds).text) ms; "
        + "ask again with a later deadline_ms",
      data: [("deadline_ms", JSONValue(deadlineMilliseconds))], retryable: true)
  }

  /// 1013: the daemon ends.
  public static let shuttingDown = RPCError(
    code: 1013, kind: "shutting_down",
    message: "the daemon is shutting down; ask again when it is back", retryable: true)

  /// The beginning of a text that came from outside: an error stays short whatever was sent.
  static func shortened(_ text: String) -> String {
    text.utf8.count <= 128 ? text : String(text.prefix(64)) + "…"
  }
}
