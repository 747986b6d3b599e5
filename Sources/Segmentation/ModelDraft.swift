import Clustering
import Features
import Matrices
import Tables

/// A fit on its way to a model: adds what the partition means in the customers' own units.
struct ModelDraft {
  let plan: FitPlan
  let prepared: PreparedFit
  let customers: CustomerTable
  let order: [Int]

  func finish(
    _ fit: KMeansFit, choice: ClusterCountChoice?, workers: Workers, monitor: WorkMonitor
  ) throws(SegmentationError) -> Learned {
    // What is found by the deadline is described after it: only a cancel ends that.
    let monitor = monitor.pastDeadline.silent
    // The labels of the training customers are computed as `assign` computes them.
    let assigned = try Assigned(
      customers, preparation: prepared.preparation, centers: fit.centers, workers: workers,
      monitor: monitor)
    let profile = try Profile(
      of: customers.table, labels: assigned.labels, segmentCount: fit.centers.rowCount,
      money: customers.money, orderCounts: customers.knownOrderCounts, order: order,
      workers: workers,
      monitor: monitor)
    var segments = self.segments(fit, profile)
    let names = segmentNames(of: profile)
    for index in segments.indices {
      segments[index].name = names[index]
      segments[index].reasons = profile.reasons(forSegment: index)
    }
    let model = SegmentModel(
      plan: plan, recipe: recipe, preparation: prepared.preparation, asOf: customers.asOf,
      centers: fit.centers,
      segments: segments, profile: profile, ledger: ledger(),
      fit: SegmentModel.FitFacts(
        customerCount: prepared.matrix.rowCount, inertia: fit.inertia, iterations: fit.iterations,
        hasConverged: fit.hasConverged, isComplete: fit.isComplete && choice?.isComplete != false,
        transferCount: fit.transferCount, swapCount: fit.swapCount),
      choice: choice, warnings: customers.warnings + prepared.warnings + warnings(fit, choice))
    return Learned(model: model, customers: customers, order: order, labels: assigned.labels)
  }

  private var recipe: Recipe {
    var recipe = plan.recipe
    recipe.features = prepared.rules
    return recipe
  }

  private func segments(_ fit: KMeansFit, _ profile: Profile) -> [Segment] {
    var distances = [[Double]](repeating: [], count: fit.centers.rowCount)
    var inertias = [Double](repeating: 0, count: fit.centers.rowCount)
    for (row, label) in fit.labels.enumerated() {
      distances[Int(label)].append(fit.squaredDistances[row].squareRoot())
      inertias[Int(label)] += fit.squaredDistances[row]
    }
    let total = Double(max(fit.labels.count, 1))
    return distances.indices.map { index in
      Segment(
        id: index + 1, name: "", size: distances[index].count,
        share: Double(distances[index].count) / total,
        center: center(profile.segments[index]), centerScaled: Array(fit.centers.row(index)),
        inertia: inertias[index], monetary: profile.segments[index].monetary,
        monetaryShare: profile.segments[index].monetaryShare,
        flags: distances[index].count == 1 ? ["singleton"] : [], reasons: [],
        distances: DistanceProfile(distances[index]))
    }
  }

  /// The mean of each feature in its own unit; of an encoded category the share of each level.
  private func center(_ profile: SegmentProfile) -> [(feature: String, value: Double?)] {
    var center: [(feature: String, value: Double?)] = []
    for column in prepared.preparation.columns {
      if let numeric = profile.feature(column.name) {
        center.append((column.name, numeric.mean))
      } else if let values = profile.categories.first(where: { $0.name == column.name })?.values {
        guard case .texts(let texts) = column.content else { continue }
        for level in texts.levels {
          let share = values.first { $0.value == level }?.share ?? 0
          center.append(("\(column.name)=\(level)", share))
        }
      }
    }
    return center
  }

  private func ledger() -> Ledger {
    var ledger = customers.ledger
    ledger.imputed = prepared.imputed
    return ledger
  }

  private func warnings(_ fit: KMeansFit, _ choice: ClusterCountChoice?) -> [String] {
    var warnings: [String] = []
    if !fit.hasConverged {
      warnings.append(
        "the fit stopped after \(fit.iterations) iterations before it converged; raise max_iter")
    }
    if !fit.isComplete || choice?.isComplete == false {
      warnings.append("the deadline came first: this is the best fit until then")
    }
    return warnings
  }
}
