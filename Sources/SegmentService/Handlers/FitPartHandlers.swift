import Clustering
import Features
import JSON
import JSONRPC
import Matrices
import SegmentProtocol
import Segmentation
import Tables

extension Service {
  /// `fit_part`: some customers, added up by their nearest centre.
  static func fitPart(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let title = try parameters(FitPart.model)
    let data = try parameters(FitPart.data)
    let joins = try parameters(FitPart.joins)
    let centers = try parameters(FitPart.centers).map { Matrix($0) }
    let draw = try parameters(FitPart.draw)
    return .work(
      reads: resources(title).union(resources(data)).union(resources(joins))
    ) { () throws(RPCError) in
      let stored = try service.model(title)
      let bound = try service.bind(data, joins: joins, for: stored)
      return { (context) throws(RPCError) in
        let customers = try service.readCustomers(
          bound, for: stored, asOf: try service.asOf(nil, for: stored), context: context)
        let room = try service.roomToAssign(customers, by: stored)
        defer { room.shrink(to: 0) }
        do throws(SegmentationError) {
          let part = try stored.model.part(
            of: customers, to: centers, workers: service.workers, monitor: context.strictMonitor)
          return FitPartReply(
            stored: stored, part: part, draw: draw, warnings: customers.warnings
          ).bytes
        } catch {
          throw RPCError(error)
        }
      }
    }
  }

  /// `fit_step`: parts to centres.
  static func fitStep(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let centers = Matrix(try parameters(FitStep.centers))
    let parts = try parameters(FitStep.parts).map { LloydPart($0) }
    let tolerance = try parameters(FitStep.tolerance)
    return .work { () throws(RPCError) in
      return { (_) throws(RPCError) in
        let step: LloydStep
        do throws(ClusteringError) {
          step = try LloydStep(parts, from: centers)
        } catch {
          throw RPCError(error)
        }
        var writer = JSONWriter()
        writer.object { writer in
          writer.member("centers", step.centers)
          writer.array("counts") { writer in
            for count in step.counts { writer.write(count) }
          }
          writer.member("n", step.rowCount)
          writer.member("inertia", step.inertia)
          writer.member("shift", step.shift)
          writer.member("converged", step.shift <= tolerance * step.meanVariance)
        }
        return writer.bytes
      }
    }
  }
}

/// The result of a `fit_part`.
private struct FitPartReply {
  let stored: StoredModel
  let part: CustomerPart
  let draw: FitPart.Draw?
  let warnings: [String]

  var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("model", stored.name)
      writer.member("version", stored.version)
      writer.object("part") { writer in
        writer.array("counts") { writer in
          for count in part.part.counts { writer.write(count) }
        }
        writer.member("sums", part.part.sums)
        writer.member("inertia", numbers: part.part.inertias)
      }
      writer.member("left_out", part.leftOutCount)
      if let draw {
        let drawn = part.drawn(
          count: draw.count, cost: draw.cost, allCount: draw.rowCount, seed: UInt64(draw.seed))
        writer.object("drawn") { writer in
          writer.member("rows", drawn.rows)
          writer.member("weights", numbers: drawn.weights)
        }
      }
      writer.member("warnings", strings: warnings)
    }
    return writer.bytes
  }
}

extension LloydPart {
  /// A part as it came.
  init(_ part: FitStep.Part) {
    self.init(counts: part.counts, sums: Matrix(part.sums), inertias: part.inertias)
  }
}

extension JSONWriter {
  /// A member that is a list per row of a table.
  mutating func member(_ key: String, _ rows: Matrix) {
    array(key) { writer in
      for row in 0..<rows.rowCount {
        writer.beginArray()
        for value in rows.row(row) { writer.write(value) }
        writer.endArray()
      }
    }
  }
}
