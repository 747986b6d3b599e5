public import JSON

/// `rfm`: customers scored by recency, frequency and monetary value, without a model.
public enum RFM {
  /// Where the transactions come from.
  public static let data = DataSource.field("Where the transactions come from.")
  /// How they become customers: as a recipe's `transactions`.
  public static let transactions = Field<JSONObject>(
    "transactions", "How transactions are cleaned and measured; as in a recipe.",
    RecipeSchema.transactions
  ) { value, _ in
    if case .object(let object) = value { object } else { JSONObject() }
  }
  /// How many scores a measure has.
  public static let scoreCount = Field<Int>.integer(
    "scores", "Scores go from 1, the worst, to this.", min: 2, max: 10, default: 5)
  /// How values become scores.
  public static let rule = Field<String>(
    "rule",
    "cascade: 1 + the quantile edges below the value, ties alike (Power BI's SWITCH); qcut: the "
      + "same, refused where edges are equal; rank_first and ntile: groups of equal size, ties "
      + "parted; r_rfm: edges are the quantiles + 1, as R's rfm has them.",
    .choice(ruleNames), default: "cascade", shown: "cascade"
  ) { value, _ in value.string ?? "cascade" }
  /// Cut points of an earlier call.
  public static let cuts = Field<JSONObject?>(
    "cuts",
    "Cut points as an earlier call returned them; other customers then never change a score.",
    .object(
      scoredMeasures.map {
        .optional(
          $0, .array(.number(), minCount: 1, maxCount: 9), "Ascending, one fewer than scores.")
      }), default: nil
  ) { value, _ in
    if case .object(let object) = value { object } else { nil }
  }
  /// Which names the scores get.
  public static let names = Field<RFMNaming>.choice(
    "names",
    "grid: 25 cells of recency and frequency; codes: 125 codes of all three. With five scores.",
    default: .grid)

  /// The rules, the default first.
  public static let ruleNames = ["cascade", "qcut", "rank_first", "ntile", "r_rfm"]

  /// The measures that may be scored.
  public static let scoredMeasures = ["recency", "frequency", "monetary", "average_order"]

  /// The row of the method table.
  public static let method = MethodDescriptor(
    "rfm", "Scores customers by recency, frequency and monetary value.",
    fields: [
      data.description, transactions.description, scoreCount.description, rule.description,
      cuts.description, names.description,
    ],
    result: .object(
      [
        .required("ids", .array(.any), "The customers, as they came."),
        .required(
          "columns", .object([], open: .array(.oneOf([.number(), .null]))),
          "A list per measure, in the order of ids, then the scores r, f and m of those that are "
            + "there."),
        .optional(
          "scores", .array(.oneOf([.string(), .null])),
          "The three scores of each customer in one text: 545, or 10-4-5 with more than nine scores."
        ),
        .optional(
          "names", .array(.oneOf([.string(), .null])), "The name of each customer's scores."),
        .optional(
          "segments",
          .array(
            .object(
              [
                .required("name", .string()), .required("customers", .integer(min: 1)),
                .required("share", .number(min: 0, max: 1)), .optional("monetary", .number()),
                .optional("monetary_share", .oneOf([.number(), .null])),
              ], open: .any)), "The customers of each name, the best names first."),
        .required(
          "cuts", .object([], open: .array(.number())),
          "The cut points of each measure, for later calls. A value on a cut belongs below it; with "
            + "r_rfm, above."),
        .required("rule", .choice(ruleNames)),
        .optional("as_of", .string(), "What recency was measured against."),
        .required("ledger", ResultSchema.ledger), .required("warnings", .array(.string())),
      ], open: .any),
    errors: ErrorKind.reading + [.tooFewRows, .degenerate])
}

/// The names that scores may get.
public enum RFMNaming: String, CaseIterable, Sendable {
  /// 25 cells of recency and frequency.
  case grid
  /// 125 codes of recency, frequency and monetary value.
  case codes
}
