/// One-hot encoding made ready: the output of each known value, and what its two states become
/// once scaled and weighted.
struct Encoder {
  /// Per output what it is where the cell has another value.
  let absent: [Double]
  /// Per output what it is where the cell has its value.
  let present: [Double]
  private let places: [String: Int]

  /// Takes the numbers of a fitted column.
  init(_ column: PreparedColumn, _ steps: PreparedTexts) {
    absent = column.outputs.map { (0 - $0.center) / $0.scale * column.weight }
    present = column.outputs.map { (1 - $0.center) / $0.scale * column.weight }
    places = Dictionary(
      steps.levels.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The output of a value; `nil` where it is not known.
  func place(of text: String) -> Int? { places[text] }
}

/// The values that get a feature of their own, and whether there is one for all others.
struct LevelChoice {
  /// In the order of text.
  let levels: [String]
  /// Values beyond the most frequent, which are treated as unseen ones.
  let rareCount: Int
  /// The output of all others.
  let otherOutput: Int?

  /// The name of the feature for all others.
  static let other = "other"

  /// Keeps the most frequent `limit` values; of equally frequent ones the smaller text.
  init(_ counts: [TextLevel], limit: Int, unseen: UnseenPolicy) {
    let kept = counts.sorted { $0.count > $1.count || ($0.count == $1.count && $0.precedes($1)) }
      .prefix(limit).sorted { $0.precedes($1) }
    let levels = kept.map(\.text)
    self.levels = levels
    rareCount = counts.count - kept.count
    // Where a value is called "other" itself, it takes in the others.
    otherOutput = unseen == .other ? levels.firstIndex(of: Self.other) ?? levels.count : nil
  }

  /// The suffixes of the features' names.
  var outputs: [String] {
    otherOutput == levels.count ? levels + [Self.other] : levels
  }
}
