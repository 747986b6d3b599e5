/// A column of numbers made of a column of dates.
public struct Derivation: Equatable, Sendable {
  /// The name of the column that is made.
  public var name: String

  /// The column of dates: carried, joined or given.
  public var from: String

  /// What is counted.
  public var rule: DerivationRule

  /// The date that is counted to; `nil`: the as-of date.
  public var of: RecipeDate?

  /// Keeps what is given.
  public init(name: String, from: String, rule: DerivationRule, of: RecipeDate? = nil) {
    self.name = name
    self.from = from
    self.rule = rule
    self.of = of
  }
}

/// What is counted from a date to another; below 0 where the other is earlier.
public enum DerivationRule: String, WireNamed {
  /// Completed years, as an age is counted; who was born on a 29th of February has a birthday on the
  /// 1st of March in other years.
  case yearsSince = "years_since"
  /// The difference of the two years.
  case yearDifference = "year_difference"
  /// Days, as the recipe's ``DayCount`` has them.
  case daysSince = "days_since"
}

/// An instant as a recipe names it.
public struct RecipeDate: Equatable, Sendable {
  /// Microseconds since 1970 UTC.
  public let instant: Int64

  /// The text it was written as.
  public let text: String

  /// Reads an ISO date, with or without a time; `nil` for anything else.
  public init?(_ text: String) {
    guard let instant = isoInstant(text) else { return nil }
    self.instant = instant
    self.text = text
  }
}
