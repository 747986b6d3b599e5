import Clustering
import Features
import JSON
import JSONRPC
import Matrices
import SegmentProtocol
import Segmentation
import Tables

extension Canvas {
  /// A picture of what a profile tells.
  ///
  /// - Throws: `invalid_params` where it does not tell that.
  func picture(
    of profile: Segmentation.Profile, _ request: ChartRequest, _ stored: StoredModel
  ) throws(RPCError) -> Spec {
    switch request.kind {
    case .sizes: return sizes(profile)
    case .trend:
      guard let trend = profile.trends.first(where: { $0.unit.rawValue == request.trend.rawValue })
      else { throw RPCError(withoutPurchases: stored, param: "kind") }
      return self.trend(trend)
    case .centers: return centers(profile, try profile.features(request, atMost: 20))
    case .boxes: return boxes(profile, try profile.features(request, atMost: 12))
    default: return self.profile(profile, try profile.features(request, atMost: 30))
    }
  }
}

extension Segmentation.Profile {
  /// The features that were asked for, or those that set the segments apart most.
  ///
  /// - Throws: `invalid_params` for a name that is no numeric feature.
  func features(_ request: ChartRequest, atMost limit: Int) throws(RPCError) -> [String] {
    let known = overall.features.map(\.name)
    if let stranger = request.features.first(where: { !known.contains($0) }) {
      throw .invalidParams(
        "\"\(stranger)\" is no numeric feature of the model; these are: "
          + known.joined(separator: ", "),
        param: "features", expected: "numeric features of the model", got: stranger)
    }
    if !request.features.isEmpty { return request.features }
    let weights = Dictionary(
      importance.map { ($0.feature, $0.etaSquared ?? 0) }, uniquingKeysWith: { first, _ in first })
    let best = Set(
      known.enumerated().sorted {
        (-(weights[$0.element] ?? 0), $0.offset) < (-(weights[$1.element] ?? 0), $1.offset)
      }.prefix(limit).map(\.element))
    return known.filter { best.contains($0) }
  }
}

extension WorkMonitor {
  /// Whether nobody waits for the picture any more.
  fileprivate var mustStop: Bool { if case .proceed = verdict { false } else { true } }
}

/// Paints customers: computes what a picture needs of them.
struct CustomerPainter {
  private let canvas: Canvas
  private let stored: StoredModel
  /// In canonical order, so that who is drawn does not depend on how they came.
  private let customers: CustomerTable
  private let isOfFitted: Bool
  private let workers: Workers
  private let monitor: WorkMonitor

  /// Gets ready.
  ///
  /// - Parameter isOfFitted: Whether these are the customers of the fit.
  init(
    canvas: Canvas, stored: StoredModel, customers: CustomerTable, isOfFitted: Bool,
    workers: Workers, monitor: WorkMonitor
  ) {
    self.canvas = canvas
    self.stored = stored
    self.customers = customers.inCanonicalOrder(
      workers: workers, isCancelled: { monitor.mustStop })
    (self.isOfFitted, self.workers, self.monitor) = (isOfFitted, workers, monitor)
  }

  /// The picture that was asked for.
  ///
  /// - Throws: `invalid_params` where the model or its customers do not have what it shows, and what
  ///   assigning them throws.
  func picture(_ request: ChartRequest) throws(RPCError) -> Spec {
    switch request.kind {
    case .silhouette: return try silhouettes()
    case .scatter: return try scatter(request)
    case .pairs: return try pairs(request)
    case .rfmGrid: return try rfmGrid()
    case .by:
      let found = try profiles(by: [request.column ?? ""]).breakdowns
      return canvas.by(found[0])
    default:
      return try canvas.picture(of: try profiles(by: []).profile, request, stored)
    }
  }

  private func profiles(
    by columns: [String]
  ) throws(RPCError) -> (profile: Segmentation.Profile, breakdowns: [Breakdown]) {
    do throws(SegmentationError) {
      return try stored.model.profile(
        of: customers, by: columns, workers: workers, monitor: monitor)
    } catch {
      throw RPCError(error)
    }
  }

  private func assigned() throws(RPCError) -> Assigned {
    do throws(SegmentationError) {
      return try stored.model.assign(customers, workers: workers, monitor: monitor)
    } catch {
      throw RPCError(error)
    }
  }

  private func silhouettes() throws(RPCError) -> Spec {
    let labels = try assigned().fitLabels
    do throws(SegmentationError) {
      let score = try stored.model.silhouette(
        of: customers, labels: nil, method: nil, ofFitted: isOfFitted,
        sampleCount: Self.silhouetteSample, seed: 0, workers: workers, monitor: monitor)
      return canvas.silhouettes(score, labels: labels)
    } catch {
      throw RPCError(error)
    }
  }

  private func scatter(_ request: ChartRequest) throws(RPCError) -> Spec {
    let assigned = try assigned()
    let shown = assigned.labels.indices.filter { assigned.labels[$0] >= 0 }
    let matrix = assigned.prepared.matrix.picking(shown)
    guard matrix.rowCount > 0,
      let axes = PrincipalAxes(of: matrix, workers: workers, monitor: monitor)
    else {
      guard !monitor.mustStop else { throw .cancelled }
      throw RPCError(
        .degenerate, "there is no customer with a segment to draw",
        data: [("reason", .string("no customer with a segment"))])
    }
    let count = min(2, matrix.columnCount)
    let drawn = Canvas.drawn(matrix.rowCount, atMost: request.pointLimit)
    let labels = shown.map { assigned.labels[$0] }
    return canvas.scatter(
      axes.project(matrix.picking(drawn.rows), onto: count), labels: drawn.rows.map { labels[$0] },
      told: drawn.told, centers: axes.project(stored.model.centers, onto: count),
      held: axes.shares.prefix(2).reduce(0, +))
  }

  private func pairs(_ request: ChartRequest) throws(RPCError) -> Spec {
    let labels = try assigned().labels
    let shown = labels.indices.filter { labels[$0] >= 0 }
    let features = try stored.model.profile.features(request, atMost: Self.pairedFeatures)
    let columns = features.compactMap { name -> (name: String, values: [Double])? in
      guard case .numbers(let values) = customers.table[name] else { return nil }
      return (name, values)
    }
    let drawn = Canvas.drawn(shown.count, atMost: request.pointLimit)
    return canvas.pairs(
      columns, labels: labels, rows: drawn.rows.map { shown[$0] }, told: drawn.told)
  }

  private func rfmGrid() throws(RPCError) -> Spec {
    let fifths = stored.model.profile.quintiles
    guard let recencyEdges = fifths["recency"], let frequencyEdges = fifths["frequency"],
      case .numbers(let recencies) = customers.table["recency"],
      case .numbers(let frequencies) = customers.table["frequency"]
    else {
      throw .invalidParams(
        "the model \(stored.title) has no recency and frequency; fit it on transactions to see them",
        param: "kind", expected: "another kind, or a model of transactions",
        got: ChartKind.rfmGrid.rawValue)
    }
    func fifth(_ value: Double, _ edges: [Double]) -> Int { 1 + edges.count { value > $0 } }
    let money = customers.money
    var counts = [Int](repeating: 0, count: 25)
    var sums = [Double](repeating: 0, count: 25)
    for row in recencies.indices where !recencies[row].isNaN && !frequencies[row].isNaN {
      let recency = 6 - fifth(recencies[row], recencyEdges)
      let cell = 5 * (recency - 1) + fifth(frequencies[row], frequencyEdges) - 1
      counts[cell] += 1
      if let amount = money?[row], !amount.isNaN { sums[cell] += amount }
    }
    return canvas.rfmGrid(
      counts.indices.map { cell in
        (
          recency: cell / 5 + 1, frequency: cell % 5 + 1, customers: counts[cell],
          money: money == nil ? nil : sums[cell]
        )
      })
  }

  /// Customers whose silhouettes are drawn, of more than 20,000.
  private static let silhouetteSample = 10_000

  /// Features in a picture of pairs, unless others are asked for.
  private static let pairedFeatures = 5
}
