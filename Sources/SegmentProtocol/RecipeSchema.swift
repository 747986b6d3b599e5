public import JSON

/// What a recipe may say: from raw rows to features.
///
/// The words of each choice stand in the order of the protocol, the default first.
public enum RecipeSchema {
  /// The `recipe` parameter.
  public static let recipe = Schema.named(
    "Recipe",
    .described(
      "From raw rows to features; in every list of words the first is the default.",
      .object([
        .optional(
          "id", columnOrColumns("For tables of customers: the column, or columns, that name one.")),
        .optional("where", .array(condition), "Rows that pass every condition are read."),
        .optional("transactions", transactions),
        .optional(
          "join", .array(join),
          "Tables of customers' attributes, joined after measuring; assign gets them again."),
        .optional("derive", .array(derivation), "Columns made of dates, after joining."),
        .optional(
          "features", .array(feature, minCount: 1),
          "The columns to compare; absent: every measure, or every column but the id."),
        .optional(
          "defaults",
          .named(
            "FeatureDefaults",
            .described("What holds where a feature says nothing.", .object(steps)))),
        .optional("exclude", .array(column), "Columns that are no features."),
        .optional("pca", components),
      ])))

  private static let column = Schema.string(minLength: 1)

  private static func columnOrColumns(_ sentence: String) -> Schema {
    .described(sentence, .oneOf([column, .array(column, minCount: 1, maxCount: 8)]))
  }

  private static let cell = Schema.oneOf([.number(), .string(), .boolean])

  private static let condition = Schema.described(
    "Keeps the rows whose cell passes every test.",
    .object([
      .required("column", column), .optional("is", cell), .optional("in", .array(cell)),
      .optional("not_in", .array(cell)), .optional("min", cell, "At least; a number or a date."),
      .optional("max", cell, "At most; a number or a date."),
    ]))

  static let transactions = Schema.described(
    "How rows of transactions become one row per customer; absent: each row is a customer.",
    .object([
      .required("customer", columnOrColumns("The column, or columns, that name a customer.")),
      .required("date", column, "The column with the day, or moment, of the purchase."),
      .optional("invoice", column, "The column whose values name an invoice."),
      .optional("quantity", column, "With price: the column with the number of pieces."),
      .optional("price", column, "With quantity: the column with the price of a piece."),
      .optional("amount", column, "The column with a row's money, instead of quantity and price."),
      .optional("as_of", asOf),
      .optional(
        "day_count", .choice(["elapsed", "calendar"]),
        "Days as 24 hours that have passed, or as dates apart."),
      .optional(
        "window_days", .integer(min: 1, max: 36_500),
        "Only purchases of so many days before as_of count; absent: all."),
      .optional(
        "returns", .choice(["drop", "net", "ignore"]),
        "Rows with a negative quantity: left out; counted as money alone; counted as any row."),
      .optional(
        "drop", .array(.choice(dropRules)),
        "Cleaning rules in order; absent: missing_customer, non_positive_price."),
      .optional(
        "measures", .array(.choice(measures), minCount: 1),
        "What is measured of each customer; absent: recency, frequency, monetary."),
      .optional("frequency_counts", .choice(["invoices", "rows", "days"]), "What a purchase is."),
      .optional(
        "join", .array(join),
        "Lookup tables joined to the rows before measuring, in order; the model keeps them."),
      .optional(
        "carry", .array(column),
        "Columns of which a customer takes the most frequent value, ties to the smallest text."),
      .optional("spread", spread),
      .optional("customers", master),
    ]))

  private static let data = Schema.deferred(shown: DataSource.schema, words: DataSource.forms)

  private static let join = Schema.described(
    "Looks rows up by a key, which may be there once on the right; rows without a match stay.",
    .object([
      .required("data", data),
      .required("on", columnOrColumns("The key's column, or columns, on the left.")),
      .optional("right_on", columnOrColumns("The key's names on the right; absent: the same.")),
      .optional(
        "columns", .array(column),
        "The columns to bring; absent: all but the key and those that are there already."),
    ]))

  private static let spread = Schema.described(
    "A feature per value of a column, called column=value.",
    .object([
      .required("column", column),
      .optional(
        "as", .choice(["amount", "share", "count"]),
        "Money; its part of the customer's money, 0 to 1; purchases."),
      .optional(
        "values", .array(.string(), maxCount: 1_000),
        "The values that get a feature; absent: every value that was bought, at most 1000."),
    ]))

  private static let master = Schema.described(
    "The table of all customers: those who never bought get segment 0, No purchase.",
    .object([
      .required("data", data),
      .required("on", columnOrColumns("The column, or columns, that name a customer there.")),
    ]))

  private static let derivation = Schema.described(
    "A column of numbers made of a column of dates.",
    .object([
      .required("name", column), .required("from", column, "A column of dates."),
      .required(
        "as", .choice(["years_since", "year_difference", "days_since"]),
        "Completed years; the difference of the two years; days."),
      .optional("of", .string(minLength: 1), "The date that is counted to; absent: as_of."),
    ]))

  /// A date to measure against: `max+1d`, `max` or a date.
  public static let asOf = Schema.described(
    "max+1d (the last date and a day), max, or a date such as 2011-12-10.",
    .string(minLength: 3, maxLength: 40))

  /// The cleaning rules that may be listed under `drop`.
  public static let dropRules = [
    "missing_customer", "non_positive_price", "missing_any", "non_positive_quantity",
    "duplicate_rows",
  ]

  /// The measures of a customer's transactions.
  public static let measures = [
    "recency", "frequency", "monetary", "average_order", "average_line", "min_line", "max_line",
    "tenure", "first_purchase", "interval", "items", "one_time",
  ]

  private static let steps: [Schema.Property] = [
    .optional(
      "impute", .oneOf([.choice(["median", "mode", "mean", "drop"]), .number()]),
      "What stands in for a missing cell; text takes its most frequent value; drop leaves the row "
        + "out of the fit."),
    .optional("outliers", outliers),
    .optional(
      "transform", .choice(["none", "log1p", "sqrt", "yeo-johnson"]),
      "Before scaling; yeo-johnson fits the power that makes numbers look most normal."),
    .optional(
      "scale", .choice(["standard", "minmax", "robust", "none"]),
      "To mean 0 and deviation 1; to 0..1; to median 0 and quartile distance 1; not at all."),
    .optional(
      "encode", .choice(["onehot", "ordinal"]),
      "Text becomes one feature per value, or the place of its value in the order of text, from 0."),
    .optional(
      "levels", .integer(min: 1, max: 1_000),
      "The most values of a column of text that become features, the most frequent ones."),
    .optional(
      "unseen", .choice(["zero", "other", "error"]),
      "A value that training never saw: none of the values (0 in each feature, -1 as an ordinal), a "
        + "value of its own, no segment."),
    .optional("weight", .number(min: 0, max: 1e6), "What the scaled values are multiplied with."),
  ]

  private static let outliers = Schema.described(
    "Numbers outside the bounds of a rule, judged before the transform and frozen in the model: "
      + "moved to the bound; left out of the fit, not of assign; told. Rules run in the order of "
      + "features, each on the rows that the earlier ones left.",
    .oneOf([
      .choice(["none"]),
      .object([
        .required("rule", outlierTest), .optional("do", .choice(["clip", "drop", "flag"])),
      ]),
    ]))

  private static let outlierTest = Schema.oneOf([
    .object([
      .required(
        "iqr", .number(min: 0, max: 1e6), "So many quartile distances beyond the quartiles.")
    ]),
    .object([
      .required(
        "quantiles", .array(.number(min: 0, max: 1), minCount: 2, maxCount: 2),
        "A lower and an upper quantile."),
      .optional(
        "factor", .number(min: 0, max: 1e6),
        "So many times their distance beyond them; absent: 1.5."),
    ]),
    .object([
      .required(
        "mad", .number(min: 0, max: 1e6),
        "So many median absolute deviations, times 1.4826, off the median.")
    ]),
  ])

  private static let components = Schema.described(
    "Principal components instead of the features: the fewest with a larger share of the variance, "
      + "or so many.",
    .oneOf([
      .choice(["none"]),
      .object([.required("variance", .number(min: 0, max: 1))]),
      .object([.required("components", .integer(min: 1, max: 2_000))]),
    ]))

  // A table may have a column without a name, and the recipe that a fit returns is sent again.
  private static let feature = Schema.object([.required("column", .string())] + steps)
}

extension RecipeSchema {
  /// The parameter, as a checked object; `nil` where none was sent.
  public static let field = Field<JSONObject?>(
    "recipe", "From raw rows to features.", recipe, default: nil
  ) { value, _ in
    if case .object(let object) = value { object } else { nil }
  }
}
