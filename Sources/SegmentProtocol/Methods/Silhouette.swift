public import JSON

/// `silhouette`: how well rows sit in their segments.
public enum Silhouette {
  /// The model to use.
  public static let model = ModelName.toUse
  /// Other rows than the training customers.
  public static let data = DataSource.optionalField("Other rows than those of the fit.")
  /// Labels instead of the model's.
  public static let labels = Field<JSONSlice?>(
    "labels", "A label per row of data, instead of the model's segments.",
    .deferred(shown: .array(.oneOf([.integer(), .string()])), words: labelWords), default: nil
  ) { (value, path) throws(Mismatch) in
    guard case .slice(let slice) = value, JSONReader(slice).kind == .array else {
      throw Mismatch(path: path, expected: labelWords, got: value.shown)
    }
    return slice
  }
  private static let labelWords = "a list with a label per row of data"
  /// Which definition.
  public static let method = Field<SilhouetteMethod>.choice(
    "method",
    "exact over all pairs, sampled, squared (Euclidean, all rows), simplified (to centres); auto: "
      + "exact up to 20,000 rows, else sampled.", default: .auto)
  /// Rows of the sampled method.
  public static let sample = Field<Int>.integer(
    "sample", "Rows that the sampled method draws, stratified by segment.", min: 2,
    max: 10_000_000, default: 10_000)
  /// Seed of the sample.
  public static let seed = Fit.seed
  /// Whether each row's value is told.
  public static let values = Field<Bool>.flag(
    "values", "Add the value of each row.", default: false)

  /// The tables that the model joins and does not keep.
  public static let joins = Assign.joins

  /// The row of the method table.
  public static let descriptor = MethodDescriptor(
    "silhouette", "Tells how well rows sit in their segments, from -1 to 1.",
    fields: [
      model.description, data.description, labels.description, method.description,
      sample.description, seed.description, values.description, joins.description,
    ],
    result: .object(
      [
        .required("mean", .number(min: -1, max: 1), "1: far apart and tight; 0: on the border."),
        .required("method", .choice(["exact", "sampled", "squared", "simplified"])),
        .required(
          "n", .integer(min: 1),
          "Number of rows with a segment; without data, those that were fitted."),
        .required("used", .integer(min: 1), "Number of rows whose value was computed."),
        .optional("standard_error", .number(min: 0), "Of the mean, where rows were sampled."),
        .required(
          "segments",
          .array(
            .object(
              [
                .required("id", .oneOf([.number(), .string()]), "The segment, or the label sent."),
                .optional("name", .string()),
                .required("mean", .oneOf([.number(min: -1, max: 1), .null])),
                .required("size", .integer(min: 0)),
                .required(
                  "negative_share", .oneOf([.number(min: 0, max: 1), .null]),
                  "Share of its rows that sit nearer to another segment."),
              ], open: .any))),
        .optional(
          "values", .array(.oneOf([.number(min: -1, max: 1), .null])),
          "The value of each row, null where it was not sampled."),
      ], open: .any),
    errors: ErrorKind.reading + ErrorKind.ofModels + [.dataNeeded, .degenerate])
}

/// The definitions of the silhouette.
public enum SilhouetteMethod: String, CaseIterable, Sendable {
  /// Exact up to 20,000 rows, else sampled.
  case auto
  /// Mean Euclidean distances over all pairs.
  case exact
  /// The same for a stratified sample of rows.
  case sampled
  /// Squared Euclidean distances, in closed form.
  case squared
  /// Distances to centres.
  case simplified
}
