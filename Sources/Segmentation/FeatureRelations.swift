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

  /// Ranks the customers who have a group by each numeric column.
  init(of table: Table, _ groups: RowGroups) {
    let step = max(1, groups.rowCount / FeatureRelations.sampleLimit)
    let places = stride(from: 0, to: groups.rowCount, by: step)
    let rows = groups.areAll ? [] : groups.rows
    let sample = groups.areAll ? Array(places) : places.map { rows[$0] }
    var ranks: [String: [Double]] = [:]
    let positions = table.order.map { order in sample.map { order[$0] } } ?? sample
    for (name, cells) in zip(table.names, table.cells).prefix(FeatureRelations.featureLimit) {
      guard case .numbers(let values) = cells else { continue }
      ranks[name] = FeatureRelations.unitRanks(positions.map { values[$0] })
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
    let sorted = sortedKeys(values)
    let middle = Double(sorted.count - 1) / 2
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < sorted.count {
      var end = start
      while end < sorted.count, sorted[end].key == sorted[start].key { end += 1 }
      let rank = Double(start + end - 1) / 2 - middle
      for place in start..<end { ranks[Int(sorted[place].row)] = rank }
      start = end
    }
    let length = ranks.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? ranks.map { $0 / length } : []
  }

  /// A value as a whole number that rises with it, and its row.
  private struct Keyed {
    var key: UInt64
    var row: Int32
  }

  /// The values that are there, ascending, by six stable passes of eleven bits, of which those are
  /// left out that move nothing.
  ///
  /// (Measured for 4,338 customers of 3 features: sorting rows by comparing their values was 15 of
  /// 100 parts of a fit.)
  private static func sortedKeys(_ values: [Double]) -> [Keyed] {
    var keys: [Keyed] = []
    keys.reserveCapacity(values.count)
    for (row, value) in values.enumerated() where !value.isNaN {
      // Both zeros are one value; negative numbers rise as their bits fall.
      let bits = (value + 0.0).bitPattern
      let key = bits >> 63 == 1 ? ~bits : bits | 1 << 63
      keys.append(Keyed(key: key, row: Int32(truncatingIfNeeded: row)))
    }
    var other = keys
    for shift in stride(from: UInt64(0), to: 64, by: 11) {
      if scatter(keys, into: &other, shift) { swap(&keys, &other) }
    }
    return keys
  }

  /// One pass; false where all have the same digit, and nothing was written.
  private static func scatter(_ keys: [Keyed], into other: inout [Keyed], _ shift: UInt64) -> Bool {
    var starts = [Int32](repeating: 0, count: 2_048)
    for index in keys.indices { starts[Int(keys[index].key >> shift & 2_047)] += 1 }
    if let first = keys.first, starts[Int(first.key >> shift & 2_047)] == keys.count {
      return false
    }
    var sum: Int32 = 0
    for digit in starts.indices {
      let count = starts[digit]
      starts[digit] = sum
      sum += count
    }
    for index in keys.indices {
      let digit = Int(keys[index].key >> shift & 2_047)
      other[Int(starts[digit])] = keys[index]
      starts[digit] += 1
    }
    return true
  }
}
