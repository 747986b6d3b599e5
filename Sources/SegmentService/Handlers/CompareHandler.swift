import Features
import JSON
import JSONRPC
import Matrices
import SegmentProtocol
import Segmentation
import Tables

extension Service {
  /// `compare`: which customers changed segments between two segmentations.
  static func compare(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let sides = [
      (name: "a", value: try parameters(Compare.before)),
      (name: "b", value: try parameters(Compare.after)),
    ]
    let data = try parameters(Compare.data)
    let joins = try parameters(Compare.joins)
    var reads = resources(data).union(resources(joins))
    var modelCount = 0
    for side in sides {
      guard case .model(let title) = side.value else { continue }
      reads.formUnion(resources(title))
      modelCount += 1
    }
    if data != nil && modelCount == 0 {
      throw RPCError(
        Mismatch(
          path: "data", expected: "left out, for neither a nor b is a model", got: "an object"))
    }
    return .work(reads: reads) { () throws(RPCError) in
      var taken: [(name: String, side: TakenSide)] = []
      for side in sides {
        switch side.value {
        case .model(let title):
          taken.append((side.name, try service.takeSide(title, data, joins)))
        case .lists(let ids, let segments):
          taken.append((side.name, .lists(ids, segments)))
        }
      }
      let sides = taken
      return { (context) throws(RPCError) in
        var read: [ComparisonSide] = []
        for (name, side) in sides {
          read.append(try service.side(side, parameter: name, context))
        }
        service.models.releaseLayers(beyond: service.settings.keptRowsLimitBytes)
        return try CompareReply(
          before: read[0], after: read[1], monitor: context.strictMonitor
        ).bytes
      }
    }
  }

  /// A model, and the rows that it is to assign, as they are now.
  func takeSide(
    _ title: String, _ data: DataSource?, _ joins: [DataSource]
  ) throws(RPCError) -> TakenSide {
    let stored = try model(title)
    guard let data else { return .model(stored, nil) }
    return .model(
      stored,
      try bind(data, joins: stored.model.plan.recipe.joins.isEmpty ? [] : joins, for: stored))
  }

  /// Reads one side.
  func side(
    _ side: TakenSide, parameter: String, _ context: CallContext
  ) throws(RPCError) -> ComparisonSide {
    switch side {
    case .lists(let ids, let segments):
      return try ComparisonSide(ids: ids, segments: segments, parameter: parameter)
    case .model(let stored, nil):
      return try ComparisonSide(stored, parameter: parameter)
    case .model(let stored, .some(let data)):
      let customers = try readCustomers(
        data, for: stored, asOf: try asOf(nil, for: stored), context: context)
      let assigned: Assigned
      do throws(SegmentationError) {
        assigned = try stored.model.assign(
          customers, workers: workers, monitor: context.strictMonitor)
      } catch {
        throw RPCError(error)
      }
      return try ComparisonSide(
        stored,
        members: Members(
          identifiers: customers.identifiers.isEmpty
            ? [.rowNumbers(assigned.labels.count)] : customers.identifiers,
          labels: assigned.labels),
        money: customers.money, parameter: parameter, warnings: customers.warnings)
    }
  }
}

/// A side once the request was taken: what it names does not change any more.
enum TakenSide: Sendable {
  case model(StoredModel, BoundData?)
  case lists([JSONValue], [JSONValue])
}

extension TextColumn {
  /// Names for rows that have none: two models see the same rows in the same order.
  fileprivate static func rowNumbers(_ count: Int) -> TextColumn {
    TextColumn(
      codes: (0..<count).map { Int32($0) },
      labels: (0..<count).map { Label(String($0), isNumber: true) })
  }
}
