/// `stability`: whether segments come back when customers are drawn anew.
public enum Stability {
  /// The model to use.
  public static let model = ModelName.toUse
  /// Other rows than the training customers.
  public static let data = DataSource.optionalField("Other rows than those of the fit.")
  /// Number of samples.
  public static let repeats = Field<Int>.integer(
    "repeats", "How many samples of the customers are drawn and partitioned anew.", min: 1,
    max: 10_000, default: 100)
  /// Seed of the samples.
  public static let seed = Fit.seed
  /// The tables that the model joins and does not keep.
  public static let joins = Assign.joins

  /// The row of the method table.
  public static let method = MethodDescriptor(
    "stability", "Tells whether segments come back when customers are drawn anew.",
    fields: [
      model.description, data.description, repeats.description, seed.description,
      joins.description,
    ],
    result: .object(
      [
        .required("model", .string()), .required("version", .integer(min: 1)),
        .required("n", .integer(min: 1), "Number of customers."),
        .required("repeats", .integer(min: 1), "Number of samples."),
        .required(
          "segments",
          .array(
            .object(
              [
                .required("id", .integer(min: 1)), .required("name", .string()),
                .required(
                  "jaccard", .number(min: 0, max: 1),
                  "Mean over the samples of the best overlap with a new segment."),
                .required("dissolved", .integer(min: 0), "Samples in which that was at most 0.5."),
                .required("recovered", .integer(min: 0), "Samples in which it was above 0.75."),
                .required(
                  "verdict",
                  .choice([
                    "highly stable", "valid", "pattern but membership doubtful", "do not trust",
                  ]), "From 0.85, from 0.75, from 0.6, and below."),
              ], open: .any)), "In the order of ids."),
        .required(
          "ari_mean", .number(min: -1, max: 1),
          "Mean over the samples of the adjusted Rand index with the model."),
        .required("warnings", .array(.string())),
      ], open: .any),
    errors: ErrorKind.reading + ErrorKind.ofModels + [.dataNeeded, .tooFewRows])
}
