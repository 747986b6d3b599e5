public import JSON
import JSONRPC

/// `fit`: learns segments and stores them as the next version of a model.
public enum Fit {
  /// Name to store under.
  public static let model = ModelName.toStore
  /// Where the rows come from.
  public static let data = DataSource.field()
  /// Number of segments.
  public static let clusterCount = Field<ClusterCount>(
    "k",
    "Number of segments, or auto: what most criteria say (see sweep); with init's centres, as many.",
    .oneOf([.choice(["auto"]), .integer(min: 1)]), default: .automatic, shown: "auto"
  ) { value, _ in value.integer.map(ClusterCount.exactly) ?? .automatic }
  /// From raw rows to features.
  public static let recipe = RecipeSchema.field
  /// The counts that auto tries.
  public static let clusterRange = Field<ClosedRange<Int>?>(
    "k_range",
    "The counts to try, first and last; at most 50; absent: 2 to 10, of which auto takes 3 or more.",
    .array(.integer(min: 1), minCount: 2, maxCount: 2), default: nil
  ) { (value, path) throws(Mismatch) in
    guard case .array(let bounds) = value, let first = bounds.first?.integer,
      let last = bounds.last?.integer, first <= last, last - first < 50
    else {
      throw Mismatch(
        path: path, expected: "[first, last] with first ≤ last and at most 50 counts",
        got: value.description)
    }
    return first...last
  }
  /// Seed of the random choices.
  public static let seed = Field<Int>.integer(
    "seed", "Seed of the random choices; the same seed gives the same bits.", min: 0, default: 0)
  /// Runs from different first centres.
  public static let restartCount = Field<Int>.integer(
    "n_init", "Runs from different first centres, of which the best is kept.", min: 1,
    max: 1_000, default: 10)
  /// Iterations of a run.
  public static let iterationLimit = Field<Int>.integer(
    "max_iter", "Iterations after which a run stops.", min: 1, max: 100_000, default: 300)
  /// When a run counts as converged.
  public static let tolerance = Field<Double>(
    "tol",
    "Sum of the centres' squared moves, as a share of the mean feature variance, at which a run "
      + "has converged.",
    .number(min: 0), default: 1e-4, shown: .number(JSONNumber(1e-4))
  ) { value, _ in value.double ?? 1e-4 }
  /// Where the first centres come from.
  public static let initialisation = Field<InitialCenters>(
    "init",
    "First centres beside the fixed ones: drawn by k-means++, drawn at random, those of the newest "
      + "version (previous: k is theirs), or given (scaled, a list per centre).",
    .oneOf([
      .choice(["k-means++", "random", "previous"]),
      .array(.array(.number(), minCount: 1), minCount: 1),
    ]),
    default: .greedyPlusPlus, shown: "k-means++", decode: InitialCenters.read)
  /// Whether the best run is improved.
  public static let refinement = Field<RefinementChoice>.choice(
    "refine",
    "Improve the runs by single-row transfers and random swaps; none where init gives centres.",
    default: .auto)
  /// Whether ids go on.
  public static let align = Field<Bool>.flag(
    "align",
    "Keep the ids of the segments that the newest version has already, by the customers in both, "
      + "else by centres; false gives every segment a new id.", default: true)
  /// What the model keeps.
  public static let keep = Field<Keep?>(
    "keep", "What the model keeps; absent: rows while they are under 256 MiB, else members.",
    .choice(Keep.allCases.map(\.rawValue)), default: nil
  ) { value, _ in
    if case .string(let text) = value { Keep(rawValue: text) } else { nil }
  }
  /// Whether the same fit again is answered with the version there is.
  public static let reuse = Field<Bool>.flag(
    "reuse", "Return the newest version where rows, recipe and options equal its own.",
    default: true)

  /// The row of the method table.
  public static let method = MethodDescriptor(
    "fit", "Learns segments from rows and stores them as the next version of a model.",
    fields: [
      model.description, data.description, clusterCount.description, recipe.description,
      clusterRange.description, seed.description, restartCount.description,
      iterationLimit.description, tolerance.description, initialisation.description,
      refinement.description, weightColumn.description, minimumSize.description,
      minimumShare.description, small.description, fixedCenters.description, align.description,
      keep.description, reuse.description,
    ],
    result: .object(
      [
        .required("model", .string()), .required("version", .integer(min: 1)),
        .required(
          "unchanged", .boolean,
          "Whether this is the newest version, returned because the same was asked again."),
        .required("k", .integer(min: 1), "Number of segments."),
        .optional(
          "k_asked", .integer(min: 1),
          "With small set to merge: the number of segments before any was dissolved."),
        .required("n", .integer(min: 1), "Number of customers that were fitted."),
        .required(
          "features", .array(.string()),
          "What was compared, in the order of center_scaled; with pca PC1 and on."),
        .required(
          "inertia", .number(min: 0),
          "Sum of squared distances to the nearest centre, in scaled units."),
        .required("iterations", .integer(min: 1), "Iterations of the run that was kept."),
        .required("converged", .boolean),
        .required("complete", .boolean, "False where a deadline cut the search short."),
        .required("refined", ResultSchema.refined),
        .required("segments", .array(ResultSchema.segment), "In the order of their ids."),
        .optional("without_purchase", ResultSchema.withoutPurchase),
        .optional("pca", ResultSchema.components),
        .optional("choice", Sweep.choice),
        .optional("alignment", ResultSchema.alignment),
        .optional("as_of", .string(), "What recency was measured against, with transactions."),
        .required("ledger", ResultSchema.ledger), .required("recipe", RecipeSchema.recipe),
        .required("keeps", .choice(Keep.allCases.map(\.rawValue)), "What the model keeps."),
        .required(
          "fingerprint", .string(),
          "SHA-256 of the results and the recipe: equal where two models are."),
        .required("seconds", .number(min: 0), "Time that this call took."),
        .required("warnings", .array(.string())),
      ], open: .any),
    errors: ErrorKind.reading + [.tooFewRows, .degenerate, .storage], role: .admin)
}

/// How many segments a fit is asked for.
public enum ClusterCount: Equatable, Sendable {
  /// As many as most criteria say.
  case automatic
  /// This many.
  case exactly(Int)
}

/// Where a fit's first centres come from.
public enum InitialCenters: Equatable, Sendable {
  /// Drawn by greedy k-means++.
  case greedyPlusPlus
  /// Drawn at random from the rows.
  case random
  /// Those of the newest version of the model.
  case previous
  /// Given, one list per centre.
  case centers([[Double]])

  static func read(_ value: JSONValue, _ path: String) throws(Mismatch) -> InitialCenters {
    switch value {
    case .string("random"): .random
    case .string("previous"): .previous
    case .array: .centers(try rows(value, path))
    default: .greedyPlusPlus
    }
  }

  /// Centres as a list of equally long lists.
  static func rows(_ value: JSONValue, _ path: String) throws(Mismatch) -> [[Double]] {
    guard case .array(let rows) = value else { return [] }
    var centers: [[Double]] = []
    for row in rows {
      guard case .array(let values) = row else { continue }
      centers.append(values.compactMap(\.double))
    }
    for (index, center) in centers.enumerated() where center.count != centers[0].count {
      throw Mismatch(
        path: "\(path)[\(index)]",
        expected: "a list of \(centers[0].count) like the first, a number per feature",
        got: "a list of \(center.count)")
    }
    return centers
  }
}

/// Whether a fit is refined.
public enum RefinementChoice: String, CaseIterable, Sendable {
  /// Yes, unless the first centres are given.
  case auto
  /// No.
  case none
}

/// How much a model keeps.
public enum Keep: String, CaseIterable, Sendable {
  /// Document, members and the training customers' features.
  case rows
  /// Document and members.
  case members
  /// No customer's id at all.
  case document
}
