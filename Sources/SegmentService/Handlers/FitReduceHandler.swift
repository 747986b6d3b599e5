import Clustering
import JSON
import JSONRPC
import Matrices
import SegmentProtocol
import Segmentation

extension Service {
  /// `fit_reduce`: weighted points to fewer centres.
  static func fitReduce(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let points = Matrix(try parameters(FitReduce.points))
    let weights = try parameters(FitReduce.weights)
    let plan = (
      clusterCount: try parameters(FitReduce.clusterCount),
      restartCount: try parameters(FitReduce.restartCount),
      iterationLimit: try parameters(FitReduce.iterationLimit),
      tolerance: try parameters(FitReduce.tolerance),
      refinement: try parameters(FitReduce.refinement), seed: try parameters(FitReduce.seed)
    )
    return .work { () throws(RPCError) in
      return { (context) throws(RPCError) in
        let room = try service.memory.reserve(
          4 * points.values.count * MemoryLayout<Double>.stride, for: "the fit")
        defer { room.shrink(to: 0) }
        do throws(ClusteringError) {
          let fit = try KMeans(
            clusterCount: plan.clusterCount, restartCount: plan.restartCount,
            iterationLimit: plan.iterationLimit, tolerance: plan.tolerance,
            refinement: plan.refinement == .auto ? .automatic : .none, seed: UInt64(plan.seed)
          ).fit(
            points, weights: weights, workers: service.workers, monitor: context.strictMonitor)
          return reply(fit, weights)
        } catch {
          throw RPCError(error)
        }
      }
    }
  }

  private static func reply(_ fit: KMeansFit, _ weights: [Double]) -> [UInt8] {
    // Of independent draws with the chances 1 / w (Horvitz and Thompson 1952): the sum of
    // (1 − 1/w) · (w · d²)².
    let variance = zip(fit.squaredDistances, weights).reduce(0.0) { sum, next in
      sum + max(0, next.1 * (next.1 - 1)) * next.0 * next.0
    }
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("centers", fit.centers)
      writer.member("inertia", fit.inertia)
      writer.member("inertia_error", 2 * variance.squareRoot())
      writer.member("iterations", fit.iterations)
      writer.member("converged", fit.hasConverged)
    }
    return writer.bytes
  }
}
