/// What `models.list` and `models.get` tell of a model.
extension ResultSchema {
  private static let facts: [Schema.Property] = [
    .required("model", .string(), "The model's name."),
    .required("version", .integer(min: 1)),
    .required("versions", .array(.integer(min: 1)), "The versions that can be asked for."),
    .required("k", .integer(min: 1), "Number of segments."),
    .required("n", .integer(min: 1), "Number of customers that were fitted."),
    .required("features", .array(.string()), "What was compared, in the order of centres."),
    .required("created", .string(), "When it was fitted, in UTC."),
    .required("bytes", .integer(min: 0), "About how much memory it takes."),
    .required("fingerprint", .string(), "SHA-256 of the results and the recipe."),
    .required("keeps", .choice(["rows", "members", "document"]), "How much is kept of the fit."),
    .optional("as_of", .string(), "What recency is measured against, with transactions."),
  ]

  static let modelFacts = Schema.named(
    "Model", .described("A model in short.", .object(facts, open: .any)))

  static let wholeModel = Schema.object(
    facts + [
      .required("recipe", RecipeSchema.recipe),
      .required("segments", .array(segment), "In the order of their ids."),
      .optional("choice", Sweep.choice),
      .required("ledger", ledger), .required("warnings", .array(.string())),
    ], open: .any)
}
