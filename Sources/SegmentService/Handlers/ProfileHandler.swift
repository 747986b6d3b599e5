import Features
import JSON
import JSONRPC
import Matrices
import SegmentProtocol
import Segmentation

extension Service {
  /// `profile`: what each segment is like; without `data` as it was at the fit.
  static func profile(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let title = try parameters(Profile.model)
    let data = try parameters(Profile.data)
    let asOf = try parameters(Profile.asOf)
    let format = try parameters(Profile.format)
    let joins = try parameters(Profile.joins)
    if asOf != nil && data == nil {
      throw RPCError(
        Mismatch(path: "as_of", expected: "sent together with data", got: "sent alone"))
    }
    return .work(
      reads: resources(data).union(resources(title)).union(resources(joins)),
      isShort: data == nil
    ) { () throws(RPCError) in
      let stored = try service.model(title)
      guard let data else {
        return { (_) throws(RPCError) in
          ProfileReply(
            stored: stored, profile: stored.model.profile, asOf: stored.model.asOf,
            withoutPurchase: stored.model.ledger.withoutPurchase, warnings: []
          ).bytes(format)
        }
      }
      let bound = try service.bind(data, joins: joins, for: stored)
      let policy = try service.asOf(asOf, for: stored)
      return { (context) throws(RPCError) in
        let customers = try service.readCustomers(
          bound, for: stored, asOf: policy, context: context)
        do throws(SegmentationError) {
          let profile = try stored.model.profile(
            of: customers, workers: service.workers, monitor: context.strictMonitor)
          return ProfileReply(
            stored: stored, profile: profile, asOf: customers.asOf,
            withoutPurchase: customers.ledger.withoutPurchase, warnings: customers.warnings
          ).bytes(format)
        } catch {
          throw RPCError(error)
        }
      }
    }
  }
}
