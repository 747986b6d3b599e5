import Decimals
import Matrices

/// Everything that is computed to choose the number of clusters, in the order of its use.
///
/// A deadline ends the work where it is; what was measured until then is kept.
struct ClusterCountMeasures {
  /// Reference tables of the verdict on structure: with 19 of them, rows like theirs pass for
  /// structured once in 20 times.
  static let structureTableCount = 19

  /// Reference tables of the gap statistic; those of the verdict are among them.
  static let gapTableCount = 20

  let data: Matrix
  let weights: [Double]?
  let range: ClosedRange<Int>
  let criteria: Set<ClusterCountCriterion>
  let restartCount: Int
  let seed: UInt64
  let workers: Workers
  let monitor: WorkMonitor

  /// The numbers that were tried, ascending.
  private(set) var rows: [ClusterCountStudy.Row] = []

  /// Their fits.
  private(set) var fits: [Int: KMeansFit] = [:]

  /// The first number that the rows cannot fill.
  private(set) var limit: ClusterCountStudy.Limit?

  /// The gap statistic, from 1 where the range begins with 1 or 2.
  private(set) var gap: GapStatistic?

  /// The highest silhouette of each reference table.
  private(set) var referenceSilhouettes: [Double] = []

  /// Whether there was time for everything.
  private(set) var isComplete = true

  init(
    of data: Matrix, weights: [Double]?, range: ClosedRange<Int>,
    criteria: Set<ClusterCountCriterion>,
    restartCount: Int, seed: UInt64, workers: Workers, monitor: WorkMonitor
  ) {
    self.data = data
    self.weights = weights
    self.range = range
    self.criteria = criteria
    self.restartCount = restartCount
    self.seed = seed
    self.workers = workers
    self.monitor = monitor
  }

  /// Measures all that the criteria need.
  ///
  /// - Throws: What the fit of the smallest number throws, and ``ClusteringError/cancelled``.
  mutating func measure() throws(ClusteringError) {
    let prepared = try PreparedRows(
      data, weights: weights, workers: workers, monitor: monitor.silent)
    try fitAll(prepared, monitor.step(0...0.3))
    guard isComplete else { return }
    do throws(ClusteringError) {
      try improveByNeighbours(prepared, monitor.step(0.3...0.4))
      try computeIndices()
      if criteria.contains(.silhouette) { try computeSilhouettes(monitor.step(0.4...0.45)) }
      try compareReferences(prepared, monitor.step(0.45...0.75))
      if criteria.contains(.stability) { try resample(monitor.step(0.75...1)) }
    } catch {
      guard error == .outOfTime else { throw error }
      isComplete = false
    }
  }

  /// Fits every number that the rows can fill.
  private mutating func fitAll(
    _ prepared: PreparedRows, _ monitor: WorkMonitor
  ) throws(ClusteringError) {
    for clusterCount in range {
      monitor.report(
        Double(clusterCount - range.lowerBound), of: Double(range.count),
        "trying \(counted(clusterCount, "segment"))")
      do {
        let fit = try fit(clusterCount, prepared, monitor.silent)
        // Of the first number anything is better than nothing.
        if fit.isComplete || rows.isEmpty {
          rows.append(ClusterCountStudy.Row(clusterCount: clusterCount, inertia: fit.inertia))
          fits[clusterCount] = fit
        }
        isComplete = fit.isComplete
        guard isComplete else { return }
      } catch {
        // The first number must be possible; those that the rows cannot fill are left out.
        guard error.saysTooFewRows, !rows.isEmpty else { throw error }
        limit = ClusterCountStudy.Limit(clusterCount: clusterCount, reason: error.description)
        return
      }
    }
  }

  /// Puts a better fit in the place of one.
  mutating func replace(_ index: Int, by fit: KMeansFit) {
    rows[index] = ClusterCountStudy.Row(
      clusterCount: rows[index].clusterCount, inertia: fit.inertia)
    fits[rows[index].clusterCount] = fit
  }

  private func fit(
    _ clusterCount: Int, _ prepared: PreparedRows, _ monitor: WorkMonitor
  ) throws(ClusteringError) -> KMeansFit {
    let kMeans = try KMeans(
      clusterCount: clusterCount, restartCount: restartCount, refinement: .transfers, seed: seed)
    return try kMeans.fit(prepared, weights: weights, workers: workers, monitor: monitor)
  }

  /// The rows of the study for which silhouettes and the like are defined.
  private var judged: [Int] {
    rows.indices.filter { 2 <= rows[$0].clusterCount && rows[$0].clusterCount < data.rowCount }
  }

  private mutating func computeIndices() throws(ClusteringError) {
    for index in judged {
      guard let fit = fits[rows[index].clusterCount] else { continue }
      let indices = try ClusterIndices(
        of: data, labels: fit.labels, clusterCount: rows[index].clusterCount, workers: workers,
        monitor: monitor)
      rows[index].calinskiHarabasz = indices.calinskiHarabasz
      rows[index].daviesBouldin = indices.daviesBouldin
    }
  }

  private mutating func computeSilhouettes(_ monitor: WorkMonitor) throws(ClusteringError) {
    let found = judged.compactMap { fits[rows[$0].clusterCount] }
    if data.rowCount <= exactSilhouetteRowLimit {
      let means = try meanSilhouettes(
        of: data, partitions: found.map(\.labels), clusterCounts: found.map(\.centers.rowCount),
        workers: workers, monitor: monitor)
      for (index, mean) in zip(judged, means) { rows[index].silhouette = mean }
      return
    }
    for (position, index) in judged.enumerated() {
      monitor.report(Double(position), of: Double(found.count), "silhouettes")
      let sample = try sampledSilhouette(
        of: data, labels: found[position].labels, clusterCount: rows[index].clusterCount,
        seed: seed, workers: workers, monitor: monitor.silent)
      rows[index].silhouette = sample.mean
      rows[index].silhouetteError = sample.standardError
    }
  }

  /// Fits tables of evenly spread rows, for the gap statistic and the verdict on structure.
  private mutating func compareReferences(
    _ prepared: PreparedRows, _ monitor: WorkMonitor
  ) throws(ClusteringError) {
    let wantsGap = criteria.contains(.gap)
    let wantsStructure = criteria.contains(.silhouette) && !judged.isEmpty
    guard wantsGap || wantsStructure else { return }
    var inertias = rows.filter { $0.clusterCount < data.rowCount }.map {
      (clusterCount: $0.clusterCount, inertia: $0.inertia)
    }
    // A single group is always an answer of the gap statistic, where the range comes near it.
    if wantsGap, range.lowerBound == 2, data.rowCount > 1 {
      inertias.insert((1, try fit(1, prepared, monitor.silent).inertia), at: 0)
    }
    guard !inertias.isEmpty else { return }
    let tables = try ReferenceTables(
      of: data, wantsInertia: wantsGap, seed: seed, workers: workers, monitor: monitor.silent)
    let counts = inertias.map(\.clusterCount)
    let results = try tables.results(
      tableCount: wantsGap ? Self.gapTableCount : Self.structureTableCount, clusterCounts: counts,
      silhouetteTableCount: wantsStructure ? Self.structureTableCount : 0, workers: workers,
      monitor: monitor)
    referenceSilhouettes = results.compactMap(\.silhouette)
    guard wantsGap else { return }
    let gap = GapStatistic(
      clusterCounts: counts, inertias: inertias.map(\.inertia),
      references: results.map(\.inertias))
    self.gap = gap
    for index in rows.indices {
      guard let place = counts.firstIndex(of: rows[index].clusterCount) else { continue }
      rows[index].gap = gap.gaps[place]
      rows[index].gapError = gap.errors[place]
    }
  }

  /// Looks for the clusters of each number in resampled rows.
  private mutating func resample(_ monitor: WorkMonitor) throws(ClusteringError) {
    let wanted = judged
    let (part, picked) = resampledPart
    for (position, index) in wanted.enumerated() {
      let clusterCount = rows[index].clusterCount
      guard let fit = fits[clusterCount] else { continue }
      monitor.report(
        Double(position), of: Double(wanted.count),
        "resampling for \(counted(clusterCount, "segment"))")
      let labels = picked.map { $0.map { fit.labels[$0] } } ?? fit.labels
      let found = try bootstrapStability(
        of: part, labels: labels, clusterCount: clusterCount,
        repeatCount: Self.repeatCount(data.rowCount), seed: seed, restartCount: 3,
        workers: workers, monitor: monitor.silent)
      let present = Set(labels)
      rows[index].stability = found.clusters.enumerated().filter {
        present.contains(Int32(truncatingIfNeeded: $0.offset))
      }.map(\.element.jaccard).min()
    }
  }

  /// The rows to resample, and which they are where they are not all.
  private var resampledPart: (rows: Matrix, picked: [Int]?) {
    guard data.rowCount > Self.resampledRowLimit else { return (data, nil) }
    var generator = RandomGenerator(seed: seed, stream: 0x5EED_FFFF)
    let picked = generator.distinct(Self.resampledRowLimit, below: data.rowCount).sorted()
    return (data.picking(picked), picked)
  }

  /// Resampled tables per number: 50, and fewer where there are more than 10,000 rows, down to 20.
  ///
  /// From one start each instead of three, Jaccard indices came out up to 0.2 lower (Online Retail
  /// with logarithms, seven segments: 0.61 for 0.84); 100 tables instead of 50 changed none by more
  /// than 0.07.
  private static func repeatCount(_ rowCount: Int) -> Int {
    max(20, min(50, 500_000 / max(rowCount, 1)))
  }

  /// Rows that are resampled; of more than that a random part is taken.
  private static let resampledRowLimit = 20_000
}

extension ClusteringError {
  /// Whether fewer clusters would have worked.
  fileprivate var saysTooFewRows: Bool {
    switch self {
    case .tooFewRows, .tooFewDistinctRows, .silhouetteUndefined: true
    default: false
    }
  }
}
