public import Matrices

/// Tries every number of clusters of a range and asks each criterion which to take.
///
/// Each number is fitted with single-row transfers but without swaps, and up to 50,000 rows from the
/// fits of the numbers next to it as well. Silhouettes are exact up to
/// 20,000 rows and sampled beyond. Whether there is any structure is judged by silhouettes: the
/// highest one must be larger than on each of 19 tables of evenly spread rows. What a deadline leaves
/// no time for is missing and says so.
///
/// - Parameters:
///   - rows: Shape `n × d`, finite, in canonical order.
///   - weights: How much each row counts for the fits, and so for inertia and gap; silhouettes, the
///     other indices and resampling count every row once.
///   - range: The numbers to try, from 1; silhouettes and the like begin with 2.
///   - leastCounted: Votes for smaller numbers are shown but do not count; nil counts all.
///   - criteria: The criteria to ask; others cost nothing.
///   - restartCount: Restarts of each fit.
///   - seed: Seed of the random choices.
///   - remark: Something to add to the reason of the verdict on structure, beginning lower case.
///   - workers: How many threads may work; the result does not depend on it.
///   - monitor: Asked at least every 20 ms; hears of each number.
/// - Returns: The study, and the fit of each number that was tried.
/// - Throws: ``ClusteringError/invalidOption(name:value:requirement:)`` for a range below 1, what
///   ``KMeans/fit(_:workers:monitor:)`` throws if not even the smallest number can be filled, and
///   ``ClusteringError/cancelled``.
/// - Complexity: About 60 fits per number, and *n*² distances up to 20,000 rows.
public func studyClusterCounts(
  of rows: Matrix, weights: [Double]? = nil, range: ClosedRange<Int> = 2...10,
  leastCounted: Int? = nil,
  criteria: Set<ClusterCountCriterion> = Set(ClusterCountCriterion.allCases),
  restartCount: Int = 10, seed: UInt64 = 0, remark: String? = nil, workers: Workers,
  monitor: WorkMonitor
) throws(ClusteringError) -> (study: ClusterCountStudy, fits: [Int: KMeansFit]) {
  try require(range.lowerBound >= 1, "the smallest k", range.lowerBound, "at least 1")
  var measures = ClusterCountMeasures(
    of: rows, weights: weights, range: range, criteria: criteria, restartCount: restartCount,
    seed: seed,
    workers: workers, monitor: monitor)
  try measures.measure()
  let ballot = ClusterCountBallot(
    measures, leastCounted: leastCounted ?? range.lowerBound, remark: remark)
  return (ballot.study, measures.fits)
}

/// Rows up to which silhouettes are exact where nobody asks for another kind.
public let exactSilhouetteRowLimit = 20_000
