/// One segment of a model.
public struct Segment: Equatable, Sendable {
  /// Its number, from 1: not its place in the list, since a refit keeps the ids of what is left.
  public let id: Int
  /// Its name, different from those of the other segments.
  public var name: String
  /// Number of training customers.
  public let size: Int
  /// Share of the training customers, 0 to 1.
  public let share: Double
  /// Mean of each feature over its customers, in the feature's own unit.
  ///
  /// Of a category the share of each value; `nil` where no customer has a value.
  public let center: [(feature: String, value: Double?)]
  /// The point that distances are measured to, one number per prepared feature.
  public let centerScaled: [Double]
  /// Sum of the squared distances of its customers to that point.
  public let inertia: Double
  /// Sum of its customers' money, where there is money.
  public let monetary: Double?
  /// Share of all money.
  public let monetaryShare: Double?
  /// What a reader should know: `singleton` and `empty` by its size, `small` by the plan's limit,
  /// `fixed` where its centre was given and never moved.
  public let flags: [String]
  /// What sets it apart, the strongest first, as sentences.
  public var reasons: [String]
  /// What to do for its customers, as sentences.
  public var advice: [String] = []
  /// The distances of its training customers.
  public let distances: DistanceProfile

  /// Keeps what a fit found or a document holds.
  public init(
    id: Int, name: String, size: Int, share: Double, center: [(feature: String, value: Double?)],
    centerScaled: [Double], inertia: Double, monetary: Double?, monetaryShare: Double?,
    flags: [String], reasons: [String], advice: [String] = [], distances: DistanceProfile
  ) {
    self.id = id
    self.name = name
    self.size = size
    self.share = share
    self.center = center
    self.centerScaled = centerScaled
    self.inertia = inertia
    self.monetary = monetary
    self.monetaryShare = monetaryShare
    self.flags = flags
    self.reasons = reasons
    self.advice = advice
    self.distances = distances
  }

  /// Whether every figure is the same.
  public static func == (left: Segment, right: Segment) -> Bool {
    left.id == right.id && left.name == right.name && left.size == right.size
      && left.share == right.share && left.center.elementsEqual(right.center, by: ==)
      && left.centerScaled == right.centerScaled && left.inertia == right.inertia
      && left.monetary == right.monetary && left.monetaryShare == right.monetaryShare
      && left.flags == right.flags && left.reasons == right.reasons
      && left.advice == right.advice
      && left.distances == right.distances
  }
}
