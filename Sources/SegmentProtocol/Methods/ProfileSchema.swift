/// The parts of a `profile`.
extension ResultSchema {
  private static let figure = Schema.oneOf([.number(), .null])

  private static let numericFigures: [Schema.Property] = [
    .required("mean", figure), .required("sd", figure, "Standard deviation, over n."),
    .required("min", figure), .required("p25", figure), .required("p50", figure, "The median."),
    .required("p75", figure), .required("p95", figure), .required("max", figure),
    .required("z", figure, "How far the mean is from that of all, in their deviations."),
    .required("missing", .integer(min: 0), "Cells that were missing; left out of the figures."),
  ]

  private static let valueFigures: [Schema.Property] = [
    .required("value", .string()),
    .required("share", .number(min: 0, max: 1), "Share of the group that has the value."),
    .required("lift", .number(min: 0), "That share against the share in all customers."),
    .required(
      "of_value", .number(min: 0, max: 1), "Share of the value's customers that is in the group."),
    .optional("of_value_money", .number(), "The same of their money."),
  ]

  private static let groupFigures: [Schema.Property] = [
    .required("size", .integer(min: 0), "Number of customers."),
    .required("share", .number(min: 0, max: 1), "Share of the customers."),
    .optional("monetary", .number(), "What they spent together."),
    .optional("monetary_share", .number(), "Their share of what all customers spent."),
    .optional("one_time_share", .number(min: 0, max: 1), "Share that bought only once."),
    .required("features", .object([], open: .object(numericFigures, open: .any)), "By column."),
    .required(
      "categories", .object([], open: .array(.object(valueFigures, open: .any))),
      "The values of each column of text."),
  ]

  static let groupProfile = Schema.named(
    "GroupProfile",
    .described("What a group of customers is like.", .object(groupFigures, open: .any)))

  static let segmentProfile = Schema.named(
    "SegmentProfile",
    .described(
      "What a segment is like.",
      .object(
        [.required("id", .integer(min: 1)), .required("name", .string())] + groupFigures
          + [
            .required("reasons", .array(.string()), "What tells it apart, in words."),
            .required("advice", .array(.string()), "What to do for its customers."),
          ],
        open: .any)))

  static let profileRecord = Schema.named(
    "ProfileRecord",
    .described(
      "One flat record: a segment's figures in one column, or for one value of it.",
      .object(
        [
          .required("segment", .integer(min: 1)), .required("name", .string()),
          .required("size", .integer(min: 0)), .required("feature", .string(), "The column."),
          .required("value", .oneOf([.string(), .null]), "Null where the column holds numbers."),
        ], open: .any)))
}
