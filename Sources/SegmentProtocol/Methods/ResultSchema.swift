/// The parts of results that several methods share.
enum ResultSchema {
  static let segment = Schema.named(
    "Segment",
    .described(
      "A group of customers, as a fit found it.",
      .object(
        [
          .required(
            "id", .integer(min: 1),
            "From 1, the largest segment of a first fit first; never used again for another."),
          .required("name", .string(), "Made of what tells the segment apart."),
          .required("size", .integer(min: 0), "Number of customers."),
          .required("share", .number(min: 0, max: 1), "Share of the customers."),
          .required(
            "center", .object([], open: .oneOf([.number(), .null])),
            "Mean of each feature over the segment's customers, in the feature's own unit."),
          .required(
            "center_scaled", .array(.number()),
            "The point that distances are measured to, in the order of features."),
          .required("inertia", .number(min: 0), "The segment's part of the inertia."),
          .optional("monetary", .number(), "What its customers spent together."),
          .optional("monetary_share", .number(), "Its share of what all customers spent."),
          .required(
            "flags", .array(.string()),
            "singleton: one customer alone; empty: none; small: under min_size or min_share; fixed: its "
              + "centre was given."),
          .required("reasons", .array(.string()), "What tells it apart, in words."),
          .required("advice", .array(.string()), "What to do for its customers."),
        ], open: .any)))

  static let refined = Schema.described(
    "What the refinement did beyond plain k-means.",
    .object(
      [
        .required("transfers", .integer(min: 0), "Single rows moved to another segment."),
        .required("swaps", .integer(min: 0), "Centres moved elsewhere."),
      ], open: .any))

  static let withoutPurchase = Schema.described(
    "Customers of the master table who never bought: in no segment, size or share.",
    .object([.required("customers", .integer(min: 0))], open: .any))

  static let components = Schema.named(
    "Components",
    .described(
      "What the principal components are made of, where the recipe asks for them.",
      .object(
        [
          .required("components", .integer(min: 1), "How many there are."),
          .required(
            "explained", .array(.number(min: 0, max: 1)),
            "Share of the variance of all features, by component."),
          .optional(
            "loadings", .object([], open: .object([], open: .number(min: -1, max: 1))),
            "By component, what each prepared feature adds to it; absent where more than 10,000."),
        ], open: .any)))

  private static let ids = Schema.array(.integer(min: 1))

  static let alignment = Schema.named(
    "Alignment",
    .described(
      "What became of the segments of the version before.",
      .object(
        [
          .required("parent", .integer(min: 1), "The version before."),
          .required(
            "by", .choice(["customers", "centers", "nothing"]),
            "What segments were compared by; nothing: the versions have nothing in common."),
          .optional("customers", .integer(min: 0), "How many customers are in both."),
          .required("kept", ids, "Ids that went on."),
          .required("new", ids, "Ids that were never there before."),
          .required("retired", ids, "Ids that are no longer there."),
          .required(
            "split", .object([], open: ids),
            "Per old id the segments that a quarter or more of its customers went to, where they "
              + "are several."),
          .required(
            "merged", .object([], open: ids),
            "Per id the old segments that a quarter or more of its customers came from, where they "
              + "are several."),
        ], open: .any)))

  private static let counts = Schema.object([], open: .integer(min: 0))

  static let ledger = Schema.named(
    "Ledger",
    .described(
      "What was done to which rows: rows_in is rows_kept and all of dropped.",
      .object(
        [
          .required("rows_in", .integer(min: 0), "Rows read."),
          .required("rows_kept", .integer(min: 0), "Rows that no rule dropped."),
          .required(
            "dropped", counts,
            "Rows that each rule dropped, in order; a row counts for the first that drops it."),
          .required("customers", .integer(min: 0)),
          .optional("invoices", .integer(min: 0), "Where the recipe names their column."),
          .optional("monetary", .number(), "What the customers spent together."),
          .required("imputed", counts, "Cells that were filled in, by column."),
          .required(
            "outliers", counts,
            "Rows with an outlier by the recipe's rule, clipped, left out or flagged, by column."),
          .required(
            "unseen", .object([], open: .array(.string())),
            "Values that training never saw, by column."),
          .required("unreadable", counts, "Cells that did not fit their column's kind, by column."),
          .required(
            "examples", .object([], open: .array(.object([], open: .string()))),
            "The first three rows that each rule dropped, each cell as text."),
          .required(
            "read", .object([], open: .any),
            "What the source was recognised as, and which column was taken for which role."),
          .required("notes", .array(.string()), "What a reader should know, a sentence each."),
        ], open: .any)))

  static let tableFacts = Schema.named(
    "Table",
    .described(
      "An uploaded table.",
      .object(
        [
          .required("table", .string(), "The table's name."),
          .required("rows", .integer(min: 0), "Number of rows."),
          .required(
            "columns",
            .array(
              .object(
                [
                  .required("name", .string()),
                  .required("kind", .choice(["number", "text", "date"])),
                ], open: .any))),
          .required("bytes", .integer(min: 0), "About how much memory it takes."),
        ], open: .any)))
}

extension ErrorKind {
  /// What any method that uses a model may answer.
  static let ofModels: [ErrorKind] = [.modelNotFound, .corruptModel, .storage]

  /// What any method that reads rows may answer.
  static let reading: [ErrorKind] = [
    .missingFeature, .badData, .tableNotFound, .pathNotAllowed, .fileUnreadable, .memoryLimit,
  ]
}
