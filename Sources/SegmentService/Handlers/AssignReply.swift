import Features
import JSON
import Segmentation
import Tables

/// The result of an `assign`, column by column in the order of the rows.
struct AssignReply {
  let stored: StoredModel
  let customers: CustomerTable
  let assigned: Assigned
  let detail: Set<String>

  var bytes: [UInt8] {
    let segments = stored.segments
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("model", stored.name)
    writer.member("version", stored.version)
    if let asOf = customers.asOf { writer.member("as_of", dateText(asOf)) }
    if !customers.identifiers.isEmpty {
      writer.member("ids", ids: customers.identifiers, customers.withoutPurchase)
    }
    writer.key("segment")
    write(&writer, segmentIds: assigned.labels)
    writer.object("names") { writer in
      if withoutPurchaseCount > 0 { writer.member("0", noPurchase) }
      for segment in segments { writer.member(String(segment.id), segment.name) }
    }
    if !assigned.prepared.unassignable.isEmpty {
      writer.object("unassigned") { writer in
        for (row, reason) in assigned.prepared.unassignable.sorted(by: { $0.key < $1.key }) {
          writer.member(String(row), reason)
        }
      }
    }
    writeDetail(&writer, segments)
    writer.member("warnings", strings: customers.warnings + unseenWarnings)
    writer.endObject()
    return writer.bytes
  }

  /// The reply where there is a segment for each row and nothing else to be said.
  static func bytes(_ stored: StoredModel, _ labels: [Int32]) -> [UInt8] {
    let names = stored.names
    let segments = stored.model.segments
    var writer = JSONWriter(capacity: 128 + stored.name.utf8.count + names.count + 4 * labels.count)
    writer.beginObject()
    writer.member("model", stored.name)
    writer.member("version", stored.version)
    // By index: a segment that is copied has each of its many references counted.
    let ids = segments.indices.map { Int32(segments[$0].id) }
    writer.member("segment", integers: labels.map { ids[Int($0)] })
    writer.member("names", raw: names)
    writer.member("warnings", strings: [])
    writer.endObject()
    return writer.bytes
  }

  /// Values that the model never saw, a sentence per column.
  private var unseenWarnings: [String] {
    assigned.prepared.unseenValues.sorted { $0.key < $1.key }.map { column, values in
      "column \"\(column)\" holds values that the model never saw: "
        + values.prefix(5).joined(separator: ", ")
    }
  }

  /// Customers of the master table who never bought: they stand behind the others.
  private var withoutPurchaseCount: Int { customers.withoutPurchase.first?.codes.count ?? 0 }

  private let noPurchase = "No purchase"

  /// An id per row, null where there is none.
  private func write(_ writer: inout JSONWriter, segmentIds labels: [Int32]) {
    let ids = stored.model.segments.map { Int32($0.id) }
    guard withoutPurchaseCount > 0 || labels.contains(where: { $0 < 0 }) else {
      writer.write(integers: labels.map { ids[Int($0)] })
      return
    }
    writer.beginArray()
    for label in labels {
      if label < 0 { writer.writeNull() } else { writer.write(Int(ids[Int(label)])) }
    }
    for _ in 0..<withoutPurchaseCount { writer.write(0) }
    writer.endArray()
  }

  private func writeDetail(_ writer: inout JSONWriter, _ segments: [Segment]) {
    let rows = assigned.labels.indices
    func each(_ name: String, _ body: (inout JSONWriter, Int, Int) -> Void) {
      guard detail.contains(name) else { return }
      writer.array(name) { writer in
        for row in rows {
          let label = Int(assigned.labels[row])
          if label < 0 { writer.writeNull() } else { body(&writer, row, label) }
        }
        for _ in 0..<withoutPurchaseCount {
          if name == "name" { writer.write(noPurchase) } else { writer.writeNull() }
        }
      }
    }
    each("name") { writer, _, label in writer.write(segments[label].name) }
    each("distance") { writer, row, _ in writer.write(assigned.distances[row]) }
    each("runner_up") { writer, row, _ in
      let second = Int(assigned.runnersUp[row])
      if second < 0 { writer.writeNull() } else { writer.write(segments[second].id) }
    }
    each("margin") { writer, row, _ in writer.write(assigned.margins[row]) }
    each("percentile") { writer, row, label in
      writer.write(segments[label].distances.percentile(of: assigned.distances[row]))
    }
    each("outlier") { writer, row, label in
      writer.write(assigned.distances[row] > segments[label].distances.outlierLimit)
    }
    let doubts = [
      ("imputed", assigned.prepared.imputed), ("out_of_range", assigned.prepared.outOfRange),
      ("unseen", assigned.prepared.unseen), ("outlier_features", assigned.prepared.outliers),
    ]
    for (name, names) in doubts where detail.contains(name) {
      writer.array(name) { writer in
        for row in rows {
          writer.beginArray()
          for feature in names[row] ?? [] { writer.write(feature) }
          writer.endArray()
        }
        for _ in 0..<withoutPurchaseCount {
          writer.beginArray()
          writer.endArray()
        }
      }
    }
  }
}
