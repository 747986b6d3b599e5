import JSON
import Segmentation

/// What users call segments, as it is kept beside the versions of a name.
enum LabelDocument {
  /// The version of the document's form.
  private static let format = 1

  static func bytes(of labels: [Int: SegmentLabel]) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("segmentd_labels", format)
      writer.array("labels") { writer in
        for (segment, label) in labels.sorted(by: { $0.key < $1.key }) {
          writer.object { writer in
            writer.member("segment", segment)
            if let name = label.name { writer.member("name", name) }
            if let advice = label.advice { writer.member("advice", strings: advice) }
          }
        }
      }
    }
    return writer.bytes
  }

  /// Reads them back.
  static func labels(of bytes: [UInt8]) throws(DocumentError) -> [Int: SegmentLabel] {
    let document = DocumentValue(value: try ModelDocument.parse(bytes), place: "")
    let format = try document.member("segmentd_labels").integer(1...Int.max)
    guard format <= self.format else { throw .newerFormat(format) }
    var labels: [Int: SegmentLabel] = [:]
    for element in try document.member("labels").elements() {
      let segment = try element.member("segment").integer(1...largestSegmentId)
      labels[segment] = SegmentLabel(
        name: try element.optional("name")?.text(), advice: try element.optional("advice")?.texts())
    }
    return labels
  }
}
