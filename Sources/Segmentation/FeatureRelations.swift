import Tables

/// Which numeric features of a table rise and fall together, so that words say a thing once.
///
/// Ranks of at most 2,000 customers, spread evenly over the canonical order, are compared.
///
/// > Source: Spearman, *The proof and measurement of association between two things*, Am. J.
/// > Psychol. 15, 1904.
struct FeatureRelations {
  /// Per feature its centred ranks, scaled to length 1; empty for a constant.
  private let ranks: [String: [Double]]

  /// The most customers that are compared.
  private static let sampleLimit = 2_000

  /// The most features that are compared: beyond them there are too many words for any sentence.
  private static let featureLimit = 200

  /// Two features whose ranks correlate by at least this much tell the same.
  static let sameness = 0.8

  /// Knows of no relation.
  init() { ranks = [:] }

  /// Ranks the customers by each numeric column.
  init(of table: Table, rows: [Int]) {
    let step = max(1, rows.count / FeatureRelations.sampleLimit)
    let sample = stride(from: 0, to: rows.count, by: step).map { rows[$0] }
    var ranks: [String: [Double]] = [:]
    for (name, column) in zip(table.names, table.columns).prefix(FeatureRelations.featureLimit) {
      guard case .numbers(let values) = column else { continue }
      ranks[name] = FeatureRelations.unitRanks(sample.map { values[$0] })
    }
    self.ranks = ranks
  }

  /// Whether two features tell the same, one way or the other way round.
  func areAlike(_ first: String, _ second: String) -> Bool {
    abs(correlation(first, second)) >= FeatureRelations.sameness
  }

  /// Spearman's correlation, −1 to 1; 0 where it is not known.
  func correlation(_ first: String, _ second: String) -> Double {
    guard let first = ranks[first], let second = ranks[second] else { return 0 }
    return zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Mean ranks, centred and scaled; a missing value has the mean rank.
  private static func unitRanks(_ values: [Double]) -> [Double] {
    let present = values.indices.filter { !values[$0].isNaN }.sorted { values[$0] < values[$1] }
    let middle = Double(present.count - 1) / 2
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < present.count {
      var end = start
      while end < present.count, values[present[end]] == values[present[start]] { end += 1 }
      let rank = Double(start + end - 1) / 2 - middle
      for place in start..<end { ranks[present[place]] = rank }
      start = end
    }
    let length = ranks.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? ranks.map { $0 / length } : []
  }
}
