/// How well each number of segments fits, what each criterion says, and which to take.
public struct ClusterCountChoice: Sendable {
  /// Every number that was tried, ascending.
  public let rows: [Row]
  /// What each criterion says, by its name.
  public let votes: [String: Vote]
  /// The most votes; of equals the higher silhouette, then the smaller number; nil where none.
  public let suggested: Int?
  /// Why that one.
  public let suggestedReason: String
  /// Whether there are groups at all; nil where that was not judged.
  public let hasStructure: Bool?
  /// Why that is so.
  public let structureReason: String
  /// The first number that the rows cannot fill, where there is one.
  public let limit: Int?

  /// One number of segments.
  public struct Row: Sendable {
    /// Number of segments.
    public let k: Int
    /// Sum of squared distances to the nearest centre, in scaled units.
    public let inertia: Double
    /// Mean silhouette, -1 to 1; NaN where it is not defined or was not asked for.
    public let silhouette: Double
    /// Its standard error, where it was sampled.
    public let silhouetteError: Double?
    /// The index of Calinski and Harabasz; NaN where it is not defined.
    public let calinskiHarabasz: Double
    /// The index of Davies and Bouldin; NaN where it is not defined.
    public let daviesBouldin: Double
    /// The gap statistic.
    public let gap: Double?
    /// Its standard error.
    public let gapError: Double?
    /// Mean Jaccard index of the segment that is worst found again, 0 to 1.
    public let stability: Double?
  }

  /// What a criterion says.
  public struct Vote: Sendable {
    /// The number that it names; nil where it names none.
    public let k: Int?
    /// Why.
    public let reason: String
    /// Whether it counts towards the suggestion.
    public let isCounted: Bool
  }
}

extension ClusterCountChoice: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    rows = try answer("rows")
    votes = try answer("votes")
    let suggestion: Suggestion = try answer("suggested")
    (suggested, suggestedReason) = (suggestion.k, suggestion.reason)
    hasStructure = try answer("structure")
    structureReason = try answer("structure_reason")
    let limit: Suggestion? = try answer("limit")
    self.limit = limit?.k
  }
}

private struct Suggestion: ReadableObject {
  let k: Int?
  let reason: String

  init(_ answer: Members) throws(Misread) {
    k = try answer("k")
    reason = try answer("reason")
  }
}

extension ClusterCountChoice.Row: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    k = try answer("k")
    inertia = try answer("inertia")
    silhouette = try answer("silhouette")
    silhouetteError = try answer("silhouette_error")
    calinskiHarabasz = try answer("calinski_harabasz")
    daviesBouldin = try answer("davies_bouldin")
    gap = try answer("gap")
    gapError = try answer("gap_se")
    stability = try answer("stability")
  }
}

extension ClusterCountChoice.Vote: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    k = try answer("k")
    reason = try answer("reason")
    isCounted = try answer("counted")
  }
}

/// What a sweep found: the choice of k, and of what.
public struct Sweep: Sendable {
  /// How well each number of segments fits, and which to take.
  public let choice: ClusterCountChoice
  /// Number of customers.
  public let n: Int
  /// What was compared.
  public let features: [String]
  /// False where a deadline cut the work short.
  public let isComplete: Bool
  /// What deserves a look.
  public let warnings: [String]

  /// The number of segments to take; nil where there is none.
  public var suggested: Int? { choice.suggested }
}

extension Sweep: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    choice = try ClusterCountChoice(answer)
    n = try answer("n")
    features = try answer("features")
    isComplete = try answer("complete")
    warnings = try answer("warnings")
  }
}
