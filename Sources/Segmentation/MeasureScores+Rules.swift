import Features
import Matrices

extension MeasureScores {
  /// Scores values by cut points that are there already.
  ///
  /// - Parameters:
  ///   - values: One per customer; NaN is missing.
  ///   - cuts: Ascending, one fewer than scores.
  init(_ measure: Measure, _ values: [Double], cuts: [Double], rule: ScoreRule) {
    self.measure = measure
    self.cuts = cuts
    scores = MeasureScores.scores(values, cuts, rule, isReversed: measure == .recency)
    partedCount = 0
  }

  /// Scores values by cut points made of them.
  ///
  /// - Parameters:
  ///   - values: One per customer, at least one that is not missing (NaN).
  ///   - order: The canonical order of the customers, for the rules that part ties.
  /// - Throws: ``SegmentationError/equalEdges(measure:value:share:scoreCount:)``.
  init(
    _ measure: Measure, _ values: [Double], scoreCount: Int, rule: ScoreRule, order: [Int]
  ) throws(SegmentationError) {
    let present = values.filter { !$0.isNaN }
    switch rule {
    case .cascade, .qcut, .shifted:
      var cuts = quantileEdges(partCount: scoreCount, of: present)
      if rule == .qcut { try MeasureScores.requireDifferent(cuts, present, measure, scoreCount) }
      if rule == .shifted { cuts = cuts.map { $0 + 1 } }
      self.init(measure, values, cuts: cuts, rule: rule)
    case .rankFirst, .ntile:
      self.init(measure, values, ranks: order, scoreCount: scoreCount, rule: rule)
    }
  }

  /// Scores customers by their rank, ties in canonical order.
  private init(
    _ measure: Measure, _ values: [Double], ranks order: [Int], scoreCount: Int, rule: ScoreRule
  ) {
    let isReversed = measure == .recency
    // By value, and customers of equal value as the order has them.
    let places = order.indices.filter { !values[order[$0]].isNaN }.sorted {
      (values[order[$0]], $0) < (values[order[$1]], $1)
    }
    let ranked = places.map { order[$0] }
    var scores = [Int32](repeating: 0, count: values.count)
    // Per part of the ascending values how many customers stand before its end.
    var ends = [Int](repeating: 0, count: scoreCount)
    for (rank, row) in ranked.enumerated() {
      let part = MeasureScores.part(
        rank, of: ranked.count, scoreCount, rule, largerLast: isReversed)
      ends[part] = rank + 1
      scores[row] = Int32(truncatingIfNeeded: isReversed ? scoreCount - part : part + 1)
    }
    var cuts: [Double] = []
    var end = 0
    for part in 0..<scoreCount - 1 {
      end = max(end, ends[part])
      // Before the first customer a cut lies below all values.
      cuts.append(end > 0 ? values[ranked[end - 1]] : (ranked.first.map { values[$0] } ?? 0) - 1)
    }
    let frozen = MeasureScores.scores(values, cuts, rule, isReversed: isReversed)
    self.measure = measure
    self.scores = scores
    self.cuts = cuts
    partedCount = zip(scores, frozen).count { $0 != $1 }
  }

  /// The part, from 0, of the customer of that rank among so many.
  private static func part(
    _ rank: Int, of count: Int, _ partCount: Int, _ rule: ScoreRule, largerLast: Bool
  ) -> Int {
    if rule == .rankFirst {
      // As `qcut` of the ranks: 1 + the number of edges i(n − 1)/p below the rank.
      return rank == 0 ? 0 : min((rank * partCount - 1) / max(count - 1, 1), partCount - 1)
    }
    // Groups of one more come first, counted from the worst: of recency, from the end.
    let place = largerLast ? count - 1 - rank : rank
    let (size, larger) = count.quotientAndRemainder(dividingBy: partCount)
    let group =
      place < larger * (size + 1)
      ? place / (size + 1) : larger + (place - larger * (size + 1)) / max(size, 1)
    return largerLast ? partCount - 1 - group : group
  }

  /// The score of each value.
  private static func scores(
    _ values: [Double], _ cuts: [Double], _ rule: ScoreRule, isReversed: Bool
  ) -> [Int32] {
    let belongsAbove = rule == .shifted
    let best = Int32(truncatingIfNeeded: cuts.count + 1)
    return values.map { value in
      guard !value.isNaN else { return 0 }
      var passed: Int32 = 0
      for cut in cuts where belongsAbove ? cut <= value : cut < value { passed += 1 }
      return isReversed ? best - passed : 1 + passed
    }
  }

  /// Refuses edges that pandas refuses: any two equal, the smallest and largest value counted.
  private static func requireDifferent(
    _ cuts: [Double], _ values: [Double], _ measure: Measure, _ scoreCount: Int
  ) throws(SegmentationError) {
    let edges = [values.min() ?? 0] + cuts + [values.max() ?? 0]
    for (lower, upper) in zip(edges, edges.dropFirst()) where lower == upper {
      throw .equalEdges(
        measure: measure.wireName, value: lower,
        share: Double(values.count { $0 == lower }) / Double(values.count), scoreCount: scoreCount)
    }
  }
}
