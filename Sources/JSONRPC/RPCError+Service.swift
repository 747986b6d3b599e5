public import JSON

/// The errors of the daemon's own methods, one maker per row of the protocol's table.
extension RPCError {
  /// 1001: no model of that name.
  public static func modelNotFound(_ model: String, available: [String]) -> RPCError {
    RPCError(
      code: 1001, kind: "model_not_found",
      message: "there is no model \"\(shortened(model))\"; \(known("model", available))",
      data: [("model", .string(shortened(model))), ("available", texts(available))])
  }

  /// 1003: columns that the model needs did not come.
  public static func missingFeature(
    _ message: String, missing: [String], got: [String]
  ) -> RPCError {
    RPCError(
      code: 1003, kind: "missing_feature", message: message,
      data: [("missing", texts(missing)), ("got", texts(got))])
  }

  /// 1004: cells or rows that cannot be used.
  ///
  /// - Parameter row: From 0, where it is one row.
  public static func badData(
    _ message: String, row: Int? = nil, column: String? = nil, value: JSONValue? = nil,
    reason: String
  ) -> RPCError {
    var data: [(key: String, value: JSONValue)] = []
    if let row { data.append(("row", JSONValue(row))) }
    if let column { data.append(("column", .string(column))) }
    if let value { data.append(("value", value)) }
    data.append(("reason", .string(reason)))
    return RPCError(code: 1004, kind: "bad_data", message: message, data: data)
  }

  /// 1005: fewer rows than segments.
  public static func tooFewRows(_ message: String, rowCount: Int, clusterCount: Int?) -> RPCError {
    RPCError(
      code: 1005, kind: "too_few_rows", message: message,
      data: [
        ("n", JSONValue(rowCount)),
        ("k", clusterCount.map { JSONValue($0) } ?? .null),
      ])
  }

  /// 1006: rows that cannot be told apart.
  public static func degenerate(_ message: String, reason: String) -> RPCError {
    RPCError(
      code: 1006, kind: "degenerate", message: message, data: [("reason", .string(reason))])
  }

  /// 1007: no table of that name.
  public static func tableNotFound(_ table: String, available: [String]) -> RPCError {
    RPCError(
      code: 1007, kind: "table_not_found",
      message: "there is no table \"\(shortened(table))\"; \(known("table", available))",
      data: [("table", .string(shortened(table))), ("available", texts(available))])
  }

  /// 1008: a path outside the data roots.
  public static func pathNotAllowed(_ message: String, path: String, roots: [String]) -> RPCError {
    RPCError(
      code: 1008, kind: "path_not_allowed", message: message,
      data: [("path", .string(path)), ("roots", texts(roots))])
  }

  /// 1009: a file that cannot be read.
  public static func fileUnreadable(_ message: String, path: String, reason: String) -> RPCError {
    RPCError(
      code: 1009, kind: "file_unreadable", message: message,
      data: [("path", .string(path)), ("reason", .string(reason))])
  }

  /// 1014: the model does not keep what the method needs.
  public static func dataNeeded(_ message: String, model: String, needs: String) -> RPCError {
    RPCError(
      code: 1014, kind: "data_needed", message: message,
      data: [("model", .string(model)), ("needs", .string(needs))])
  }

  /// 1015: it would take more memory than is allowed.
  public static func memoryLimit(_ message: String, limit: Int, needed: Int) -> RPCError {
    RPCError(
      code: 1015, kind: "memory_limit", message: message,
      data: [("limit", JSONValue(limit)), ("needed", JSONValue(needed))])
  }

  private static func known(_ noun: String, _ names: [String]) -> String {
    guard !names.isEmpty else { return "there is no \(noun) yet" }
    // Ten names read as a sentence; `data.available` has them all.
    let shown = names.prefix(10).map { "\"\($0)\"" }.joined(separator: ", ")
    return "known are \(shown)" + (names.count > 10 ? " and \(names.count - 10) more" : "")
  }

  private static func texts(_ names: [String]) -> JSONValue {
    .array(names.map { .string($0) })
  }
}
