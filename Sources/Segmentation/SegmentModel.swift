public import Clustering
public import Features
public import Matrices
public import Tables

/// A fitted segmentation: all that is needed to answer for customers, old and new.
///
/// A model is immutable; a new fit makes another.
public struct SegmentModel: Sendable {
  /// What was asked.
  public let plan: FitPlan
  /// The recipe with every feature and every option written out, as it was carried out.
  public let recipe: Recipe
  /// Every step from a customer's columns to features, fitted.
  public let preparation: Preparation
  /// The instant that recency and the like are measured against, in microseconds since 1970.
  public let asOf: Int64?
  /// The points that distances are measured to: one row per segment, in the order of ids.
  public let centers: Matrix
  /// The segments, in the order of ids.
  public let segments: [Segment]
  /// What the segments are like.
  public let profile: Profile
  /// What was read, dropped and filled in.
  public private(set) var ledger: Ledger
  /// How the fit went.
  public let fit: FitFacts
  /// How k was chosen, where the plan left it open.
  public let choice: ClusterCountStudy?
  /// What the training customers were like, to tell later ones by.
  public let reference: DriftReference
  /// Where the ids of the segments come from.
  public let lineage: Lineage
  /// What a reader should know, one sentence each.
  public let warnings: [String]

  /// Keeps the parts of a model, as a fit made them or a document holds them.
  ///
  /// There must be a segment per centre, and a feature of the preparation per column of the centres.
  public init(
    plan: FitPlan, recipe: Recipe, preparation: Preparation, asOf: Int64?, centers: Matrix,
    segments: [Segment], profile: Profile, ledger: Ledger, fit: FitFacts,
    choice: ClusterCountStudy?, reference: DriftReference, lineage: Lineage, warnings: [String]
  ) {
    self.plan = plan
    self.recipe = recipe
    self.preparation = preparation
    self.asOf = asOf
    self.centers = centers
    self.segments = segments
    self.profile = profile
    self.ledger = ledger
    self.fit = fit
    self.choice = choice
    self.reference = reference
    self.lineage = lineage
    self.warnings = warnings
  }

  /// The same model without the ledger's examples, which are rows of customers.
  public func withoutExamples() -> SegmentModel {
    var model = self
    model.ledger.examples = [:]
    return model
  }

  /// How a fit went.
  public struct FitFacts: Equatable, Sendable {
    /// Customers that the centres were learned from.
    public let customerCount: Int
    /// Sum of squared distances to the nearest centre.
    public let inertia: Double
    /// Iterations of the best run, scikit-learn's `n_iter_`.
    public let iterations: Int
    /// Whether the best run converged before its limit.
    public let hasConverged: Bool
    /// Whether nothing was cut short by a deadline.
    public let isComplete: Bool
    /// Single-row transfers of the refinement.
    public let transferCount: Int
    /// Swaps that the refinement kept.
    public let swapCount: Int
    /// Segments that were looked for, before any too small was dissolved.
    public let askedCount: Int

    /// Keeps the figures.
    public init(
      customerCount: Int, inertia: Double, iterations: Int, hasConverged: Bool, isComplete: Bool,
      transferCount: Int, swapCount: Int, askedCount: Int
    ) {
      self.customerCount = customerCount
      self.inertia = inertia
      self.iterations = iterations
      self.hasConverged = hasConverged
      self.isComplete = isComplete
      self.transferCount = transferCount
      self.swapCount = swapCount
      self.askedCount = askedCount
    }
  }
}

/// What a fit leaves: the model, and what belongs to its training customers alone.
public struct Learned: Sendable {
  /// The model.
  public let model: SegmentModel
  /// The training customers as they came.
  public let customers: CustomerTable
  /// Their canonical order.
  public let order: RowOrder
  /// ``labels`` in that order.
  public let orderedLabels: [Int32]
  /// Per row of `customers` the index of its segment, or -1 where it cannot be assigned.
  public let labels: [Int32]
}
