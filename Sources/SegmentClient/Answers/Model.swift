public import JSON
public import SegmentProtocol

/// One version of a model: what the daemon says of it, and what can be asked of it.
///
/// It asks of this very version: a later fit of the same name changes none of its answers.
public struct Model: Sendable {
  /// The model's name.
  public let model: String
  /// Its version, from 1.
  public let version: Int
  /// Number of segments.
  public let k: Int
  /// Number of customers that were fitted.
  public let n: Int
  /// What was compared, in the order of ``Segment/scaledCenter``.
  public let features: [String]
  /// The segments, in the order of their ids.
  public let segments: [Segment]
  /// Customers of the recipe's master table who never bought.
  public let customersWithoutPurchase: Int?
  /// How k was chosen, where it was.
  public let choice: ClusterCountChoice?
  /// What recency was measured against, with transactions.
  public let asOf: String?
  /// What was done to which rows.
  public let ledger: Ledger
  /// From raw rows to features, with every default written out.
  public let recipe: Recipe
  /// What the model keeps.
  public let keeps: Keep?
  /// SHA-256 of the results and the recipe: equal where two models are.
  public let fingerprint: String
  /// What deserves a look.
  public let warnings: [String]
  /// What its fit told; nil of a model that was there already and was asked for.
  public let fit: FitReport?
  /// The whole answer, with what this client does not know of.
  public let json: JSONValue

  /// The client that is asked.
  let client: Client

  /// The name and version, as the daemon takes them: `vip@3`.
  public var name: String { "\(model)@\(version)" }

  /// Whether nothing was cut short by a deadline.
  public var isComplete: Bool { fit?.isComplete ?? true }
}

extension Model {
  /// Reads what `fit` and `models.get` answer to a client.
  init(_ slice: JSONSlice, of client: Client) throws(Misread) {
    var reader = JSONReader(slice)
    let answer = try Members(&reader)
    self.client = client
    json = .slice(slice)
    model = try answer("model")
    version = try answer("version")
    k = try answer("k")
    n = try answer("n")
    features = try answer("features")
    segments = try answer("segments")
    let without: WithoutPurchase? = try answer("without_purchase")
    customersWithoutPurchase = without?.customers
    choice = try answer("choice")
    asOf = try answer("as_of")
    ledger = try answer("ledger")
    recipe = try answer("recipe")
    let keeps: String = try answer("keeps")
    self.keeps = Keep(rawValue: keeps)
    fingerprint = try answer("fingerprint")
    warnings = try answer("warnings")
    let isComplete: Bool? = try answer("complete")
    fit = isComplete == nil ? nil : try FitReport(answer)
  }
}

/// What a fit tells of itself.
public struct FitReport: Sendable {
  /// Whether this is the newest version, returned because the same was asked again.
  public let isUnchanged: Bool
  /// The number of segments before small ones were merged, where that was asked for.
  public let askedCount: Int?
  /// Sum of squared distances to the nearest centre, in scaled units.
  public let inertia: Double
  /// Iterations of the run that was kept.
  public let iterations: Int
  /// Whether that run came to rest.
  public let hasConverged: Bool
  /// False where a deadline cut the search short.
  public let isComplete: Bool
  /// What became of the segments of the version before.
  public let alignment: Alignment?
  /// Time that the call took in the daemon.
  public let seconds: Double

  init(_ answer: Members) throws(Misread) {
    isUnchanged = try answer("unchanged")
    askedCount = try answer("k_asked")
    inertia = try answer("inertia")
    iterations = try answer("iterations")
    hasConverged = try answer("converged")
    isComplete = try answer("complete")
    alignment = try answer("alignment")
    seconds = try answer("seconds")
  }
}

/// What became of the segments of the version before.
public struct Alignment: Sendable {
  /// The version before.
  public let parent: Int
  /// Ids that went on.
  public let kept: [Int]
  /// Ids that were never there before.
  public let new: [Int]
  /// Ids that are no longer there.
  public let retired: [Int]
  /// Per old id the segments that a quarter or more of its customers went to, where several.
  public let split: [Int: [Int]]
  /// Per id the old segments that a quarter or more of its customers came from, where several.
  public let merged: [Int: [Int]]
}

extension Alignment: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    parent = try answer("parent")
    kept = try answer("kept")
    new = try answer("new")
    retired = try answer("retired")
    split = byId(try answer("split"))
    merged = byId(try answer("merged"))
  }
}

/// A dictionary by segments' ids, which are texts on the wire.
func byId<Value>(_ named: [String: Value]) -> [Int: Value] {
  Dictionary(
    named.compactMap { name, value in Int(name).map { ($0, value) } },
    uniquingKeysWith: { first, _ in first })
}
