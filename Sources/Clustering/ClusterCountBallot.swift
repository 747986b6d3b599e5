import Decimals

/// Turns measures into votes, votes into a suggestion, and each into a sentence.
struct ClusterCountBallot {
  let measures: ClusterCountMeasures
  let leastCounted: Int
  let remark: String?

  init(_ measures: ClusterCountMeasures, leastCounted: Int, remark: String?) {
    self.measures = measures
    self.leastCounted = leastCounted
    self.remark = remark
  }

  var rows: [ClusterCountStudy.Row] { measures.rows }

  var study: ClusterCountStudy {
    let votes = ClusterCountCriterion.allCases.filter(measures.criteria.contains).map(vote)
    let (structure, structureReason) = structure
    return ClusterCountStudy(
      rows: rows, votes: votes, suggested: suggestion(votes, structure), structure: structure,
      structureReason: structureReason, limit: measures.limit, isComplete: measures.isComplete)
  }

  private func vote(_ criterion: ClusterCountCriterion) -> ClusterCountStudy.Vote {
    let (clusterCount, reason) =
      switch criterion {
      case .elbow: elbow(kneedElbow, "kneed's")
      case .elbowYellowbrick: elbow(yellowbrickElbow, "yellowbrick's")
      case .silhouette: highest(\.silhouette, "silhouette", decimals: 3)
      case .calinskiHarabasz: highest(\.calinskiHarabasz, "Calinski-Harabasz index")
      case .calinskiHarabaszFirst: firstPeak
      case .daviesBouldin: lowestDaviesBouldin
      case .gap: gap
      case .stability: stability
      }
    let isCandidate = rows.contains { $0.clusterCount == clusterCount }
    return ClusterCountStudy.Vote(
      criterion: criterion, clusterCount: clusterCount, reason: reason,
      isCounted: criterion.mayCount && isCandidate && clusterCount ?? 0 >= leastCounted)
  }

  private typealias Answer = (clusterCount: Int?, reason: String)

  private func elbow(
    _ rule: ([Int], [Double], CurveShape) -> Int?, _ whose: String
  ) -> Answer {
    guard let first = rows.first, let last = rows.last, rows.count >= 3 else {
      return (
        nil,
        "a bend needs at least 3 numbers of segments, and "
          + (rows.count == 1 ? "only 1 was tried" : "only \(rows.count) were tried")
      )
    }
    guard rows.contains(where: { $0.inertia != first.inertia }) else {
      return (
        nil,
        "the inertia is \(figures(first.inertia)) for every number of segments, so that its curve "
          + "has no bend"
      )
    }
    let found = rule(rows.map(\.clusterCount), rows.map(\.inertia), .convexDecreasing)
    guard let place = rows.firstIndex(where: { $0.clusterCount == found }) else {
      return (
        nil,
        "the inertia goes from \(figures(first.inertia)) at \(first.clusterCount) to "
          + "\(figures(last.inertia)) at \(last.clusterCount) without a bend by \(whose) rule"
      )
    }
    let row = rows[place]
    var reason =
      "the curve of inertia bends at \(row.clusterCount) by \(whose) rule: "
      + "\(figures(row.inertia)) there"
    if place > 0 {
      reason += ", after \(figures(rows[place - 1].inertia)) at \(rows[place - 1].clusterCount)"
    }
    if place + 1 < rows.count {
      reason += ", and \(figures(rows[place + 1].inertia)) at \(rows[place + 1].clusterCount)"
    }
    return (row.clusterCount, reason)
  }

  /// The number with the highest value, the smaller of equals.
  private func highest(
    _ value: KeyPath<ClusterCountStudy.Row, Double?>, _ name: String, decimals: Int? = nil
  ) -> Answer {
    best(value, name, "highest", decimals) { $0 > $1 }
  }

  private var lowestDaviesBouldin: Answer {
    best(\.daviesBouldin, "Davies-Bouldin index", "lowest", 3) { $0 < $1 }
  }

  private func best(
    _ value: KeyPath<ClusterCountStudy.Row, Double?>, _ name: String, _ superlative: String,
    _ decimals: Int?, isBetter: (Double, Double) -> Bool
  ) -> Answer {
    let known = rows.compactMap { row in row[keyPath: value].map { (row.clusterCount, $0) } }
    guard var winner = known.first else { return (nil, undefined(name)) }
    for entry in known.dropFirst() where isBetter(entry.1, winner.1) { winner = entry }
    let text = { (value: Double) in
      decimals.map { readable(value, decimals: $0) } ?? figures(value)
    }
    guard known.count > 1 else {
      return (winner.0, "\(winner.0) is the only number with a \(name): \(text(winner.1))")
    }
    let others = known.filter { $0.0 != winner.0 }
    var second = others[0]
    for entry in others.dropFirst() where isBetter(entry.1, second.1) { second = entry }
    return (
      winner.0,
      "the \(superlative) \(name) is \(text(winner.1)) at \(winner.0); next comes "
        + "\(text(second.1)) at \(second.0)"
    )
  }

  private var firstPeak: Answer {
    let known = rows.compactMap { row in row.calinskiHarabasz.map { (row.clusterCount, $0) } }
    guard
      let peak = known.indices.dropLast().first(where: { known[$0].1 > known[$0 + 1].1 })
    else {
      let (clusterCount, reason) = highest(\.calinskiHarabasz, "Calinski-Harabasz index")
      guard known.count > 1 else { return (clusterCount, reason) }
      return (clusterCount, "there is no peak before the end of the range: " + reason)
    }
    let (clusterCount, index) = known[peak]
    let next = known[peak + 1]
    return (
      clusterCount,
      "the Calinski-Harabasz index has its first peak at \(clusterCount): \(figures(index)), then "
        + "\(figures(next.1)) at \(next.0)"
    )
  }

  private var gap: Answer {
    guard let gap = measures.gap, let chosen = gap.chosen,
      let place = gap.clusterCounts.firstIndex(of: chosen)
    else { return (nil, undefined("gap")) }
    var reason: String
    if gap.gaps[place] == .infinity {
      reason = "with \(counted(chosen, "segment")) every row lies on its centre"
    } else if gap.clusterCounts.count == 1 {
      reason = "\(chosen) is the only number with a gap: \(figures(gap.gaps[place]))"
    } else if place + 1 < gap.clusterCounts.count {
      reason =
        "the gap of \(figures(gap.gaps[place])) at \(chosen) is the first that "
        + "\(counted(gap.clusterCounts[place + 1], "segment")) do not beat by more than a standard "
        + "error: \(figures(gap.gaps[place + 1])) with an error of "
        + figures(gap.errors[place + 1])
    } else {
      reason =
        "the gap grows up to \(chosen), the last number tried: \(figures(gap.gaps[place]))"
    }
    if !rows.contains(where: { $0.clusterCount == chosen }) {
      reason += "; \(chosen) is outside the range, so that this vote does not count"
    }
    return (chosen, reason)
  }

  private var stability: Answer {
    let known = rows.compactMap { row in row.stability.map { (row.clusterCount, $0) } }
    guard var best = known.first else { return (nil, undefined("stability")) }
    for entry in known.dropFirst() where entry.1 > best.1 { best = entry }
    guard let last = known.last(where: { $0.1 >= Self.stableJaccard }) else {
      return (
        nil,
        "with no number of segments are all found again in resampled rows: at \(best.0) the least "
          + "stable has a Jaccard index of \(readable(best.1, decimals: 2)), and 0.75 is needed"
      )
    }
    return (
      last.0,
      "\(last.0) is the largest number of which every segment is found again in resampled rows: the "
        + "least stable has a Jaccard index of \(readable(last.1, decimals: 2)), and 0.75 is needed"
    )
  }

  /// What a segment needs to count as found again.
  private static let stableJaccard = 0.75

  private func undefined(_ name: String) -> String {
    measures.isComplete
      ? "no number that was tried has a \(name): it needs at least 2 segments, and fewer segments "
        + "than rows"
      : "the time was up before there was a \(name)"
  }
}
