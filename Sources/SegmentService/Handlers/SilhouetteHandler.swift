import Clustering
import Features
import JSON
import JSONRPC
import Matrices
import SegmentProtocol
import Segmentation
import Tables

extension Service {
  /// `silhouette`: of the model's training customers, of other rows, or of given labels.
  static func silhouette(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let title = try parameters(SegmentProtocol.Silhouette.model)
    let data = try parameters(SegmentProtocol.Silhouette.data)
    let request = SilhouetteRequest(
      labels: try parameters(SegmentProtocol.Silhouette.labels),
      method: try parameters(SegmentProtocol.Silhouette.method),
      sampleCount: try parameters(SegmentProtocol.Silhouette.sample),
      seed: UInt64(try parameters(SegmentProtocol.Silhouette.seed)),
      showsValues: try parameters(SegmentProtocol.Silhouette.values))
    if request.labels != nil && data == nil {
      throw RPCError(
        Mismatch(path: "labels", expected: "sent together with data", got: "sent alone"))
    }
    let joins = try parameters(SegmentProtocol.Silhouette.joins)
    return .work(
      reads: resources(data).union(resources(title)).union(resources(joins))
    ) { () throws(RPCError) in
      let (stored, bound) = try service.take(title, data, joins)
      return { (context) throws(RPCError) in
        try service.silhouette(request, stored, bound, context)
      }
    }
  }

  private func silhouette(
    _ request: SilhouetteRequest, _ stored: StoredModel, _ data: BoundData?, _ context: CallContext
  ) throws(RPCError) -> [UInt8] {
    let customers = try customers(data, orKeptBy: stored, context)
    let given = try request.labels.map { (slice) throws(RPCError) in try GivenLabels(slice) }
    do throws(SegmentationError) {
      let score = try stored.model.silhouette(
        of: customers, labels: given?.codes, method: request.engineMethod, ofFitted: data == nil,
        sampleCount: request.sampleCount, seed: request.seed, workers: workers,
        monitor: context.strictMonitor)
      return SilhouetteReply(
        score: score, names: given?.names, segments: stored.segments,
        showsValues: request.showsValues
      ).bytes
    } catch {
      throw RPCError(error)
    }
  }
}

/// A `silhouette` once its parameters are read.
struct SilhouetteRequest: Sendable {
  let labels: JSONSlice?
  let method: SilhouetteMethod
  let sampleCount: Int
  let seed: UInt64
  let showsValues: Bool

  var engineMethod: SilhouetteScore.Method? {
    switch method {
    case .auto: nil
    case .exact: .exact
    case .sampled: .sampled
    case .squared: .squared
    case .simplified: .simplified
    }
  }
}

/// Labels that came with a request, each distinct one given a code in the order of their names.
struct GivenLabels {
  let codes: [Int32]
  /// The labels as they came, by code.
  let names: [JSONValue]

  init(_ slice: JSONSlice) throws(RPCError) {
    var reader = JSONReader(slice)
    var tokens: [String] = []
    var values: [String: JSONValue] = [:]
    reader.enterArray()
    while reader.nextElement() {
      guard reader.kind == .number || reader.kind == .string else {
        throw RPCError(
          Mismatch(
            path: "labels[\(tokens.count)]", expected: "a whole number or a text",
            got: JSONValue(reader.readSlice()).description))
      }
      let label = reader.readSlice()
      tokens.append(label.text)
      if values[label.text] == nil { values[label.text] = JSONValue(label) }
    }
    // Numbers in their order, then texts in theirs.
    let distinct = values.keys.sorted { first, second in
      switch (Double(first), Double(second)) {
      case (let one?, let other?): (one, first) < (other, second)
      case (.some, nil): true
      case (nil, .some): false
      case (nil, nil): first < second
      }
    }
    var codeOf: [String: Int32] = [:]
    for (code, token) in distinct.enumerated() { codeOf[token] = Int32(code) }
    codes = tokens.map { codeOf[$0] ?? -1 }
    names = distinct.compactMap { values[$0] }
  }
}

/// The result of a `silhouette`.
struct SilhouetteReply {
  let score: SilhouetteScore
  let names: [JSONValue]?
  let segments: [Segment]
  let showsValues: Bool

  var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("mean", score.mean)
      writer.member("method", score.method.rawValue)
      writer.member("n", score.rowCount)
      writer.member("used", score.usedCount)
      if let error = score.standardError { writer.member("standard_error", error) }
      writer.array("segments") { writer in
        for (index, part) in score.clusters.enumerated() {
          writer.object { writer in
            writer.member("id", names?[index] ?? JSONValue(segments[index].id))
            if names == nil { writer.member("name", segments[index].name) }
            writer.member("mean", optional: part.mean)
            writer.member("size", part.size)
            writer.member("negative_share", optional: part.negativeShare)
          }
        }
      }
      if showsValues {
        writer.array("values") { writer in
          for value in score.values {
            if let value { writer.write(value) } else { writer.writeNull() }
          }
        }
      }
    }
    return writer.bytes
  }
}
