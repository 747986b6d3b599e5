import Clustering
import JSON

extension JSONWriter {
  /// How k was chosen, as a member of an object.
  mutating func member(_ name: String, _ study: ClusterCountStudy) {
    object(name) { $0.members(of: study) }
  }

  /// Every number of segments that was tried, the votes, the suggestion and the verdict.
  mutating func members(of study: ClusterCountStudy) {
    array("rows") { writer in
      for row in study.rows { writer.object { $0.members(of: row) } }
    }
    object("votes") { writer in
      for vote in study.votes {
        writer.object(vote.criterion.rawValue) { writer in
          writer.member("k", optional: vote.clusterCount)
          writer.member("reason", vote.reason)
          writer.member("counted", vote.isCounted)
        }
      }
    }
    object("suggested") { writer in
      writer.member("k", optional: study.suggested.clusterCount)
      writer.member("reason", study.suggested.reason)
    }
    if let structure = study.structure {
      member("structure", structure)
    } else {
      memberNull("structure")
    }
    member("structure_reason", study.structureReason)
    if let limit = study.limit {
      object("limit") { writer in
        writer.member("k", limit.clusterCount)
        writer.member("reason", limit.reason)
      }
    }
  }

  private mutating func members(of row: ClusterCountStudy.Row) {
    member("k", row.clusterCount)
    member("inertia", row.inertia)
    member("silhouette", optional: row.silhouette)
    if let error = row.silhouetteError { member("silhouette_error", error) }
    member("calinski_harabasz", optional: row.calinskiHarabasz)
    member("davies_bouldin", optional: row.daviesBouldin)
    if let gap = row.gap { member("gap", gap) }
    if let error = row.gapError { member("gap_se", error) }
    if let stability = row.stability { member("stability", stability) }
  }

  private mutating func member(_ name: String, optional count: Int?) {
    if let count { member(name, count) } else { memberNull(name) }
  }
}
