import Decimals

extension ClusterCountBallot {
  /// The number with the most votes; of equals that with the higher silhouette, then the smaller.
  func suggestion(
    _ votes: [ClusterCountStudy.Vote], _ structure: Bool?
  ) -> ClusterCountStudy.Suggestion {
    var reason: String
    let chosen: ClusterCountStudy.Row?
    let counts = Dictionary(
      grouping: votes.filter(\.isCounted).compactMap(\.clusterCount), by: { $0 }
    ).mapValues(\.count)
    let most = counts.values.max() ?? 0
    let candidates = rows.filter { counts[$0.clusterCount] == most }
    if most > 0, let best = Self.best(of: candidates) {
      chosen = best
      reason = electionReason(best, votes, candidates)
    } else if let best = Self.best(of: rows.filter { $0.silhouette != nil && isUp($0) }) {
      chosen = best
      reason =
        "no criterion names a number; \(best.clusterCount) has the highest silhouette, "
        + score(best)
    } else {
      (chosen, reason) = lastResort(votes)
    }
    if let chosen { reason += notUp(votes, chosen) }
    if structure == false {
      reason += "; but the rows form no groups beyond what evenly spread ones would"
    }
    if !measures.isComplete { reason += "; the time was up before everything was tried" }
    return ClusterCountStudy.Suggestion(clusterCount: chosen?.clusterCount, reason: reason)
  }

  /// Whether a number may be suggested.
  private func isUp(_ row: ClusterCountStudy.Row) -> Bool { row.clusterCount >= leastCounted }

  private static func best(of rows: [ClusterCountStudy.Row]) -> ClusterCountStudy.Row? {
    var best = rows.first
    for row in rows.dropFirst() where row.silhouette ?? -2 > best?.silhouette ?? -2 { best = row }
    return best
  }

  private func score(_ row: ClusterCountStudy.Row) -> String {
    row.silhouette.map { readable($0, decimals: 3) } ?? "unknown"
  }

  private func electionReason(
    _ best: ClusterCountStudy.Row, _ votes: [ClusterCountStudy.Vote],
    _ candidates: [ClusterCountStudy.Row]
  ) -> String {
    let counting = votes.filter(\.criterion.mayCount)
    let supporters = counting.filter { $0.isCounted && $0.clusterCount == best.clusterCount }
    var reason =
      "\(best.clusterCount) has \(supporters.count) of \(counted(counting.count, "vote")): "
      + supporters.map(\.criterion.title).joined(separator: ", ")
    let equals = candidates.filter { $0.clusterCount != best.clusterCount }
    if !equals.isEmpty {
      let names = equals.map { "\($0.clusterCount)" }.joined(separator: " and ")
      let second = Self.best(of: equals)
      if let mine = best.silhouette, let theirs = second?.silhouette, mine > theirs {
        reason +=
          "; \(names) \(equals.count == 1 ? "has" : "have") as many and a lower silhouette, "
          + "\(readable(theirs, decimals: 3)) against \(readable(mine, decimals: 3))"
      } else {
        reason +=
          "; \(names) \(equals.count == 1 ? "has" : "have") as many, and the smaller number is taken"
      }
    } else if let silhouette = best.silhouette {
      reason += "; its silhouette is \(readable(silhouette, decimals: 3))"
    }
    return reason
  }

  /// Where there is neither a vote nor a silhouette among the numbers that count.
  private func lastResort(
    _ votes: [ClusterCountStudy.Vote]
  ) -> (ClusterCountStudy.Row?, String) {
    guard measures.isComplete else {
      return (
        Self.best(of: rows),
        "the time was up before any criterion could be asked, and this is the smallest number that "
          + "was tried"
      )
    }
    guard leastCounted > measures.range.lowerBound, let row = Self.best(of: rows) else {
      return (
        nil,
        "none of the criteria that were asked names a number; their reasons stand in votes, and the "
          + "criterion silhouette always names one where it is defined"
      )
    }
    return (
      row, "the rows allow no more: of what can be filled, \(row.clusterCount) scores best"
    )
  }

  /// What the largest number that was not up for choice would have been.
  private func notUp(
    _ votes: [ClusterCountStudy.Vote], _ chosen: ClusterCountStudy.Row
  ) -> String {
    guard let row = rows.last(where: { !isUp($0) }), row.clusterCount != chosen.clusterCount
    else { return "" }
    let count = votes.count { $0.criterion.mayCount && $0.clusterCount == row.clusterCount }
    return "; \(row.clusterCount) was not up for choice and would have had "
      + "\(counted(count, "vote")) and a silhouette of \(score(row))"
  }

  /// Whether the rows fall into groups, and why.
  var structure: (Bool?, String) {
    let known = rows.compactMap { row in row.silhouette.map { (row.clusterCount, $0) } }
    guard measures.criteria.contains(.silhouette) else {
      return (
        nil, "not judged, because that takes silhouettes and the criterion silhouette was not asked"
      )
    }
    guard var best = known.first, !measures.referenceSilhouettes.isEmpty else {
      let reason =
        measures.isComplete
        ? "not judged, because no number that was tried has a silhouette"
        : "not judged, because the time was up before that"
      return (nil, reason)
    }
    for entry in known.dropFirst() where entry.1 > best.1 { best = entry }
    let references = measures.referenceSilhouettes
    let highest = references.max() ?? 0
    let reaching = references.count { $0 >= best.1 }
    var reason =
      "the highest silhouette, \(readable(best.1, decimals: 3)) at \(best.0), is "
    if reaching == 0 {
      reason +=
        "above that of each of \(references.count) tables of evenly spread rows, which come to "
        + "\(readable(highest, decimals: 3)) at most"
    } else {
      reason +=
        "reached by \(reaching) of \(references.count) tables of evenly spread rows, which come to "
        + "\(readable(highest, decimals: 3)): rows without any groups look the same"
    }
    if let remark { reason += "; " + remark }
    return (reaching == 0, reason)
  }
}

/// A number with about three digits that count, however small it is.
func figures(_ value: Double) -> String {
  let magnitude = abs(value)
  guard magnitude < 1, magnitude > 0 else { return readable(value) }
  var decimals = 3
  var bound = 0.1
  while magnitude < bound && decimals < 6 {
    decimals += 1
    bound /= 10
  }
  return magnitude < bound ? shortestText(of: value) : readable(value, decimals: decimals)
}
