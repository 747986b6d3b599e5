import Features
import JSON
import JSONRPC
import Matrices
import SegmentProtocol
import Segmentation
import Tables

extension Service {
  /// `drift`: later customers against those of the fit.
  static func drift(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let title = try parameters(SegmentProtocol.Drift.model)
    let data = try parameters(SegmentProtocol.Drift.data)
    let asOf = try parameters(SegmentProtocol.Drift.asOf)
    let joins = try parameters(SegmentProtocol.Drift.joins)
    return .work(
      reads: resources(data).union(resources(title)).union(resources(joins))
    ) { () throws(RPCError) in
      let stored = try service.model(title)
      let bound = try service.bind(data, joins: joins, for: stored)
      let policy = try service.asOf(asOf, for: stored)
      return { (context) throws(RPCError) in
        let customers = try service.readCustomers(
          bound, for: stored, asOf: policy, context: context)
        do throws(SegmentationError) {
          let drift = try stored.model.drift(
            of: customers, workers: service.workers, monitor: context.strictMonitor)
          return driftReply(drift, stored, customers)
        } catch {
          throw RPCError(error)
        }
      }
    }
  }
}

private func driftReply(
  _ drift: Segmentation.Drift, _ stored: StoredModel, _ customers: CustomerTable
) -> [UInt8] {
  var writer = JSONWriter()
  writer.object { writer in
    writer.member("model", stored.name)
    writer.member("version", stored.version)
    if let asOf = customers.asOf { writer.member("as_of", dateText(asOf)) }
    writer.member("n", drift.rowCount)
    writer.member("verdict", drift.verdict.rawValue)
    writer.object("features") { writer in
      for feature in drift.features {
        writer.object(feature.name) { writer in
          writer.member("psi", optional: feature.index)
          writer.member("verdict", feature.change.rawValue)
          writer.member("expected", optional: feature.expected)
        }
      }
    }
    writer.member("segments_psi", optional: drift.segmentsIndex)
    writer.member("beyond_p99_share", optional: drift.beyondShare)
    writer.object("unseen") { writer in
      for (column, values) in drift.unseen.sorted(by: { $0.key < $1.key }) {
        writer.member(column, strings: values)
      }
    }
    writer.member("reasons", strings: drift.reasons)
    writer.member("warnings", strings: customers.warnings)
  }
  return writer.bytes
}
