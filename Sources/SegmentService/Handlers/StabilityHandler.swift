import Features
import JSON
import JSONRPC
import Matrices
import SegmentProtocol
import Segmentation

extension Service {
  /// `stability`: of the model's training customers, or of other rows.
  static func stability(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let title = try parameters(Stability.model)
    let data = try parameters(Stability.data)
    let repeatCount = try parameters(Stability.repeats)
    let seed = UInt64(try parameters(Stability.seed))
    let joins = try parameters(Stability.joins)
    return .work(
      reads: resources(data).union(resources(title)).union(resources(joins))
    ) { () throws(RPCError) in
      let (stored, bound) = try service.take(title, data, joins)
      return { (context) throws(RPCError) in
        let customers = try service.customers(bound, orKeptBy: stored, context)
        do throws(SegmentationError) {
          let stability = try stored.model.stability(
            of: customers, repeatCount: repeatCount, seed: seed, workers: service.workers,
            monitor: context.strictMonitor)
          return stabilityReply(stability, stored, warnings: customers.warnings)
        } catch {
          throw RPCError(error)
        }
      }
    }
  }
}

private func stabilityReply(
  _ stability: SegmentStability, _ stored: StoredModel, warnings: [String]
) -> [UInt8] {
  var writer = JSONWriter()
  writer.object { writer in
    writer.member("model", stored.name)
    writer.member("version", stored.version)
    writer.member("n", stability.rowCount)
    writer.member("repeats", stability.repeatCount)
    writer.array("segments") { writer in
      for (segment, part) in zip(stored.segments, stability.segments) {
        writer.object { writer in
          writer.member("id", segment.id)
          writer.member("name", segment.name)
          writer.member("jaccard", part.jaccard)
          writer.member("dissolved", part.dissolvedCount)
          writer.member("recovered", part.recoveredCount)
          writer.member("verdict", part.verdict.rawValue)
        }
      }
    }
    writer.member("ari_mean", stability.meanAdjustedRandIndex)
    writer.member("warnings", strings: warnings)
  }
  return writer.bytes
}
