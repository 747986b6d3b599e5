import Clustering
import Features
import JSON
import JSONRPC
import Matrices
import SegmentProtocol
import Segmentation

extension Service {
  /// `sweep`: every number of segments of a range, the criteria's votes, and which to take.
  static func sweep(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let data = try parameters(Sweep.data)
    let title = try parameters(Sweep.model)
    if title != nil && parameters.has(Sweep.recipe) {
      throw RPCError(
        Mismatch(
          path: "model", expected: "absent where recipe is sent", got: "sent together with it"))
    }
    let recipe = try Recipe(try parameters(Sweep.recipe))
    let range = try parameters(Sweep.clusterRange) ?? 2...10
    let names = Set(try parameters(Sweep.criteria).map(\.rawValue))
    let criteria = Set(ClusterCountCriterion.allCases.filter { names.contains($0.rawValue) })
    let restartCount = try parameters(Sweep.restartCount)
    let seed = UInt64(try parameters(Sweep.seed))
    let joined = try RecipeSources(try parameters(Sweep.recipe))
    let models = title.map { resources($0) } ?? []
    return .work(
      reads: resources(data).union(joined.resources).union(models)
    ) { () throws(RPCError) in
      let stored = try title.map { (title) throws(RPCError) in try service.model(title) }
      let recipe = stored?.model.plan.recipe ?? recipe
      let bound =
        if let stored {
          try service.bind(data, joins: [], for: stored)
        } else {
          try service.bind(data, joined)
        }
      return { (context) throws(RPCError) in
        let customers = try service.readCustomers(bound, recipe: recipe, context: context)
        let room = try service.memory.reserve(
          customers.measuredByteCount + 3 * customers.preparedByteCount(recipe), for: "the sweep")
        defer { room.shrink(to: 0) }
        do throws(SegmentationError) {
          let (study, prepared) = try SegmentModel.studyCounts(
            of: customers, by: recipe, range: range, criteria: criteria,
            restartCount: restartCount, seed: seed, workers: service.workers,
            monitor: context.monitor.step(0.1...1))
          return SweepReply(
            study: study, prepared: prepared, warnings: customers.warnings + prepared.warnings
          ).bytes
        } catch {
          throw RPCError(error)
        }
      }
    }
  }
}

/// The result of a `sweep`.
struct SweepReply {
  let study: ClusterCountStudy
  let prepared: PreparedFit
  let warnings: [String]

  var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.members(of: study)
      writer.member("n", prepared.matrix.rowCount)
      writer.member("features", strings: prepared.preparation.outputNames)
      writer.member("complete", study.isComplete)
      writer.member("warnings", strings: warnings)
    }
    return writer.bytes
  }
}
