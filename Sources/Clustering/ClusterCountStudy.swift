/// How well each number of clusters fits, what each criterion says of it, and which one to take.
///
/// Nothing is missing without a sentence that says why.
public struct ClusterCountStudy: Equatable, Sendable {
  /// The numbers that were tried, ascending.
  public let rows: [Row]

  /// What the criteria say, in their order.
  public let votes: [Vote]

  /// The number to take.
  public let suggested: Suggestion

  /// Whether the rows fall into groups at all; nil where that was not judged.
  public let structure: Bool?

  /// Why, in one sentence.
  public let structureReason: String

  /// The first number of the range that the rows cannot fill, and why; nil where they fill all.
  public let limit: Limit?

  /// False where time was up before everything was tried.
  public let isComplete: Bool

  /// Keeps what is given.
  public init(
    rows: [Row], votes: [Vote], suggested: Suggestion, structure: Bool?, structureReason: String,
    limit: Limit?, isComplete: Bool
  ) {
    self.rows = rows
    self.votes = votes
    self.suggested = suggested
    self.structure = structure
    self.structureReason = structureReason
    self.limit = limit
    self.isComplete = isComplete
  }

  /// One number of clusters; what was not computed, or is not defined for it, is nil.
  public struct Row: Equatable, Sendable {
    /// The number of clusters, *k*.
    public let clusterCount: Int

    /// The inertia of its fit.
    public let inertia: Double

    /// The mean silhouette of its fit, −1 to 1.
    public var silhouette: Double?

    /// Standard error of the silhouette where it was sampled.
    public var silhouetteError: Double?

    /// See ``ClusterIndices/calinskiHarabasz``.
    public var calinskiHarabasz: Double?

    /// See ``ClusterIndices/daviesBouldin``.
    public var daviesBouldin: Double?

    /// By how much the logarithm of the inertia lies below that of evenly spread rows; infinite
    /// where the inertia is 0.
    public var gap: Double?

    /// Standard error of the gap.
    public var gapError: Double?

    /// How well the least stable cluster is found again in resampled rows, as the mean of its
    /// Jaccard index, 0 to 1.
    public var stability: Double?

    /// A number with its inertia, and what else is known of it.
    public init(
      clusterCount: Int, inertia: Double, silhouette: Double? = nil,
      silhouetteError: Double? = nil, calinskiHarabasz: Double? = nil,
      daviesBouldin: Double? = nil, gap: Double? = nil, gapError: Double? = nil,
      stability: Double? = nil
    ) {
      self.clusterCount = clusterCount
      self.inertia = inertia
      self.silhouette = silhouette
      self.silhouetteError = silhouetteError
      self.calinskiHarabasz = calinskiHarabasz
      self.daviesBouldin = daviesBouldin
      self.gap = gap
      self.gapError = gapError
      self.stability = stability
    }
  }

  /// What one criterion says.
  public struct Vote: Equatable, Sendable {
    /// Which one.
    public let criterion: ClusterCountCriterion

    /// The number it names; nil where it names none.
    public let clusterCount: Int?

    /// Why, in one sentence.
    public let reason: String

    /// Whether it counts towards the suggestion.
    public let isCounted: Bool

    /// Keeps what is given.
    public init(
      criterion: ClusterCountCriterion, clusterCount: Int?, reason: String, isCounted: Bool
    ) {
      self.criterion = criterion
      self.clusterCount = clusterCount
      self.reason = reason
      self.isCounted = isCounted
    }
  }

  /// The number to take.
  public struct Suggestion: Equatable, Sendable {
    /// The number; nil where the criteria that were asked name none.
    public let clusterCount: Int?

    /// Why, in one sentence.
    public let reason: String

    /// Keeps what is given.
    public init(clusterCount: Int?, reason: String) {
      self.clusterCount = clusterCount
      self.reason = reason
    }
  }

  /// A number of clusters that is too large for the rows.
  public struct Limit: Equatable, Sendable {
    /// The number.
    public let clusterCount: Int

    /// Why, in one sentence.
    public let reason: String

    /// Keeps what is given.
    public init(clusterCount: Int, reason: String) {
      self.clusterCount = clusterCount
      self.reason = reason
    }
  }
}

/// A way to choose the number of clusters.
public enum ClusterCountCriterion: String, CaseIterable, Sendable {
  /// Where the curve of inertia bends, by kneed's rule.
  case elbow
  /// The same by yellowbrick's rule.
  case elbowYellowbrick = "elbow_yellowbrick"
  /// The highest mean silhouette.
  case silhouette
  /// The highest Calinski-Harabasz index; shown, but not counted.
  case calinskiHarabasz = "calinski_harabasz"
  /// The first local maximum of that index, as Tableau chooses; else the highest.
  case calinskiHarabaszFirst = "calinski_harabasz_first"
  /// The lowest Davies-Bouldin index.
  case daviesBouldin = "davies_bouldin"
  /// The first number whose gap is within a standard error of the next.
  case gap
  /// The largest number whose clusters are all found again in resampled rows.
  case stability

  /// What people call it.
  public var title: String {
    switch self {
    case .elbow: "elbow by kneed"
    case .elbowYellowbrick: "elbow by yellowbrick"
    case .silhouette: "silhouette"
    case .calinskiHarabasz: "highest Calinski-Harabasz"
    case .calinskiHarabaszFirst: "first Calinski-Harabasz peak"
    case .daviesBouldin: "Davies-Bouldin"
    case .gap: "gap"
    case .stability: "stability"
    }
  }

  /// Whether its vote may count: that for the highest Calinski-Harabasz index never does, because
  /// the index often grows with every further cluster.
  public var mayCount: Bool { self != .calinskiHarabasz }
}
