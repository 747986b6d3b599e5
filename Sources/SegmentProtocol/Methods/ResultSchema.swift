/// The parts of results that several methods share.
enum ResultSchema {
  static let segment = Schema.named(
    "Segment",
    .object(
      [
        .required("id", .integer(min: 1)), .required("name", .string()),
        .required("size", .integer(min: 0)), .required("share", .number(min: 0, max: 1)),
        .required("center", .object([], open: .any)),
        .required("center_scaled", .array(.number())), .required("inertia", .number(min: 0)),
        .optional("monetary", .number()), .optional("monetary_share", .number()),
        .required("flags", .array(.string())),
      ], open: .any))

  static let refined = Schema.object(
    [.required("transfers", .integer(min: 0)), .required("swaps", .integer(min: 0))], open: .any)

  static let choice = Schema.named(
    "Choice",
    .object(
      [
        .required(
          "rows",
          .array(
            .object(
              [
                .required("k", .integer(min: 1)), .required("inertia", .number(min: 0)),
                .required("silhouette", .number(min: -1, max: 1)),
              ], open: .any))),
        .required("suggested", .object([], open: .any)),
      ], open: .any))

  static let ledger = Schema.named(
    "Ledger",
    .object(
      [
        .required("rows_in", .integer(min: 0)), .required("rows_kept", .integer(min: 0)),
        .required("dropped", .object([], open: .integer(min: 0))),
        .required("customers", .integer(min: 0)), .optional("invoices", .integer(min: 0)),
        .optional("monetary", .number()),
        .required("imputed", .object([], open: .integer(min: 0))),
        .required("unseen", .object([], open: .any)),
        .required("unreadable", .object([], open: .integer(min: 0))),
        .required("examples", .object([], open: .array(.any))),
        .required("read", .object([], open: .any)), .required("notes", .array(.string())),
      ], open: .any))

  static let modelFacts = Schema.named(
    "Model",
    .object(
      [
        .required("model", .string()), .required("version", .integer(min: 1)),
        .required("versions", .array(.integer(min: 1))), .required("k", .integer(min: 1)),
        .required("n", .integer(min: 1)), .required("features", .array(.string())),
        .required("created", .string()), .required("bytes", .integer(min: 0)),
        .required("fingerprint", .string()), .required("keeps", .string()),
      ], open: .any))

  static let tableFacts = Schema.named(
    "Table",
    .object(
      [
        .required("table", .string()), .required("rows", .integer(min: 0)),
        .required(
          "columns",
          .array(
            .object([.required("name", .string()), .required("kind", .string())], open: .any))),
        .required("bytes", .integer(min: 0)),
      ], open: .any))
}

extension ErrorKind {
  /// What any method that reads rows may answer.
  static let reading: [ErrorKind] = [
    .missingFeature, .badData, .tableNotFound, .pathNotAllowed, .fileUnreadable,
  ]
}
