import Clustering
import Features
import Matrices

/// Where the search for segments begins, in the space of the prepared rows.
struct FitStart: Sendable {
  /// The first centres beside the fixed ones, or how to draw them.
  let initialisation: Initialisation
  /// How many segments that makes, the fixed ones included; nil where it is to be chosen.
  let clusterCount: Int?

  /// Checks the centres of a plan, and takes those of the version before where the plan says so.
  ///
  /// - Throws: ``SegmentationError/wrongCenterShape(parameter:found:expected:features:)``,
  ///   ``SegmentationError/clustering(_:)`` where centres are given and no number of segments,
  ///   ``SegmentationError/noPreviousVersion``, ``SegmentationError/previousFeatures(known:asked:)``
  ///   or ``SegmentationError/previousCount(found:expected:)``.
  init(
    _ plan: FitPlan, _ previous: SegmentModel?, _ preparation: Preparation
  ) throws(SegmentationError) {
    let names = preparation.outputNames
    func requireWidth(_ parameter: String, _ centers: Matrix) throws(SegmentationError) {
      guard centers.columnCount != names.count else { return }
      throw .wrongCenterShape(
        parameter: parameter, found: centers.columnCount, expected: names.count, features: names)
    }
    if let fixed = plan.fixedCenters { try requireWidth("fixed", fixed) }
    let fixedCount = plan.fixedCenters?.rowCount ?? 0
    let asked: Int? = if case .exactly(let count) = plan.clusterCount { count } else { nil }

    if plan.startsFromPrevious {
      guard let previous else { throw .noPreviousVersion }
      guard let centers = preparation.translate(previous.centers, from: previous.preparation)
      else {
        throw .previousFeatures(
          known: previous.preparation.columns.map(\.name),
          asked: preparation.columns.map(\.name))
      }
      let free = centers.without(nearestTo: plan.fixedCenters)
      let count = fixedCount + free.rowCount
      if let asked, asked != count { throw .previousCount(found: count, expected: asked) }
      (initialisation, clusterCount) = (.centers(free), count)
    } else if case .centers(let centers) = plan.initialisation {
      try requireWidth("init", centers)
      guard asked != nil else {
        let given = fixedCount == 0 ? "init gives" : "init and fixed give"
        throw .countNeeded("\(fixedCount + centers.rowCount), the number of centres that \(given)")
      }
      (initialisation, clusterCount) = (plan.initialisation, asked)
    } else {
      guard asked != nil || fixedCount == 0 else {
        throw .countNeeded("at least \(fixedCount), the number of centres that fixed gives")
      }
      (initialisation, clusterCount) = (plan.initialisation, asked)
    }
  }
}

extension SegmentationError {
  /// The number of segments was left open where centres bind it.
  fileprivate static func countNeeded(_ requirement: String) -> SegmentationError {
    .clustering(.invalidOption(name: "k", value: "auto", requirement: requirement))
  }
}

extension Matrix {
  /// The rows that are left when each row of another table has taken the nearest one away.
  fileprivate func without(nearestTo others: Matrix?) -> Matrix {
    var left = Array(0..<rowCount)
    for other in 0..<(others?.rowCount ?? 0) {
      guard let others else { break }
      let distances = left.map { index in
        (0..<columnCount).reduce(0.0) {
          let difference = self[index, $1] - others[other, $1]
          return $0 + difference * difference
        }
      }
      if let nearest = distances.indices.min(by: { distances[$0] < distances[$1] }) {
        left.remove(at: nearest)
      }
    }
    return Matrix(
      rowCount: left.count, columnCount: columnCount, values: left.flatMap { Array(row($0)) })
  }
}
