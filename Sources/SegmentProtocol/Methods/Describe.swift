/// `describe`: a first look at rows, before any model.
public enum Describe {
  /// Where the rows come from.
  public static let data = DataSource.field()
  /// What would be done to them.
  public static let recipe = RecipeSchema.field

  /// The row of the method table.
  public static let method = MethodDescriptor(
    "describe", "Tells what is in the rows, and what a recipe would do to them; fits nothing.",
    fields: [data.description, recipe.description],
    result: .object(
      [
        .required("rows", .integer(min: 0), "Number of rows."),
        .required("columns", .array(column), "In the order of the data."),
        .optional(
          "duplicate_rows", .integer(min: 0), "Rows that equal an earlier one in every column."),
        .required("correlations", .array(correlation), "Pairs of numbers, the strongest first."),
        .optional(
          "customers",
          .object(
            [
              .required("rows", .integer(min: 0), "Number of customers."),
              .required("columns", .array(column)),
              .required("correlations", .array(correlation)),
            ], open: .any), "With a recipe: the same of the customers that it makes."),
        .optional(
          "features", .array(.string()), "With a recipe: what a fit would compare."),
        // With a recipe: what it does to the rows; without: what was read.
        .required("ledger", ResultSchema.ledger),
        // The recipe sent, with every default; without one, the recipe that the columns suggest.
        .optional("recipe", RecipeSchema.recipe),
        .required("suggestions", .array(.string()), "What to look at or decide, in sentences."),
        .required("warnings", .array(.string())),
      ], open: .any),
    errors: ErrorKind.reading)

  private static let column = Schema.named(
    "ColumnSummary",
    .described(
      "One column at a first look.",
      .object(
        [
          .required("name", .string()),
          .required("kind", .choice(["number", "date", "text"])),
          .required("count", .integer(min: 0), "Cells with a value."),
          .required("missing", .integer(min: 0), "Cells without one."),
          .required("missing_share", .number(min: 0, max: 1)),
          .required("distinct", .integer(min: 0), "Different values."),
          .optional("min", bound), .optional("p25", bound), .optional("p50", bound),
          .optional("p75", bound), .optional("p95", bound), .optional("max", bound),
          .optional("mean", number), .optional("sd", number, "Of the population, divided by n."),
          .optional("skewness", number, "0 for what is symmetric; null where all are equal."),
          .optional("kurtosis", number, "0 for a normal distribution."),
          .optional("zeros", .integer(min: 0)), .optional("negatives", .integer(min: 0)),
          .optional(
            "outliers",
            .object([
              .required("count", .integer(min: 0)), .required("share", .number(min: 0, max: 1)),
              .required("lower", number), .required("upper", number),
            ]), "Values below p25 - 1.5 (p75 - p25), or above p75 + 1.5 (p75 - p25)."),
          .required(
            "top",
            .array(
              .object([
                .required("value", .string()), .required("count", .integer(min: 1)),
                .required("share", .number(min: 0, max: 1), "Of the cells with a value."),
              ])), "The most frequent values."),
        ], open: .any)))

  private static let number = Schema.oneOf([.number(), .null])

  private static let bound = Schema.oneOf([.number(), .string(), .null])

  private static let correlation = Schema.object(
    [
      .required("a", .string()), .required("b", .string()),
      .required("r", .number(min: -1, max: 1), "Pearson's coefficient."),
      .required("n", .integer(min: 2), "Rows that have both."),
    ], open: .any)
}
