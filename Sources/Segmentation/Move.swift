/// The smallest change of one feature that takes a segment's typical customer to a better one.
struct Move: Equatable {
  /// The feature.
  let column: String
  /// The typical customer's value.
  let from: Double
  /// The value that is enough, as few digits as will do.
  let to: Double
  /// The index of the better segment.
  let target: Int
  /// How far that is in prepared units.
  let effort: Double
}

/// What a search for a move came to.
enum MoveSearch: Equatable {
  /// No segment is worth more.
  case isBest
  /// This change is enough.
  case found(Move)
  /// There are better segments, but no change of one feature leads to one of them.
  case needsSeveral
  /// The segments cannot be ranked, or the typical customer is not typical.
  case unknown
}
