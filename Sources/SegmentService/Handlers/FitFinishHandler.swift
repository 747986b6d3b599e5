import Clustering
import Features
import JSON
import JSONRPC
import Matrices
import SegmentProtocol
import Segmentation
import Tables

extension Service {
  /// `fit_finish`: centres that many machines found, stored as the next version.
  static func fitFinish(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let name = try parameters(FitFinish.model)
    let base = try parameters(FitFinish.base)
    let data = try parameters(FitFinish.data)
    let joins = try parameters(FitFinish.joins)
    let ledger = try parameters(FitFinish.ledger)
    if let ledger, !ledger.addsUp {
      throw RPCError(
        Mismatch(
          path: "ledger.rows_in", expected: "rows_kept and all of dropped together",
          got: String(ledger.rowsIn)))
    }
    let found = FoundCenters(
      centers: Matrix(try parameters(FitFinish.centers)),
      parts: try parameters(FitFinish.parts).map { LloydPart($0) },
      iterations: try parameters(FitFinish.iterations),
      hasConverged: try parameters(FitFinish.converged),
      ledger: ledger)
    let aligns = try parameters(FitFinish.align)
    return .work(
      reads: resources(base).union(resources(data)).union(resources(joins)),
      writes: ["model:\(name)"]
    ) { () throws(RPCError) in
      let stored = try service.model(base)
      let bound = try service.bind(data, joins: joins, for: stored)
      return { (context) throws(RPCError) in
        let request = FitRequest(
          name: name, plan: stored.model.plan, keep: .document, mayReuse: false, aligns: aligns)
        return try service.finish(found, stored.model, request, bound, context)
      }
    }
  }

  private func finish(
    _ found: FoundCenters, _ base: SegmentModel, _ request: FitRequest, _ data: BoundData,
    _ context: CallContext
  ) throws(RPCError) -> [UInt8] {
    let began = settings.clock()
    // All customers were measured against the day of the base.
    var customers = try readCustomers(
      data, recipe: base.plan.recipe, asOf: base.asOf.map(AsOfPolicy.frozen) ?? .fit,
      context: context)
    if let ledger = found.ledger { customers.ledger.take(ledger) }
    let room = try memory.reserve(
      byteCount(of: request.plan, data, customers), for: "the fit")
    defer { room.shrink(to: 0) }
    var partitioned: Partitioned
    do throws(SegmentationError) {
      partitioned = try base.partition(
        of: customers, at: try found.step(), iterations: found.iterations,
        hasConverged: found.hasConverged, workers: workers, monitor: context.monitor.step(0.1...1))
    } catch {
      throw RPCError(error)
    }
    let origin = StoredModel.Origin(
      content: data.contentHash(of: customers, isCancelled: { context.isCancelled }),
      others: customers.withoutPurchase.contentHash, ledger: customers.ledger.dropped,
      plan: request.plan, keep: FitFinish.method.name, isAligned: request.aligns)
    try models.refresh(request.name)
    return try finish(&partitioned, request, origin, began, context)
  }
}

/// What many machines found.
private struct FoundCenters: Sendable {
  let centers: Matrix
  let parts: [LloydPart]
  let iterations: Int
  let hasConverged: Bool
  let ledger: FitFinish.Ledger?

  /// All customers by these centres.
  func step() throws(SegmentationError) -> LloydStep {
    do throws(ClusteringError) {
      return try LloydStep(parts, from: centers)
    } catch {
      throw .clustering(error)
    }
  }
}

extension Ledger {
  /// Takes over what was counted elsewhere.
  fileprivate mutating func take(_ other: FitFinish.Ledger) {
    rowsIn = other.rowsIn
    rowsKept = other.rowsKept
    dropped = other.dropped.map { Drop(rule: $0.rule, rowCount: $0.rowCount) }
    customers = other.customers
    invoices = other.invoices
    monetary = other.monetary
    examples = [:]
  }
}
