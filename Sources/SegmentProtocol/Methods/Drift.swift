/// `drift`: whether later customers are still like those of the fit.
public enum Drift {
  /// The model to use.
  public static let model = ModelName.toUse
  /// The later customers.
  public static let data = DataSource.field()
  /// Another date to measure against.
  public static let asOf = Assign.asOf
  /// The tables that the model joins and does not keep.
  public static let joins = Assign.joins

  /// The row of the method table.
  public static let method = MethodDescriptor(
    "drift", "Tells whether customers are still like those of the fit, and what to do about it.",
    fields: [model.description, data.description, asOf.description, joins.description],
    result: .object(
      [
        .required("model", .string()), .required("version", .integer(min: 1)),
        .optional("as_of", .string(), "What recency was measured against, with transactions."),
        .required("n", .integer(min: 0), "Number of customers."),
        .required(
          "verdict", .choice(["ok", "reassign", "refit"]),
          "refit: an index of 0.25 or more, or over 5 % beyond p99; reassign: one of 0.1 or more, or "
            + "unseen values."),
        .required(
          "features",
          .object(
            [],
            open: .object(
              [
                .required("psi", index),
                .required("verdict", .choice(["none", "moderate", "major"])),
                .required(
                  "expected", index, "What chance alone makes of so many customers, on average."),
              ], open: .any)),
          "Population stability index on the deciles of the fit, or on its values."),
        .required("segments_psi", index, "The same of the segments' shares."),
        .required(
          "beyond_p99_share", .oneOf([.number(min: 0, max: 1), .null]),
          "Share of customers farther from their segment than 99 % of those of the fit."),
        .required(
          "unseen", .object([], open: .array(.string())),
          "Values that the model never saw, by column."),
        .required("reasons", .array(.string()), "Why, the weightiest first."),
        .required("warnings", .array(.string())),
      ], open: .any),
    errors: ErrorKind.reading + ErrorKind.ofModels)

  private static let index = Schema.oneOf([.number(min: 0), .null])
}
