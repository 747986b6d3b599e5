public import Clustering
public import Features
public import Matrices

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
  /// Whether the search begins at the centres of the version before, whatever ``initialisation``
  /// says.
  public var startsFromPrevious = false
  /// Centres that never move, in prepared units; the first segments.
  public var fixedCenters: Matrix?
  /// The column that says how much each customer counts.
  public var weightColumn: String?
  /// When a segment is too small.
  public var small = SmallSegments()

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

  /// The count to take where there was no time to choose one.
  var leastClusterCount: Int {
    switch clusterCount {
    case .exactly(let count): count
    case .automatic(let range, _): range.lowerBound
    }
  }
}

/// How many segments a plan asks for.
public enum ClusterCountRule: Equatable, Sendable {
  /// As many as most criteria say, of the range; votes for fewer than `leastCounted` do not count.
  case automatic(ClosedRange<Int>, leastCounted: Int)
  /// This many.
  case exactly(Int)
}
