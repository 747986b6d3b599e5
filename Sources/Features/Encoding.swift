/// An encoding made ready: the place of each known value, and what each output becomes for a place
/// once scaled and weighted.
struct Encoder {
  /// Per output what it is for each place, that of no known value (-1) first.
  private let tables: [[Double]]
  private let places: [String: Int]

  /// Takes the numbers of a fitted column.
  init(_ column: PreparedColumn, _ steps: PreparedTexts) {
    let placeCount = max(steps.levels.count, (steps.otherOutput ?? -1) + 1)
    tables = column.outputs.enumerated().map { index, output in
      (-1..<placeCount).map { place in
        // Adding 0 turns a negative zero into zero.
        (steps.encoding.value(index, at: place) - output.center) / output.scale * column.weight
          + 0.0
      }
    }
    places = Dictionary(
      steps.levels.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The place of a value; `nil` where it is not known.
  func place(of text: String) -> Int? { places[text] }

  /// What an output is for each place plus one.
  func table(of output: Int) -> [Double] { tables[output] }
}

extension Encoding {
  /// What an output is, before scaling, for a place.
  func value(_ output: Int, at place: Int) -> Double {
    switch self {
    case .oneHot: place == output ? 1 : 0
    case .ordinal: Double(place)
    }
  }
}

/// The values that get a feature of their own, and whether there is one for all others.
struct LevelChoice {
  /// In the order of text.
  let levels: [String]
  /// Values beyond the most frequent, which are treated as unseen ones.
  let rareCount: Int
  /// The place of all others.
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

  /// The names of the features that the column of that name becomes.
  func outputNames(_ encoding: Encoding, of column: String) -> [String] {
    switch encoding {
    case .ordinal: [column]
    case .oneHot:
      (otherOutput == levels.count ? levels + [Self.other] : levels).map { "\(column)=\($0)" }
    }
  }
}
