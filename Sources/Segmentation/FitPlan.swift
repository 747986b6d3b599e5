public import Clustering
public import Features

/// Everything that decides a fit but the rows: the same plan and rows give the same model.
public struct FitPlan: Equatable, Sendable {
  /// From raw rows to features.
  public var recipe: Recipe
  /// How many segments.
  public var clusterCount: ClusterCountRule
  /// Seed of the random choices.
  public var seed: UInt64
  /// Runs of k-means, of which the best is kept.
  public var restartCount: Int
  /// Iterations after which a run stops.
  public var iterationLimit: Int
  /// Sum of the centres' squared moves, as a share of the mean feature variance, that counts as
  /// converged.
  public var tolerance: Double
  /// Where the first centres come from.
  public var initialisation: Initialisation
  /// How the best run is improved.
  public var refinement: Refinement

  /// A plan with the protocol's defaults.
  public init(
    recipe: Recipe, clusterCount: ClusterCountRule = .automatic(2...10, leastCounted: 3),
    seed: UInt64 = 0,
    restartCount: Int = 10, iterationLimit: Int = 300, tolerance: Double = 1e-4,
    initialisation: Initialisation = .greedyPlusPlus, refinement: Refinement = .automatic
  ) {
    self.recipe = recipe
    self.clusterCount = clusterCount
    self.seed = seed
    self.restartCount = restartCount
    self.iterationLimit = iterationLimit
    self.tolerance = tolerance
    self.initialisation = initialisation
    self.refinement = refinement
  }
}

/// How many segments a plan asks for.
public enum ClusterCountRule: Equatable, Sendable {
  /// As many as most criteria say, of the range; votes for fewer than `leastCounted` do not count.
  case automatic(ClosedRange<Int>, leastCounted: Int)
  /// This many.
  case exactly(Int)
}
