import JSON

/// What binds a fit beside the number of segments.
extension Fit {
  /// How much each customer counts.
  public static let weightColumn = Field<String?>(
    "sample_weight",
    "Column that says how much each customer counts in inertia and centres, 0 or more: 2 counts like "
      + "two equal customers. It is no feature; sizes, shares and silhouettes count every customer "
      + "once.",
    .string(minLength: 1), default: nil
  ) { value, _ in
    if case .string(let text) = value { text } else { nil }
  }
  /// The fewest customers of a segment.
  public static let minimumSize = Field<Int?>(
    "min_size", "The fewest customers of a segment; see small.", .integer(min: 1), default: nil
  ) { value, _ in value.integer }
  /// The smallest share of the customers.
  public static let minimumShare = Field<Double?>(
    "min_share", "The smallest share of the customers that a segment may have; see small.",
    .number(min: 0, max: 1), default: nil
  ) { value, _ in value.double }
  /// What becomes of segments that are too small.
  public static let small = Field<SmallChoice>.choice(
    "small",
    "Segments under min_size or min_share: flag says so in their flags; merge dissolves the smallest "
      + "into the nearest others, moves the centres that are left to rest, and goes on until none is "
      + "too small.",
    default: .flag)
  /// Centres that never move.
  public static let fixedCenters = Field<[[Double]]?>(
    "fixed",
    "Centres that never move (scaled, a list per centre), of the first segments unless align has "
      + "other ids for them; k, which is needed, counts them.",
    .array(.array(.number(), minCount: 1), minCount: 1), default: nil
  ) { (value, path) throws(Mismatch) in try InitialCenters.rows(value, path) }
}

/// What becomes of segments that are too small.
public enum SmallChoice: String, CaseIterable, Sendable {
  /// They are flagged.
  case flag
  /// They are dissolved.
  case merge
}
