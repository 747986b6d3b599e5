/// What a segment spends on one value of the recipe's `spread`, say one category of products.
public struct SpreadProfile: Equatable, Sendable {
  /// The value.
  public let value: String
  /// Share of the segment's money that goes to it; `nil` where the segment spent nothing.
  public let share: Double?
  /// Share of all that is spent on it that comes from the segment; `nil` where nothing is.
  public let ofValueMoney: Double?
  /// Share of the customers who bought it that are in the segment, 0 to 1; `nil` where nobody did.
  public let ofValue: Double?

  /// Keeps what is given.
  public init(value: String, share: Double?, ofValueMoney: Double?, ofValue: Double?) {
    self.value = value
    self.share = share
    self.ofValueMoney = ofValueMoney
    self.ofValue = ofValue
  }
}
