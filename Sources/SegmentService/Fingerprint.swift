import Features
import JSON
import Matrices
import Segmentation
import Tables

/// The fingerprint of a model: what two fits must share to count as the same.
enum Fingerprint {
  /// Customers in a part that is hashed by itself.
  private static let partSize = 65_536

  /// SHA-256 of the results (centres, sizes, inertia, profile, the segment of each customer) and of
  /// the recipe; name, version, times and labels are left out.
  ///
  /// Doubles enter as their shortest text, which differs where the bits differ. Customers enter as
  /// the SHA-256 of each part of them, so that parts can be hashed side by side.
  ///
  /// - Returns: The fingerprint, and the bytes of the document's core, which it covers.
  static func of(_ learned: Learned, workers: Workers) -> (text: String, coreByteCount: Int) {
    let ids = learned.model.segments.map { Int32(truncatingIfNeeded: $0.id) }
    let count = learned.order.count
    let (digests, _) = workers.map(
      count: (count + partSize - 1) / partSize, monitor: .none
    ) { part, _ in
      digest(of: part * partSize..<min((part + 1) * partSize, count), learned, ids)
    }
    var writer = JSONWriter()
    var coreByteCount = 0
    writer.object { writer in
      writer.members(ofFit: learned.model)
      let start = writer.bytes.count
      ModelDocument.writeCore(learned.model, to: &writer)
      coreByteCount = writer.bytes.count - start
      writer.array("customers") { writer in
        for digest in digests { writer.write(digest ?? "") }
      }
    }
    var hash = SHA256()
    hash.update(writer.bytes.span)
    return (hash.hexDigest(), coreByteCount)
  }

  /// The names of customers in canonical order, each with its length and whether it came as a
  /// number, and the numbers of their segments.
  private static func digest(of rows: Range<Int>, _ learned: Learned, _ ids: [Int32]) -> String {
    var hash = SHA256()
    let isNamed = !learned.customers.identifiers.isEmpty
    let bytes = isNamed ? named(rows, learned, ids) : nameless(rows, learned, ids)
    hash.update(bytes.span)
    return hash.hexDigest()
  }

  private static func named(
    _ rows: Range<Int>, _ learned: Learned, _ ids: [Int32]
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(rows.count * (4 + 12 * learned.customers.identifiers.count))
    func append(_ number: Int32) {
      for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
    for place in rows {
      let row = learned.order[place]
      for column in learned.customers.identifiers {
        let code = Int(column.codes[row])
        guard column.labels.indices.contains(code) else {
          append(-1)
          continue
        }
        let label = column.labels[code]
        append(Int32(truncatingIfNeeded: label.text.utf8.count) << 1 | (label.isNumber ? 1 : 0))
        bytes.append(contentsOf: label.text.utf8)
      }
      // 0: without a segment.
      let label = Int(learned.orderedLabels[place])
      append(label < 0 ? 0 : ids[label])
    }
    return bytes
  }

  /// The same of customers without names: four bytes each, 64,000 at a time without a call for any.
  private static func nameless(
    _ rows: Range<Int>, _ learned: Learned, _ ids: [Int32]
  ) -> [UInt8] {
    // Label -1, without a segment, has the number 0.
    let numbers = [0] + ids.map { UInt32(bitPattern: $0) }
    let labels = learned.orderedLabels.span.extracting(rows)
    var bytes = [UInt8](repeating: 0, count: 4 * rows.count)
    var output = bytes.mutableSpan
    for index in labels.indices {
      let number = numbers[Int(labels[index]) + 1]
      let place = 4 &* index
      output[place] = UInt8(truncatingIfNeeded: number)
      output[place &+ 1] = UInt8(truncatingIfNeeded: number >> 8)
      output[place &+ 2] = UInt8(truncatingIfNeeded: number >> 16)
      output[place &+ 3] = UInt8(truncatingIfNeeded: number >> 24)
    }
    return bytes
  }
}
