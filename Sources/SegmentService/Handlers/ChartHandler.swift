import Clustering
import Features
import JSON
import JSONRPC
import Matrices
import SegmentProtocol
import Segmentation
import Tables

extension Service {
  /// `chart`: a picture of a model, of two, or of the choice of k.
  static func chart(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let kind = try parameters(Chart.kind)
    if kind == .migration { return try migrationChart(service, parameters) }
    let request = ChartRequest(
      kind: kind, column: try parameters(Chart.column), features: try parameters(Chart.features),
      trend: try parameters(Chart.trend), pointLimit: try parameters(Chart.pointLimit))
    let title = try parameters(Chart.model)
    let data = try parameters(Chart.data)
    let joins = try parameters(Chart.joins)
    if kind == .by && request.column == nil {
      throw RPCError(Mismatch(path: "by", expected: "the column to show", got: "nothing"))
    }
    guard let title else {
      guard kind == .elbow, let data else {
        let expected = kind == .elbow ? "a model's name, unless data is sent" : "a model's name"
        throw RPCError(Mismatch(path: "model", expected: expected, got: "nothing"))
      }
      return .work(reads: resources(data)) { () throws(RPCError) in
        let bound = try service.bind(data)
        return { (context) throws(RPCError) in
          try service.elbow(of: bound, context)
        }
      }
    }
    let isShort = data == nil && kind.isOfProfile
    return .work(
      reads: resources(data).union(resources(title)).union(resources(joins)), isShort: isShort
    ) { () throws(RPCError) in
      let (stored, bound) = try service.take(title, data, joins)
      return { (context) throws(RPCError) in
        try service.chart(request, stored, bound, context)
      }
    }
  }

  private func chart(
    _ request: ChartRequest, _ stored: StoredModel, _ data: BoundData?, _ context: CallContext
  ) throws(RPCError) -> [UInt8] {
    let canvas = Canvas(segments: stored.segments)
    if request.kind == .elbow {
      return try elbow(of: stored, data, context)
    }
    guard !request.kind.isOfProfile || data != nil else {
      return try ChartReply(
        spec: canvas.picture(of: stored.model.profile, request, stored), warnings: []
      ).bytes()
    }
    let customers = try customers(
      data, orKeptBy: stored, alongside: request.column.map { [$0] } ?? [], context)
    let painter = CustomerPainter(
      canvas: canvas, stored: stored, customers: customers, isOfFitted: data == nil,
      workers: workers, monitor: context.strictMonitor)
    return try ChartReply(
      spec: try painter.picture(request), warnings: data == nil ? [] : customers.warnings
    ).bytes()
  }

  /// The choice that a model was fitted with, or one made now of its customers or of other rows.
  private func elbow(
    of stored: StoredModel, _ data: BoundData?, _ context: CallContext
  ) throws(RPCError) -> [UInt8] {
    if data == nil, let choice = stored.model.choice {
      return try ChartReply(spec: Canvas.elbow(choice), warnings: []).bytes()
    }
    let customers = try customers(data, orKeptBy: stored, context)
    return try elbow(of: customers, by: stored.model.plan.recipe, context)
  }

  private func elbow(of data: BoundData, _ context: CallContext) throws(RPCError) -> [UInt8] {
    let recipe = try Recipe(nil)
    let customers = try readCustomers(data, recipe: recipe, context: context)
    return try elbow(of: customers, by: recipe, context)
  }

  private func elbow(
    of customers: CustomerTable, by recipe: Recipe, _ context: CallContext
  ) throws(RPCError) -> [UInt8] {
    let room = try memory.reserve(
      customers.measuredByteCount + 3 * customers.preparedByteCount(recipe), for: "the chart")
    defer { room.shrink(to: 0) }
    let study: ClusterCountStudy
    do throws(SegmentationError) {
      // What is drawn, and what is quick besides.
      (study, _) = try SegmentModel.studyCounts(
        of: customers, by: recipe, range: 2...10,
        criteria: Set(ClusterCountCriterion.allCases).subtracting([.gap, .stability]),
        restartCount: 10, seed: 0, workers: workers, monitor: context.monitor.step(0.1...1))
    } catch {
      throw RPCError(error)
    }
    return try ChartReply(spec: Canvas.elbow(study), warnings: customers.warnings).bytes()
  }

  private static func migrationChart(
    _ service: Service, _ parameters: Parameters
  ) throws(RPCError) -> Plan {
    var titles: [(name: String, title: String)] = []
    for (name, title) in [
      ("a", try parameters(Chart.before)), ("b", try parameters(Chart.after)),
    ] {
      guard let title else {
        throw RPCError(Mismatch(path: name, expected: "a model's name", got: "nothing"))
      }
      titles.append((name, title))
    }
    let data = try parameters(Chart.data)
    let joins = try parameters(Chart.joins)
    let (reads, sides) = (
      titles.reduce(into: resources(data).union(resources(joins))) {
        $0.formUnion(resources($1.title))
      }, titles
    )
    return .work(reads: reads) { () throws(RPCError) in
      var taken: [(name: String, side: TakenSide)] = []
      for (name, title) in sides {
        taken.append((name, try service.takeSide(title, data, joins)))
      }
      let both = taken
      return { (context) throws(RPCError) in
        let before = try service.side(both[0].side, parameter: both[0].name, context)
        let after = try service.side(both[1].side, parameter: both[1].name, context)
        let found: Comparison
        do throws(SegmentationError) {
          found = try Comparison(
            before.customers, after.customers, monitor: context.strictMonitor)
        } catch {
          throw RPCError(error)
        }
        service.models.releaseLayers(beyond: service.settings.keptRowsLimitBytes)
        return try ChartReply(
          spec: Canvas.migration(found, before.shownNames, after.shownNames),
          warnings: before.warnings + after.warnings
        ).bytes()
      }
    }
  }
}

/// A `chart` once its parameters are read.
struct ChartRequest: Sendable {
  let kind: ChartKind
  let column: String?
  let features: [String]
  let trend: ProfileTrend
  let pointLimit: Int
}

extension ChartKind {
  /// Whether it shows what a profile tells, and no customer.
  fileprivate var isOfProfile: Bool {
    switch self {
    case .sizes, .centers, .profile, .boxes, .trend: true
    case .elbow, .silhouette, .pairs, .scatter, .by, .rfmGrid, .migration: false
    }
  }
}

/// The result of a `chart`.
private struct ChartReply {
  let spec: Spec
  let warnings: [String]

  func bytes() throws(RPCError) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("spec")
    do throws(JSONError) {
      try writer.write(spec)
    } catch {
      throw .internalError(incident: "chart")
    }
    writer.member("warnings", strings: warnings)
    writer.endObject()
    return writer.bytes
  }
}

extension ComparisonSide {
  /// What its segments are called on an axis: their ids, with their names where they have some.
  fileprivate var shownNames: [String] {
    ids.enumerated().map { index, id in
      let number = id.string ?? id.description
      return index < names.count ? "\(number) \(names[index])" : number
    }
  }
}
