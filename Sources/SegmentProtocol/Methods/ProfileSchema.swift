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
    .optional(
      "spread",
      .object(
        [],
        open: .object(
          [
            .required(
              "share", share, "Share of the group's money that is spent on it."),
            .required(
              "of_value_money", share, "Share of all that is spent on it that the group spends."),
            .required("of_value", share, "Share of its buyers that are in the group."),
          ], open: .any)),
      "What is spent on each value of the recipe's spread."),
  ]

  private static let share = Schema.oneOf([.number(), .null])

  /// Where orders and money go.
  private static let directions: [Schema.Property] = [
    .required(
      "slope", figure, "Least-squares slope of the orders per period, as a share of their mean."),
    .required("last6", figure, "The same per month over the last six full months."),
    .required(
      "verdict", .oneOf([.choice(["rising", "falling", "steady"]), .null]),
      "Kendall's test over the last six full months, p below 0.1; null where there are fewer."),
    .optional("monetary_slope", figure, "The same three of the money."),
    .optional("monetary_last6", figure),
    .optional(
      "monetary_verdict", .oneOf([.choice(["rising", "falling", "steady"]), .null])),
  ]

  static let trend = Schema.object(
    [
      .required("period", .array(.string()), "The periods without a gap: 2011-03 or 2011-Q1."),
      .required(
        "segments",
        .array(
          .object(
            [
              .required("id", .integer(min: 1)),
              .required(
                "customers", .array(.integer(min: 0)), "Customers with an order in the period."),
              .required("orders", .array(.integer(min: 0))),
              .optional("monetary", .array(.number())),
            ] + directions, open: .any))),
    ], open: .any)

  static let valueBreakdown = Schema.object(
    [
      .required(
        "value", .oneOf([.string(), .number(), .null]), "The value; null for those without one."),
      .required("customers", .integer(min: 0), "Customers that have it."),
      .optional("monetary", .number(), "What they spent together."),
      .required(
        "segments",
        .array(
          .object(
            [
              .required("id", .integer(min: 1)), .required("customers", .integer(min: 0)),
              .required(
                "share", .number(min: 0, max: 1), "Share of the value's customers in the segment."),
              .optional("monetary", .number()),
            ], open: .any))),
    ], open: .any)

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
            .optional("trend", .object(directions, open: .any), "Where the segment goes by month."),
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
