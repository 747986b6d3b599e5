public import JSON

/// `sweep`: how well each number of segments fits, what each criterion says, and which to take.
public enum Sweep {
  /// Where the rows come from.
  public static let data = DataSource.field()
  /// From raw rows to features.
  public static let recipe = RecipeSchema.field
  /// The counts to try.
  public static let clusterRange = Fit.clusterRange
  /// The criteria to ask.
  public static let criteria = Field<[SweepCriterion]>(
    "criteria", "The criteria to ask; what none of them needs is not computed; absent: all.",
    .array(.choice(SweepCriterion.allCases.map(\.rawValue)), minCount: 1),
    default: SweepCriterion.allCases
  ) { value, _ in
    guard case .array(let names) = value else { return SweepCriterion.allCases }
    let asked = names.compactMap { name in
      if case .string(let text) = name { SweepCriterion(rawValue: text) } else { nil }
    }
    return SweepCriterion.allCases.filter(asked.contains)
  }
  /// Seed of the random choices.
  public static let seed = Fit.seed
  /// Runs from different first centres.
  public static let restartCount = Fit.restartCount
  /// A model whose recipe is taken.
  public static let model = Field<String?>(
    "model", "A model, name or name@version, whose recipe is taken instead of one that is sent.",
    .name(versioned: true), default: nil
  ) { value, _ in value.string }

  /// The row of the method table.
  public static let method = MethodDescriptor(
    "sweep", "Tells how well each number of segments fits, and which to take, with reasons.",
    fields: [
      data.description, recipe.description, clusterRange.description, criteria.description,
      seed.description, restartCount.description, model.description,
    ],
    result: .object(
      properties + [
        .required("n", .integer(min: 1), "Number of customers."),
        .required("features", .array(.string()), "What was compared."),
        .required("complete", .boolean, "False where a deadline cut the work short."),
        .required("warnings", .array(.string())),
      ], open: .any),
    errors: ErrorKind.reading + ErrorKind.ofModels + [.tooFewRows, .degenerate])
}

/// A criterion of `sweep`.
public enum SweepCriterion: String, CaseIterable, Sendable {
  /// Where the curve of inertia bends, by kneed's rule.
  case elbow
  /// The same by yellowbrick's rule.
  case elbowYellowbrick = "elbow_yellowbrick"
  /// The highest mean silhouette.
  case silhouette
  /// The highest Calinski-Harabasz index; shown, never counted.
  case calinskiHarabasz = "calinski_harabasz"
  /// The first local maximum of that index, else the highest.
  case calinskiHarabaszFirst = "calinski_harabasz_first"
  /// The lowest Davies-Bouldin index.
  case daviesBouldin = "davies_bouldin"
  /// The gap statistic.
  case gap
  /// The largest number whose segments are all found again in resampled rows.
  case stability
}

extension Sweep {
  /// How k was chosen, as `fit` shows it too.
  static let choice = Schema.named(
    "Choice",
    .described(
      "How well each number of segments fits, what each criterion says, and which to take.",
      .object(properties, open: .any)))

  static let properties: [Schema.Property] = [
    .required("rows", .array(row), "Every number that was tried, ascending."),
    .required(
      "votes",
      .object(
        [],
        open: .object(
          [
            .required("k", .oneOf([.integer(min: 1), .null]), "null where it names none."),
            .required("reason", .string()),
            .required("counted", .boolean, "Whether it counts towards the suggestion."),
          ], open: .any)), "What each criterion says."),
    .required(
      "suggested",
      .object(
        [
          .required("k", .oneOf([.integer(min: 1), .null])), .required("reason", .string()),
        ], open: .any),
      "The most votes; of equals the higher silhouette, then the smaller number."),
    .required(
      "structure", .oneOf([.boolean, .null]),
      "Whether there are groups at all: the highest silhouette is above that of 19 tables of "
        + "evenly spread rows. null where that was not judged."),
    .required("structure_reason", .string()),
    .optional(
      "limit",
      .object([.required("k", .integer(min: 1)), .required("reason", .string())], open: .any),
      "The first number that the rows cannot fill."),
  ]

  private static let index = Schema.oneOf([.number(min: 0), .null])

  private static let row = Schema.object(
    [
      .required("k", .integer(min: 1)), .required("inertia", .number(min: 0)),
      .required(
        "silhouette", .oneOf([.number(min: -1, max: 1), .null]),
        "null where it is not defined or was not asked."),
      .optional("silhouette_error", .number(min: 0), "Its standard error, where it was sampled."),
      .required("calinski_harabasz", index), .required("davies_bouldin", index),
      .optional(
        "gap", .oneOf([.number(), .null]), "null where the inertia is 0: no logarithm."),
      .optional("gap_se", .number(min: 0), "Standard error of the gap."),
      .optional(
        "stability", .number(min: 0, max: 1),
        "Mean Jaccard index of the segment that is worst found again in resampled rows."),
    ], open: .any)
}
