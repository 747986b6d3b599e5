import Glibc
public import Matrices

/// By how much the logarithm of the inertia lies below that of rows without groups.
///
/// Gap(*k*) is the mean of ln W* over the reference tables less ln W, with W half the inertia, which
/// is Tibshirani's W_k for squared distances; the factor cancels. The error is the standard
/// deviation of ln W* (by *B* − 1) times √(1 + 1/*B*) for *B* tables.
///
/// > Source: Tibshirani, Walther and Hastie, *Estimating the Number of Clusters in a Data Set via the
/// > Gap Statistic*, J. R. Statist. Soc. B 63(2), 2001, with references in the box of the principal
/// > axes, as `clusGap(spaceH0 = "scaledPCA", d.power = 2)` in R.
public struct GapStatistic: Equatable, Sendable {
  /// The numbers of clusters, ascending.
  public let clusterCounts: [Int]

  /// The gap of each; infinite where the inertia is 0.
  public let gaps: [Double]

  /// The standard error of each.
  public let errors: [Double]

  /// From the inertias of the rows and those of the reference tables.
  ///
  /// - Parameters:
  ///   - clusterCounts: Ascending.
  ///   - inertias: One per number.
  ///   - references: Per table one inertia per number; at least two tables.
  init(clusterCounts: [Int], inertias: [Double], references: [[Double]]) {
    self.clusterCounts = clusterCounts
    let tableCount = Double(references.count)
    var gaps: [Double] = []
    var errors: [Double] = []
    for (index, inertia) in inertias.enumerated() {
      // A reference table of few rows may leave nothing either.
      let logarithms = references.map { log(max($0[index], .leastNormalMagnitude)) }
      let mean = logarithms.reduce(0, +) / tableCount
      let squares = logarithms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      gaps.append(inertia > 0 ? mean - log(inertia) : .infinity)
      errors.append(((1 + 1 / tableCount) * squares / (tableCount - 1)).squareRoot())
    }
    self.gaps = gaps
    self.errors = errors
  }

  /// The first number whose gap is at least that of the next less its error, else the last.
  ///
  /// The rule of the paper, `Tibs2001SEmax` in R's `maxSE`.
  public var chosen: Int? {
    for index in clusterCounts.indices.dropLast()
    where gaps[index] >= gaps[index + 1] - errors[index + 1] {
      return clusterCounts[index]
    }
    return clusterCounts.last
  }
}

/// The gap statistic of rows, with fits and reference tables of its own.
///
/// - Parameters:
///   - rows: Shape `n × d`, finite.
///   - range: The numbers to compare, from 1, less than the number of different rows.
///   - tableCount: Number of reference tables, at least 2.
///   - restartCount: Restarts of the fits of the rows.
///   - seed: Seed of the random choices.
///   - workers: How many threads may work; the result does not depend on it.
///   - monitor: Asked at least every 20 ms.
/// - Throws: What ``KMeans/fit(_:workers:monitor:)`` throws, or ``ClusteringError/outOfTime``.
public func gapStatistic(
  of rows: Matrix, range: ClosedRange<Int> = 1...10, tableCount: Int = 20, restartCount: Int = 10,
  seed: UInt64 = 0, workers: Workers, monitor: WorkMonitor
) throws(ClusteringError) -> GapStatistic {
  try require(range.lowerBound >= 1, "the smallest k", range.lowerBound, "at least 1")
  try require(tableCount >= 2, "the number of reference tables", tableCount, "at least 2")
  let counts = Array(range)
  var inertias: [Double] = []
  for count in counts {
    let kMeans = try KMeans(
      clusterCount: count, restartCount: restartCount, refinement: .transfers, seed: seed)
    let fit = try kMeans.fit(rows, workers: workers, monitor: monitor.silent)
    guard fit.isComplete else { throw .outOfTime }
    inertias.append(fit.inertia)
  }
  let tables = try ReferenceTables(of: rows, seed: seed, workers: workers, monitor: monitor)
  let results = try tables.results(
    tableCount: tableCount, clusterCounts: counts, silhouetteTableCount: 0, workers: workers,
    monitor: monitor)
  return GapStatistic(
    clusterCounts: counts, inertias: inertias, references: results.map(\.inertias))
}
