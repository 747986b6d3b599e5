/// One value of a category within one segment.
public struct CategoryProfile: Equatable, Sendable {
  /// The value.
  public let value: String
  /// Share of the segment's customers that have it, 0 to 1.
  public let share: Double
  /// That share over the share among all customers.
  public let lift: Double
  /// Share of the customers with the value that fall in the segment, 0 to 1.
  public let ofValue: Double
  /// The same by money, where the model has money.
  public let ofValueMoney: Double?

  /// Keeps what is given.
  public init(
    value: String, share: Double, lift: Double, ofValue: Double, ofValueMoney: Double?
  ) {
    self.value = value
    self.share = share
    self.lift = lift
    self.ofValue = ofValue
    self.ofValueMoney = ofValueMoney
  }
}
