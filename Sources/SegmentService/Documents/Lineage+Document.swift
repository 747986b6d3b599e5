import JSON
import Segmentation

extension DriftReference {
  /// Reads what the training customers were like.
  init(_ reference: DocumentValue, segmentCount: Int) throws(DocumentError) {
    var features: [FeatureBins] = []
    for bins in try reference.member("features").elements() {
      features.append(try FeatureBins(bins))
    }
    let counts = try reference.member("segments").counts(segmentCount)
    self.init(features: features, segmentCounts: counts)
  }
}

extension FeatureBins {
  fileprivate init(_ bins: DocumentValue) throws(DocumentError) {
    let kind = try bins.member("kind")
    let content: Content
    let binCount: Int
    switch try kind.text() {
    case "number":
      let place = try bins.member("edges")
      let edges = try place.numbers()
      guard zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 }) else {
        throw place.misfit("a list of numbers in ascending order")
      }
      content = .numbers(edges: edges)
      binCount = edges.count + 2
    case "text":
      let place = try bins.member("values")
      let values = try place.texts()
      guard Set(values).count == values.count else {
        throw place.misfit("a list of different texts")
      }
      content = .texts(values: values)
      binCount = values.count + 2
    default: throw kind.misfit("number or text")
    }
    self.init(
      feature: try bins.member("column").text(), content: content,
      counts: try bins.member("counts").counts(binCount))
  }
}

extension Lineage {
  /// Reads where the ids of the segments come from.
  init(_ lineage: DocumentValue, ids: [Int]) throws(DocumentError) {
    let last = try lineage.member("last_segment_id")
    let highest = ids.max() ?? 1
    self.init(
      lastSegmentId: try last.integer(highest...largestSegmentId),
      alignment: try lineage.optional("alignment").map { (alignment) throws(DocumentError) in
        try Alignment(alignment)
      })
  }
}

/// The highest id that a segment of a document may have.
let largestSegmentId = 1_000_000_000

extension Alignment {
  fileprivate init(_ alignment: DocumentValue) throws(DocumentError) {
    let by = try alignment.member("by")
    let basis: Basis
    switch try by.text() {
    case "customers": basis = .customers(try alignment.member("customers").count())
    case "centers": basis = .centers
    case "nothing": basis = .nothing
    default: throw by.misfit("customers, centers or nothing")
    }
    self.init(
      parentVersion: try alignment.member("parent").integer(1...(1 << 53)), basis: basis,
      kept: try alignment.member("kept").segmentIds(),
      new: try alignment.member("new").segmentIds(),
      retired: try alignment.member("retired").segmentIds(),
      split: try alignment.member("split").segmentIdLists(),
      merged: try alignment.member("merged").segmentIdLists())
  }
}

extension DocumentValue {
  /// A list of so many numbers of things.
  fileprivate func counts(_ count: Int) throws(DocumentError) -> [Int] {
    var counts: [Int] = []
    for element in try elements() { counts.append(try element.count()) }
    guard counts.count == count else { throw misfit("a list of \(count)") }
    return counts
  }

  fileprivate func segmentIds() throws(DocumentError) -> [Int] {
    var ids: [Int] = []
    for element in try elements() { ids.append(try element.integer(1...largestSegmentId)) }
    return ids
  }

  fileprivate func segmentIdLists() throws(DocumentError) -> [Int: [Int]] {
    var lists: [Int: [Int]] = [:]
    for (name, value) in try members() {
      guard let id = Int(name), (1...largestSegmentId).contains(id) else {
        throw value.misfit("named by the id of a segment")
      }
      lists[id] = try value.segmentIds()
    }
    return lists
  }
}
