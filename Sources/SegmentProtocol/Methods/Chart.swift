import JSON

/// `chart`: a picture as a Vega-Lite specification.
public enum Chart {
  /// What to show.
  public static let kind = Field<ChartKind>(
    "kind", "What to show.", .choice(ChartKind.allCases.map(\.rawValue))
  ) { (value, path) throws(Mismatch) in
    guard let kind = value.string.flatMap(ChartKind.init(rawValue:)) else {
      throw Mismatch(path: path, expected: "a kind of chart", got: value.shown)
    }
    return kind
  }
  /// The model it is of.
  public static let model = Field<String?>(
    "model", "The model: name, or name@version; every kind but migration and elbow needs one.",
    .name(versioned: true), default: nil
  ) { value, _ in value.string }
  /// Other rows than the training customers.
  public static let data = DataSource.optionalField(
    "Other customers than those of the fit; for elbow without a model, the rows to try.")
  /// What was before, for a migration.
  public static let before = side("a", "For migration, what was before: name, or name@version.")
  /// What is now.
  public static let after = side("b", "For migration, what is now: name, or name@version.")
  /// The column to tell segments apart by.
  public static let column = Field<String?>(
    "by", "For by: the column, such as a country.", .string(minLength: 1), default: nil
  ) { value, _ in value.string }
  /// The features to show.
  public static let features = Field<[String]>(
    "features",
    "The features to show, in this order; absent: those that set the segments apart most.",
    .array(.string(minLength: 1), minCount: 1, maxCount: 50), default: []
  ) { value, _ in
    (value.array ?? []).compactMap(\.string)
  }
  /// How long a period of a trend is.
  public static let trend = Field<ProfileTrend>.choice(
    "trend", "For trend: how long a period is.", default: .month)
  /// Customers that are drawn at most.
  public static let pointLimit = Field<Int>.integer(
    "max_points",
    "Customers that pairs and scatter draw at most; of more, some are drawn at random.",
    min: 10, max: 100_000, default: 5_000)
  /// The tables that the model joins and does not keep.
  public static let joins = Assign.joins

  /// The row of the method table.
  public static let method = MethodDescriptor(
    "chart", "Draws a model, or the choice of k, as a Vega-Lite v5 specification with its data.",
    fields: [
      kind.description, model.description, data.description, before.description,
      after.description, column.description, features.description, trend.description,
      pointLimit.description, joins.description,
    ],
    result: .object(
      [
        .required(
          "spec", .object([.required("$schema", .string())], open: .any),
          "A Vega-Lite v5 specification; its data stands inside, under the name dataset."),
        .required("warnings", .array(.string())),
      ], open: .any),
    errors: ErrorKind.reading + ErrorKind.ofModels + [.dataNeeded, .degenerate, .tooFewRows])

  private static func side(_ name: String, _ meaning: String) -> Field<String?> {
    Field(name, meaning, .name(versioned: true), default: nil) { value, _ in value.string }
  }
}

/// The kinds of chart.
public enum ChartKind: String, CaseIterable, Sendable {
  /// How well each number of segments fits.
  case elbow
  /// How well customers sit in their segments.
  case silhouette
  /// Shares of customers and of money.
  case sizes
  /// Means of features as lines, in standard deviations: the snake plot.
  case centers
  /// The same as a table of colours.
  case profile
  /// Quantiles of features.
  case boxes
  /// Every feature against every other.
  case pairs
  /// The customers on their first two principal components.
  case scatter
  /// Orders and money by period.
  case trend
  /// Segments by the values of a column.
  case by
  /// Scores of recency against frequency.
  case rfmGrid = "rfm_grid"
  /// Who moved from which segment to which.
  case migration
}
