import Features
import JSON
import Segmentation
import Tables

/// The fingerprint of a model: what two fits must share to count as the same.
enum Fingerprint {
  /// SHA-256 of the results (centres, sizes, inertia, profile, the segment of each customer) and of
  /// the recipe; name, version, times and labels are left out.
  ///
  /// Doubles enter as their shortest text, which differs where the bits differ.
  static func of(_ learned: Learned) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.members(ofFit: learned.model)
      ModelDocument.writeCore(learned.model, to: &writer)
      writer.array("customers") { writer in
        for row in learned.labels.indices {
          writer.array { writer in
            if !learned.customers.identifiers.isEmpty {
              writer.write(id: learned.customers.identifiers, row)
            }
            // 0: without a segment.
            let label = Int(learned.labels[row])
            writer.write(label < 0 ? 0 : learned.model.segments[label].id)
          }
        }
      }
    }
    var hash = SHA256()
    hash.update(writer.bytes)
    return hash.hexDigest()
  }
}
