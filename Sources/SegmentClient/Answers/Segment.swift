/// A group of customers, as a fit found it.
public struct Segment: Sendable {
  /// From 1, the largest segment of a first fit first; never used again for another.
  public let id: Int
  /// Made of what tells the segment apart, or given by ``Client/labelSegment(_:_:name:advice:)``.
  public let name: String
  /// Number of customers.
  public let size: Int
  /// Share of the customers, 0 to 1.
  public let share: Double
  /// Mean of each feature over the segment's customers, in the feature's own unit.
  public let center: [String: Double]
  /// The point that distances are measured to, in the order of ``Model/features``.
  public let scaledCenter: [Double]
  /// The segment's part of the inertia.
  public let inertia: Double
  /// What its customers spent together, with transactions.
  public let monetary: Double?
  /// Its share of what all customers spent.
  public let monetaryShare: Double?
  /// `singleton`, `empty`, `small`, `fixed`.
  public let flags: [String]
  /// What tells it apart, in words.
  public let reasons: [String]
  /// What to do for its customers.
  public let advice: [String]
}

extension Segment: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    id = try answer("id")
    name = try answer("name")
    size = try answer("size")
    share = try answer("share")
    center = try answer("center")
    scaledCenter = try answer("center_scaled")
    inertia = try answer("inertia")
    monetary = try answer("monetary")
    monetaryShare = try answer("monetary_share")
    flags = try answer("flags")
    reasons = try answer("reasons")
    advice = try answer("advice")
  }
}

/// Customers of the master table who never bought: in no segment, size or share.
struct WithoutPurchase: ReadableObject {
  let customers: Int

  init(_ answer: Members) throws(Misread) { customers = try answer("customers") }
}
