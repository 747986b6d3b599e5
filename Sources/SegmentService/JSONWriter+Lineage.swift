import JSON
import Segmentation

extension JSONWriter {
  /// What the training customers were like, as a document keeps it.
  mutating func member(_ name: String, _ reference: DriftReference) {
    object(name) { writer in
      writer.array("features") { writer in
        for bins in reference.features {
          writer.object { writer in
            writer.member("column", bins.feature)
            switch bins.content {
            case .numbers(let edges):
              writer.member("kind", "number")
              writer.member("edges", numbers: edges)
            case .texts(let values):
              writer.member("kind", "text")
              writer.member("values", strings: values)
            }
            writer.member("counts", integers: bins.counts)
          }
        }
      }
      writer.member("segments", integers: reference.segmentCounts)
    }
  }

  /// Where the ids come from, as a document keeps it.
  mutating func member(_ name: String, _ lineage: Lineage) {
    object(name) { writer in
      writer.member("last_segment_id", lineage.lastSegmentId)
      if let alignment = lineage.alignment { writer.member("alignment", alignment) }
    }
  }
}
