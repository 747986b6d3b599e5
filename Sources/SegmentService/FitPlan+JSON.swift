import Clustering
import Features
import JSON
import JSONRPC
import Matrices
import SegmentProtocol
import Segmentation

/// A plan as a model document holds it: the parameters of the `fit` that it came from.
extension FitPlan {
  /// Every parameter that decides a fit, in the words of `fit`.
  ///
  /// - Parameter complete: The recipe as it was carried out: it stands beside the plan, so of a plan
  ///   that differs in its features alone, only these are told.
  func json(beside complete: Recipe) -> JSONValue {
    var same = complete
    same.features = recipe.features
    var members: [(String, JSONValue)] =
      same == recipe
      ? [("features", recipe.features.map { .array($0.map(\.json)) } ?? .null)]
      : [("recipe", recipe.json)]
    switch clusterCount {
    case .exactly(let count): members.append(("k", JSONValue(count)))
    case .automatic(let range, let leastCounted):
      // Only where nobody gave a range, its first counts are shown and not counted.
      if leastCounted == range.lowerBound {
        members.append(
          ("k_range", .array([JSONValue(range.lowerBound), JSONValue(range.upperBound)])))
      }
    }
    members.append(("seed", JSONValue(Int(clamping: seed))))
    members.append(("n_init", JSONValue(restartCount)))
    members.append(("max_iter", JSONValue(iterationLimit)))
    members.append(("tol", JSONValue(tolerance)))
    members.append(("init", startsFromPrevious ? "previous" : initialisation.json))
    members.append(("refine", refinement == .none ? "none" : "auto"))
    if let fixedCenters { members.append(("fixed", .rows(of: fixedCenters))) }
    if let weightColumn { members.append(("sample_weight", .string(weightColumn))) }
    if let size = small.minimumSize { members.append(("min_size", JSONValue(size))) }
    if let share = small.minimumShare { members.append(("min_share", JSONValue(share))) }
    members.append(("small", small.merges ? "merge" : "flag"))
    return .object(JSONObject(members))
  }

  /// The parameters of `fit` that decide a plan.
  static let document = MethodDescriptor(
    "plan", "How a model was fitted.",
    fields: Fit.method.fields.filter { !["model", "data", "keep", "reuse"].contains($0.name) },
    result: .any)
}

extension Initialisation {
  fileprivate var json: JSONValue {
    switch self {
    case .greedyPlusPlus: "k-means++"
    case .random: "random"
    case .centers(let centers): .rows(of: centers)
    }
  }
}

extension JSONValue {
  /// A list per row of a matrix.
  fileprivate static func rows(of matrix: Matrix) -> JSONValue {
    .array((0..<matrix.rowCount).map { row in .array(matrix.row(row).map { JSONValue($0) }) })
  }
}
