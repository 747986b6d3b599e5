import JSON
import JSONRPC

/// `fit_reduce`: weighted points to fewer centres, for a fit over many machines.
public enum FitReduce {
  /// The points.
  public static let points = CenterRows.field(
    "points",
    "Points in scaled units, a list per point: rows that fit_part drew, or the candidates of "
      + "k-means||.")
  /// How much each point counts.
  public static let weights = Field<[Double]>(
    "weights", "How many rows each point stands for.", .array(.number(min: 0), minCount: 1)
  ) { value, _ in (value.array ?? []).compactMap(\.double) }
  /// Number of centres.
  public static let clusterCount = Field<Int>(
    "k", "Number of centres.", .integer(min: 1, max: 100_000)
  ) { value, _ in value.integer ?? 1 }
  /// Seed of the random choices.
  public static let seed = Fit.seed
  /// Runs from different first centres.
  public static let restartCount = Fit.restartCount
  /// Iterations of a run.
  public static let iterationLimit = Fit.iterationLimit
  /// When a run counts as converged.
  public static let tolerance = Fit.tolerance
  /// Whether the best run is improved.
  public static let refinement = Fit.refinement

  /// The row of the method table.
  public static let method = MethodDescriptor(
    "fit_reduce",
    "Finds the centres of weighted points, such as those that many machines drew; see fit_part.",
    fields: [
      points.description, weights.description, clusterCount.description, seed.description,
      restartCount.description, iterationLimit.description, tolerance.description,
      refinement.description,
    ],
    result: .object([
      .required("centers", .array(.array(.number()))),
      .required("inertia", .number(min: 0), "Each point times its weight."),
      .required(
        "inertia_error", .number(min: 0),
        "Twice the standard error of inertia as that of all rows, for these centres, where points "
          + "are rows that fit_part drew."),
      .required("iterations", .integer(min: 1)), .required("converged", .boolean),
    ]),
    errors: [.tooFewRows, .degenerate])
}
