import Clustering
import JSON
import SegmentProtocol

/// How k was chosen, out of a model document.
extension ClusterCountStudy {
  init(_ choice: DocumentValue) throws(DocumentError) {
    var rows: [Row] = []
    for element in try choice.member("rows").elements() { rows.append(try Row(element)) }
    var votes: [Vote] = []
    for (name, vote) in try choice.member("votes").members() {
      guard let criterion = ClusterCountCriterion(rawValue: name) else {
        throw vote.misfit(
          "one of " + ClusterCountCriterion.allCases.map(\.rawValue).joined(separator: ", "))
      }
      votes.append(
        Vote(
          criterion: criterion, clusterCount: try vote.optional("k")?.count(),
          reason: try vote.member("reason").text(), isCounted: try vote.member("counted").flag()))
    }
    let suggested = try choice.member("suggested")
    var limit: Limit?
    if let place = try choice.optional("limit") {
      limit = Limit(
        clusterCount: try place.member("k").count(), reason: try place.member("reason").text())
    }
    self.init(
      rows: rows, votes: votes,
      suggested: Suggestion(
        clusterCount: try suggested.optional("k")?.count(),
        reason: try suggested.member("reason").text()),
      structure: try choice.optional("structure")?.flag(),
      structureReason: try choice.member("structure_reason").text(), limit: limit,
      isComplete: try choice.member("complete").flag())
  }
}

extension ClusterCountStudy.Row {
  fileprivate init(_ row: DocumentValue) throws(DocumentError) {
    self.init(
      clusterCount: try row.member("k").count(), inertia: try row.member("inertia").amount(),
      silhouette: try row.optional("silhouette")?.number(),
      silhouetteError: try row.optional("silhouette_error")?.number(),
      calinskiHarabasz: try row.optional("calinski_harabasz")?.number(),
      daviesBouldin: try row.optional("davies_bouldin")?.number(),
      gap: try row.gap(),
      gapError: try row.optional("gap_se")?.number(),
      stability: try row.optional("stability")?.share())
  }
}

extension DocumentValue {
  /// The gap of a row: what is there and null was infinite, which JSON cannot say.
  fileprivate func gap() throws(DocumentError) -> Double? {
    guard let gap = try object()["gap"] else { return nil }
    return gap == .null ? .infinity : try member("gap").number()
  }
}
