import Glibc

/// By how much the logarithm of the inertia lies below that of rows without groups.
///
/// Gap(*k*) is the mean of ln W* over the reference tables less ln W, with W half the inertia, which
/// is Tibshirani's W_k for squared distances; the factor cancels. The error is the standard
/// deviation of ln W* (by *B* − 1) times √(1 + 1/*B*) for *B* tables.
///
/// > Source: Tibshirani, Walther and Hastie, *Estimating the Number of Clusters in a Data Set via the
/// > Gap Statistic*, J. R. Statist. Soc. B 63(2), 2001, with references in the box of the principal
/// > axes, as `clusGap(spaceH0 = "scaledPCA", d.power = 2)` in R.
struct GapStatistic: Equatable, Sendable {
  /// The numbers of clusters, ascending.
  let clusterCounts: [Int]

  /// The gap of each; infinite where the inertia is 0.
  let gaps: [Double]

  /// The standard error of each.
  let errors: [Double]

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
  var chosen: Int? {
    for index in clusterCounts.indices.dropLast()
    where gaps[index] >= gaps[index + 1] - errors[index + 1] {
      return clusterCounts[index]
    }
    return clusterCounts.last
  }
}
