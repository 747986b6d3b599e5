import Matrices
import Synchronization

/// Tables of rows without groups, to compare a partition with: as many rows, evenly spread over the
/// box of the principal axes of the rows; beyond 50,000 rows, 50,000.
///
/// Tables stay turned along the axes, because no distance changes by turning.
///
/// > Source: Tibshirani, Walther and Hastie, 2001, section 3, choice (b).
struct ReferenceTables: Sendable {
  /// Where the box begins along each axis, and how wide it is.
  private let lower: [Double]
  private let widths: [Double]
  private let rowCount: Int

  /// How many rows of the data each row of a table stands for.
  private let rowsPerRow: Double
  private let seed: UInt64

  /// Whether inertias are wanted, which are compared with those of fits that were transferred.
  private let wantsInertia: Bool

  /// Starts of each fit of a table, where the rows have ten.
  ///
  /// The inertia of evenly spread rows hardly depends on the start. Nor does their silhouette where
  /// they are many, nor on what a run does after it is nearly at rest: of 390 tables of uniform noise
  /// (65 each of 60 × 2 to 2,500 × 2) 23 passed for structured, and 20 are to be expected. With one
  /// start for few rows, too, 29 passed; with two starts, and runs to rest with transfers, 24.
  private let restartCount: Int

  /// Sum of squared moves below which a run has converged.
  private let shiftLimit: Double

  /// Rows from which one start is enough where no inertia is wanted.
  private static let manyRows = 1_000

  /// Rows of a table at most: with so many its inertia per row is certain to a few thousandths, and
  /// more would only cost time.
  static let rowLimit = 50_000

  /// Rows of a table that its silhouettes are computed with; evenly spread rows are a sample as they
  /// come, so these are the first.
  static let silhouetteRowLimit = 2_000

  /// What was found in one table.
  struct Result: Equatable, Sendable {
    /// The inertia for each number of clusters.
    var inertias: [Double]
    /// The highest mean silhouette over the numbers; nil where none was asked for or is defined.
    var silhouette: Double?
  }

  /// Finds the box.
  ///
  /// - Parameters:
  ///   - rows: Shape `n × d`, finite.
  ///   - wantsInertia: Whether the gap statistic will be computed: fits then are made as those of the
  ///     rows, to rest and with transfers. For silhouettes alone they end as scikit-learn's end by
  ///     default. (Measured on Online Retail, 4,338 × 3: a sweep over 2 to 10 takes 261 ms of processor
  ///     time in place of 400.)
  /// - Throws: ``ClusteringError/cancelled`` or ``ClusteringError/outOfTime``.
  init(
    of rows: Matrix, wantsInertia: Bool, seed: UInt64, workers: Workers, monitor: WorkMonitor
  ) throws(ClusteringError) {
    guard let axes = PrincipalAxes(of: rows, workers: workers, monitor: monitor),
      let turned = axes.project(
        rows, onto: axes.components.rowCount, workers: workers, monitor: monitor)
    else {
      try monitor.verdict.check()
      throw .outOfTime
    }
    var lower = Array(turned.row(0))
    var upper = lower
    for row in 0..<turned.rowCount {
      for axis in lower.indices {
        lower[axis] = min(lower[axis], turned[row, axis])
        upper[axis] = max(upper[axis], turned[row, axis])
      }
    }
    let widths = zip(upper, lower).map { $0 - $1 }
    // An axis along which the rows differ by rounding alone would only cost time.
    let least = (widths.max() ?? 0) * 1e-9
    let kept = widths.indices.filter { widths[$0] > least }
    self.lower = kept.map { lower[$0] }
    self.widths = kept.map { widths[$0] }
    rowCount = min(rows.rowCount, Self.rowLimit)
    rowsPerRow = Double(rows.rowCount) / Double(rowCount)
    self.seed = seed
    self.wantsInertia = wantsInertia
    if wantsInertia {
      (restartCount, shiftLimit) = (2, 0)
    } else {
      restartCount = rowCount < Self.manyRows ? 3 : 1
      // The variance of what is evenly spread is a twelfth of the square of its width.
      let squares = self.widths.reduce(0) { $0 + $1 * $1 }
      shiftLimit = 1e-4 * squares / 12 / Double(max(self.widths.count, 1))
    }
  }

  /// Draws one table.
  func table(_ index: Int) -> Matrix {
    var generator = RandomGenerator(seed: seed, stream: 0x5EED_0000 + UInt64(index))
    var values = [Double](repeating: 0, count: rowCount * widths.count)
    var place = 0
    for _ in 0..<rowCount {
      for axis in widths.indices {
        values[place] = lower[axis] + widths[axis] * generator.nextDouble()
        place += 1
      }
    }
    return Matrix(rowCount: rowCount, columnCount: widths.count, values: values)
  }

  /// Fits tables, several at a time.
  ///
  /// - Parameters:
  ///   - tableCount: How many.
  ///   - clusterCounts: Ascending, at most as large as there are rows.
  ///   - silhouetteTableCount: Of how many of them silhouettes are wanted.
  /// - Throws: ``ClusteringError/cancelled`` or ``ClusteringError/outOfTime``.
  func results(
    tableCount: Int, clusterCounts: [Int], silhouetteTableCount: Int, workers: Workers,
    monitor: WorkMonitor
  ) throws(ClusteringError) -> [Result] {
    let done = Atomic<Int>(0)
    let (found, verdict) = workers.map(count: tableCount, monitor: monitor) {
      index, watch -> Swift.Result<Result, ClusteringError> in
      let inner = WorkMonitor(
        verdict: { watch.mayGoOn() ? .proceed : watch.verdict }, report: { _, _, _ in })
      do throws(ClusteringError) {
        let result = try result(
          index, clusterCounts, wantsSilhouette: index < silhouetteTableCount, inner)
        let count = done.wrappingAdd(1, ordering: .relaxed).newValue
        monitor.report(
          Double(count), of: Double(tableCount),
          "table of evenly spread rows \(count) of \(tableCount)")
        return .success(result)
      } catch {
        return .failure(error)
      }
    }
    try verdict.check()
    var results: [Result] = []
    for case .some(let result) in found {
      switch result {
      case .success(let result): results.append(result)
      case .failure(let error): throw error
      }
    }
    return results
  }

  /// One table, its fits, and its silhouettes.
  private func result(
    _ index: Int, _ clusterCounts: [Int], wantsSilhouette: Bool, _ monitor: WorkMonitor
  ) throws(ClusteringError) -> Result {
    let data = try PreparedRows(table(index), workers: .single, monitor: monitor)
    var best = [Run?](repeating: nil, count: clusterCounts.count)
    for restart in 0..<restartCount {
      for (place, run) in try runs(data, clusterCounts, index, restart, monitor).enumerated()
      where run.inertia < best[place]?.inertia ?? .infinity {
        best[place] = run
      }
    }
    let found = best.compactMap { $0 }
    var result = Result(inertias: found.map { $0.inertia * rowsPerRow }, silhouette: nil)
    guard wantsSilhouette else { return result }
    let judged = found.filter { $0.partition.clusterCount >= 2 }
    let sampleCount = min(rowCount, Self.silhouetteRowLimit)
    let sample = Matrix(
      rowCount: sampleCount, columnCount: widths.count,
      values: Array(data.rows.values[..<(sampleCount * widths.count)]))
    let silhouettes = try meanSilhouettes(
      of: sample, partitions: judged.map { Array($0.partition.labels[..<sampleCount]) },
      clusterCounts: judged.map(\.partition.clusterCount), workers: .single, monitor: monitor)
    result.silhouette = silhouettes.compactMap { $0 }.max()
    return result
  }

  /// A run for each number, all from one row of seeds: the first seeds of many are good seeds of
  /// few.
  private func runs(
    _ data: PreparedRows, _ clusterCounts: [Int], _ index: Int, _ restart: Int,
    _ monitor: WorkMonitor
  ) throws(ClusteringError) -> [Run] {
    var generator = RandomGenerator(
      seed: seed, stream: 0x5EED_8000_0000 + UInt64(index * restartCount + restart))
    let seeds = data.greedySeeds(
      clusterCounts.last ?? 1, &generator, workers: .single, monitor: monitor)
    try seeds.verdict.check()
    var runs: [Run] = []
    for clusterCount in clusterCounts {
      let centers = seeds.centers.picking(Array(0..<clusterCount))
      var run = Run(partition: Partition(of: data, centers: centers))
      run.iterate(
        iterationLimit: 300, shiftLimit: shiftLimit, workers: .single, monitor: monitor)
      if run.isWhole && wantsInertia {
        run.transfer(iterationLimit: 300, workers: .single, monitor: monitor)
      }
      try run.verdict.check()
      runs.append(run)
    }
    return runs
  }
}
