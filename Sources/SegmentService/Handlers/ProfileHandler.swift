import Features
import JSON
import JSONRPC
import Matrices
import SegmentProtocol
import Segmentation
import Tables

extension Service {
  /// `profile`: what each segment is like; without `data` as it was at the fit.
  static func profile(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let title = try parameters(Profile.model)
    let data = try parameters(Profile.data)
    let request = ProfileRequest(
      asOf: try parameters(Profile.asOf), columns: try parameters(Profile.columns),
      trend: try parameters(Profile.trend), format: try parameters(Profile.format))
    let joins = try parameters(Profile.joins)
    if request.asOf != nil && data == nil {
      throw RPCError(
        Mismatch(path: "as_of", expected: "sent together with data", got: "sent alone"))
    }
    let isShort = data == nil && request.columns.isEmpty
    return .work(
      reads: resources(data).union(resources(title)).union(resources(joins)), isShort: isShort
    ) { () throws(RPCError) in
      let (stored, bound) = try service.take(title, data, joins)
      return { (context) throws(RPCError) in
        try service.profile(request, stored, bound, context)
      }
    }
  }

  private func profile(
    _ request: ProfileRequest, _ stored: StoredModel, _ data: BoundData?, _ context: CallContext
  ) throws(RPCError) -> [UInt8] {
    var reply = ProfileReply(
      stored: stored, profile: stored.model.profile, asOf: stored.model.asOf)
    if data != nil || !request.columns.isEmpty {
      let customers = try customers(
        data, orKeptBy: stored, alongside: request.columns, asOf: request.asOf, context)
      do throws(SegmentationError) {
        let (profile, breakdowns) = try stored.model.profile(
          of: customers, by: request.columns, workers: workers, monitor: context.strictMonitor)
        reply.breakdowns = breakdowns
        // What was said at the fit stands, as long as nothing else was sent.
        if data != nil {
          reply.profile = profile
          reply.asOf = customers.asOf
          reply.withoutPurchase = customers.ledger.withoutPurchase
          reply.warnings = customers.warnings
        }
      } catch {
        throw RPCError(error)
      }
    }
    if let unit = request.trend {
      guard let trend = reply.profile.trends.first(where: { $0.unit.rawValue == unit.rawValue })
      else { throw RPCError(withoutPurchases: stored) }
      reply.trend = trend
    }
    return reply.bytes(request.format)
  }
}

/// A `profile` once its parameters are read.
struct ProfileRequest: Sendable {
  let asOf: String?
  let columns: [String]
  let trend: ProfileTrend?
  let format: ProfileFormat
}

extension RPCError {
  /// A trend that was asked for where no dates of purchases are known.
  init(withoutPurchases stored: StoredModel, param: String = "trend") {
    let reason =
      stored.model.plan.recipe.transactions == nil
      ? "the model was fitted on customers, without the dates of their purchases; fit it on "
        + "transactions to see a trend" : "there is no purchase to show a trend of"
    self = .invalidParams(
      reason, param: param, expected: "absent, or a model of transactions",
      got: "\(stored.title)")
  }
}
