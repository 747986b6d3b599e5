import Clustering
import Features
import Matrices
import Tables

/// A fit on its way to a model: adds what the partition means in the customers' own units.
struct ModelDraft: Sendable {
  let plan: FitPlan
  let prepared: PreparedFit
  /// In canonical order.
  let customers: CustomerTable
  /// As they came.
  let arrived: CustomerTable
  /// At each place of the canonical order which of those that came it is.
  let order: RowOrder
  /// Per segment the name it had in the version before, kept while it still fits; empty without one.
  var heldNames: [String?] = []
  /// All customers by centre, where `customers` are a sample of them.
  var everyone: LloydStep?

  func finish(
    _ fit: KMeansFit, askedCount: Int, choice: ClusterCountStudy?, ids: [Int], lineage: Lineage,
    workers: Workers,
    monitor: WorkMonitor
  ) throws(SegmentationError) -> Learned {
    // What is found by the deadline is described after it: only a cancel ends that.
    let monitor = monitor.pastDeadline.silent
    let workers = workers.paying(
      forValues: customers.table.rowCount * customers.table.names.count)
    let (labels, fitLabels) = try self.labels(fit, workers, monitor)
    let groups = RowGroups(fitLabels, groupCount: fit.centers.rowCount)
    let relations = FeatureRelations(of: customers.table, groups)
    var profile = try Profile(
      of: customers, labels: fitLabels, groups, relations, workers: workers, monitor: monitor)
    if let everyone { profile = profile.standing(for: everyone.counts) }
    var segments = try self.segments(fit, groups, profile, ids, workers, monitor)
    let namer = SegmentNamer(
      profile, features: prepared.preparation.columns.map(\.name), relations: relations)
    let names = namer.names(holding: heldNames)
    let adviser = Adviser(
      namer: namer, names: names,
      finder: MoveFinder(
        profile: profile, preparation: prepared.preparation, centers: fit.centers,
        workers: workers, monitor: monitor,
        recencyScores: namer.recencyScores, vocabulary: namer.vocabulary))
    for index in segments.indices {
      segments[index].name = names[index]
      segments[index].reasons = profile.segments[index].reasons
      segments[index].advice = try adviser.advice(forSegment: index)
    }
    let reference = try DriftReference(
      customers.table, columns: prepared.preparation.columns.map(\.name), labels: labels,
      segmentCount: segments.count, overall: groups.areAll ? profile.overall : nil,
      workers: workers, monitor: monitor)
    let model = SegmentModel(
      plan: plan, recipe: recipe, preparation: prepared.preparation, asOf: customers.asOf,
      centers: fit.centers,
      segments: segments, profile: profile, ledger: ledger(),
      fit: SegmentModel.FitFacts(
        customerCount: everyone?.rowCount ?? prepared.keptRows.count, inertia: fit.inertia,
        iterations: fit.iterations,
        hasConverged: fit.hasConverged, isComplete: fit.isComplete && choice?.isComplete != false,
        transferCount: fit.transferCount, swapCount: fit.swapCount, askedCount: askedCount),
      choice: choice, reference: reference, lineage: lineage,
      warnings: customers.warnings + prepared.warnings + warnings(fit, choice))
    var arrivedLabels = labels
    for (place, row) in order.rows.enumerated() { arrivedLabels[Int(row)] = labels[place] }
    return Learned(
      model: model, customers: arrived, order: order, orderedLabels: labels,
      labels: arrivedLabels)
  }

  private var recipe: Recipe {
    var recipe = plan.recipe
    recipe.features = prepared.rules
    if let spread = customers.spread { recipe.transactions?.spread?.values = spread.values }
    return recipe
  }

  /// Per customer its segment as `assign` computes it, and without those that the fit left out.
  private func labels(
    _ fit: KMeansFit, _ workers: Workers, _ monitor: WorkMonitor
  ) throws(SegmentationError) -> (all: [Int32], fitted: [Int32]) {
    // The labels of a fit belong to its centres: only of rows that it left out there are none yet.
    if fit.labels.count == customers.table.rowCount { return (fit.labels, fit.labels) }
    let assigned = try Assigned(
      customers, preparation: prepared.preparation, centers: fit.centers, workers: workers,
      monitor: monitor)
    return (assigned.labels, assigned.fitLabels)
  }

  private func segments(
    _ fit: KMeansFit, _ groups: RowGroups, _ profile: Profile, _ ids: [Int], _ workers: Workers,
    _ monitor: WorkMonitor
  ) throws(SegmentationError) -> [Segment] {
    // Rows that were left out are among those groups, if without one.
    let isWhole = fit.labels.count == customers.table.rowCount
    let groups = isWhole ? groups : RowGroups(fit.labels, groupCount: fit.centers.rowCount)
    let distances = groups.gathered(fit.squaredDistances)
    let weights = customers.weights(ofRows: prepared.keptRows).map { groups.gathered($0) }
    let (measured, _) = workers.map(count: groups.ranges.count, monitor: monitor) { index, _ in
      Measured(distances, weights, groups.ranges[index])
    }
    try monitor.checkCancelled()
    let total = Double(max(everyone?.rowCount ?? fit.labels.count, 1))
    let shares = levelShares(fit)
    return measured.enumerated().compactMap { index, measured in
      guard let measured else { return nil }
      let size = everyone?.counts[index] ?? measured.distances.count
      return Segment(
        id: ids[index], name: "", size: size, share: Double(size) / total,
        center: center(index, profile.segments[index], shares),
        centerScaled: Array(fit.centers.row(index)),
        inertia: everyone?.inertias[index] ?? measured.inertia,
        monetary: profile.segments[index].monetary,
        monetaryShare: profile.segments[index].monetaryShare,
        flags: flags(fit, index, size), reasons: [], distances: measured.distances)
    }
  }

  /// How far the customers of one segment are from its centre.
  private struct Measured: Sendable {
    let inertia: Double
    let distances: DistanceProfile

    /// Of squared distances and weights group after group, those of one group.
    init(_ squares: [Double], _ weights: [Double]?, _ range: Range<Int>) {
      let own = squares.span.extracting(range)
      distances = DistanceProfile(squared: own)
      guard let weights else {
        inertia = laneSum(of: own).sum
        return
      }
      let weighted = range.map { weights[$0] * squares[$0] }
      inertia = laneSum(of: weighted.span).sum
    }
  }

  /// What a reader should know of a segment of so many customers.
  private func flags(_ fit: KMeansFit, _ index: Int, _ size: Int) -> [String] {
    var flags: [String] = []
    if size == 1 { flags.append("singleton") }
    if size == 0 { flags.append("empty") }
    if plan.small.isTooSmall(size, of: everyone?.rowCount ?? fit.labels.count) {
      flags.append("small")
    }
    if let fixed = plan.fixedCenters {
      // Segments stand in the order of their ids, so a fixed centre is known by not having moved.
      let isFixed = (0..<fixed.rowCount).contains { fixed.row($0) == fit.centers.row(index) }
      if isFixed { flags.append("fixed") }
    }
    return flags
  }

  /// Per encoded column how often each of its values comes in each segment.
  func levelShares(_ fit: KMeansFit) -> [String: LevelShares] {
    var shares: [String: LevelShares] = [:]
    for column in prepared.preparation.columns {
      guard case .texts(let texts) = column.content,
        case .texts(let cells)? = customers.table[column.name]
      else { continue }
      shares[column.name] = LevelShares(
        cells, texts, rows: prepared.keptRows,
        labels: fit.labels, segmentCount: fit.centers.rowCount)
    }
    return shares
  }

  /// The mean of each feature in its own unit; of an encoded category the share of each value.
  private func center(
    _ index: Int, _ profile: SegmentProfile, _ shares: [String: LevelShares]
  ) -> [(feature: String, value: Double?)] {
    let numbers = Dictionary(
      profile.features.map { ($0.name, $0.profile.mean) }, uniquingKeysWith: { first, _ in first })
    var center: [(feature: String, value: Double?)] = []
    for column in prepared.preparation.columns {
      if let shares = shares[column.name] {
        center += zip(column.outputs, shares.ofSegment(index)).map { ($0.name, $1) }
      } else if let mean = numbers[column.name] {
        center.append((column.name, mean))
      }
    }
    return center
  }

  private func ledger() -> Ledger {
    var ledger = customers.ledger
    ledger.imputed = prepared.imputed
    ledger.outliers = prepared.outliers
    return ledger
  }

  private func warnings(_ fit: KMeansFit, _ choice: ClusterCountStudy?) -> [String] {
    var warnings: [String] = []
    if let everyone, everyone.rowCount > fit.labels.count {
      warnings.append(
        "what the segments are like is told from a sample of \(fit.labels.count) of "
          + "\(everyone.rowCount) customers; sizes, centres and inertia are of all")
    }
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
