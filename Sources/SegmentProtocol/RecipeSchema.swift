public import JSON

/// What a recipe may say: from raw rows to features.
///
/// The words of each choice stand in the order of the protocol, the default first.
public enum RecipeSchema {
  /// The `recipe` parameter.
  public static let recipe = Schema.named(
    "Recipe",
    .object([
      .optional("id", columnOrColumns("The column, or columns, that name a customer.")),
      .optional("where", .array(condition)),
      .optional("transactions", transactions),
      .optional("features", .array(feature, minCount: 1)),
      .optional("defaults", .object(steps)),
      .optional("exclude", .array(column)),
    ]))

  private static let column = Schema.string(minLength: 1)

  private static func columnOrColumns(_ sentence: String) -> Schema {
    .described(sentence, .oneOf([column, .array(column, minCount: 1, maxCount: 8)]))
  }

  private static let cell = Schema.oneOf([.number(), .string(), .boolean])

  private static let condition = Schema.described(
    "Keeps the rows whose cell passes every test.",
    .object([
      .required("column", column), .optional("is", cell), .optional("in", .array(cell)),
      .optional("not_in", .array(cell)), .optional("min", cell), .optional("max", cell),
    ]))

  private static let transactions = Schema.described(
    "How rows of transactions become one row per customer; absent: each row is a customer.",
    .object([
      .required("customer", columnOrColumns("The column, or columns, that name a customer.")),
      .required("date", column), .optional("invoice", column), .optional("quantity", column),
      .optional("price", column), .optional("amount", column),
      .optional("as_of", asOf), .optional("day_count", .choice(["elapsed", "calendar"])),
      .optional("window_days", .integer(min: 1, max: 36_500)),
      .optional("returns", .choice(["drop", "net", "ignore"])),
      .optional("drop", .array(.choice(dropRules))),
      .optional("measures", .array(.choice(measures), minCount: 1)),
      .optional("frequency_counts", .choice(["invoices", "rows", "days"])),
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
      "impute", .oneOf([.choice(["median", "mode", "mean", "drop"]), .number()])),
    .optional("transform", .choice(["none", "log1p", "sqrt"])),
    .optional("scale", .choice(["standard", "minmax", "robust", "none"])),
    .optional("encode", .choice(["onehot"])),
    .optional("levels", .integer(min: 1, max: 1_000)),
    .optional("unseen", .choice(["zero", "other", "error"])),
    .optional("weight", .number(min: 0, max: 1e6)),
  ]

  private static let feature = Schema.object([.required("column", column)] + steps)
}

extension RecipeSchema {
  /// The parameter, as a checked object; `nil` where none was sent.
  public static let field = Field<JSONObject?>(
    "recipe", "From raw rows to features.", recipe, default: nil
  ) { value, _ in
    if case .object(let object) = value { object } else { nil }
  }
}
