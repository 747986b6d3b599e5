import Tables

/// The day that recency is measured against, as a recipe or a call names it.
public enum AsOf: Equatable, Sendable {
  /// One day after the latest purchase: `max+1d`.
  case afterLast
  /// The latest purchase: `max`.
  case last
  /// That instant, in microseconds since 1970 UTC, and the text it was written as.
  case date(Int64, text: String)

  /// The name on the wire, or the date as it was written.
  public var wireName: String {
    switch self {
    case .afterLast: "max+1d"
    case .last: "max"
    case .date(_, let text): text
    }
  }

  /// Reads `max+1d`, `max` or an ISO date, with or without a time; `nil` for anything else.
  public init?(wireName: String) {
    switch wireName {
    case "max+1d": self = .afterLast
    case "max": self = .last
    default:
      guard let instant = isoInstant(wireName) else { return nil }
      self = .date(instant, text: wireName)
    }
  }
}

/// Where the as-of date of a call comes from.
public enum AsOfPolicy: Equatable, Sendable {
  /// From the recipe, over the rows read: a model is being made.
  case fit
  /// What an earlier fit came to; a later purchase is refused.
  case frozen(Int64)
  /// The call's own; rows later than a date it names are left out (ledger rule `after_as_of`).
  case override(AsOf)
}
