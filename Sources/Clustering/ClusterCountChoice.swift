public import Matrices

/// How well each number of clusters fits, and which fits best.
public struct ClusterCountChoice: Equatable, Sendable {
  /// One number of clusters.
  public struct Candidate: Equatable, Sendable {
    /// The number of clusters, *k*.
    public let clusterCount: Int

    /// The inertia of its fit.
    public let inertia: Double

    /// The mean silhouette of its fit.
    public let silhouette: Double

    /// Standard error of the silhouette where it was sampled, else 0.
    public let silhouetteError: Double
  }

  /// The numbers that were to choose from, ascending.
  public let candidates: [Candidate]

  /// Numbers that were tried but not up for choice, ascending.
  public let others: [Candidate]

  /// The candidate of the largest silhouette; the smaller of equals.
  public let chosen: Int

  /// Whether silhouettes are those of all rows, and not of a sample.
  public let isExact: Bool

  /// False where time was up before all numbers were tried.
  public let isComplete: Bool
}

/// Chooses the number of clusters by silhouette.
///
/// Each number is fitted with single-row transfers but without swaps. Silhouettes are exact up to
/// 20,000 rows and sampled beyond. Numbers that the rows cannot fill are left out.
///
/// - Parameters:
///   - rows: Shape `n × d`, finite.
///   - range: The numbers to choose from, at least 2.
///   - others: Numbers to try that are not up for choice, to tell what they would have scored.
///   - restartCount: Restarts of each fit.
///   - seed: Seed of the random choices.
///   - workers: How many threads may work; the result does not depend on it.
///   - monitor: Asked at least every 20 ms; hears of each number.
/// - Throws: ``ClusteringError/invalidOption(name:value:requirement:)`` for a range below 2, what
///   ``KMeans/fit(_:workers:monitor:)`` throws if not even the smallest number can be filled, and
///   ``ClusteringError/outOfTime`` if time was up before the first.
public func chooseClusterCount(
  of rows: Matrix, range: ClosedRange<Int> = 3...10, alsoReport others: [Int] = [2],
  restartCount: Int = 10, seed: UInt64 = 0, workers: Workers, monitor: WorkMonitor
) throws(ClusteringError) -> ClusterCountChoice {
  try require(range.lowerBound >= 2, "the smallest k", range.lowerBound, "at least 2")
  try require(others.allSatisfy { $0 >= 2 }, "k", others.min() ?? 2, "at least 2")
  let extra = Set(others).subtracting(range).sorted()
  let wanted = Array(range.lowerBound...min(range.upperBound, max(range.lowerBound, rows.rowCount)))
  var found: [ClusterCountChoice.Candidate] = []
  var isComplete = true
  for (step, clusterCount) in (wanted + extra).enumerated() {
    monitor.report(
      Double(step), of: Double(wanted.count + extra.count), "trying \(clusterCount) segments")
    do {
      let candidate = try candidate(
        rows, clusterCount, restartCount, seed, workers: workers, monitor: monitor.silent)
      if let candidate {
        found.append(candidate)
      } else {
        isComplete = false
        break
      }
    } catch {
      // The first number must be possible; those that the rows cannot fill are left out.
      guard error.saysTooFewRows, !found.isEmpty else { throw error }
    }
  }

  let candidates = found.filter { range.contains($0.clusterCount) }
  guard var best = candidates.first else { throw .outOfTime }
  for candidate in candidates where candidate.silhouette > best.silhouette { best = candidate }
  return ClusterCountChoice(
    candidates: candidates, others: found.filter { !range.contains($0.clusterCount) },
    chosen: best.clusterCount, isExact: rows.rowCount <= exactSilhouetteRowLimit,
    isComplete: isComplete)
}

/// Rows up to which silhouettes are exact where nobody asks for another kind.
public let exactSilhouetteRowLimit = 20_000

/// Tries one number; nil where time was up.
private func candidate(
  _ rows: Matrix, _ clusterCount: Int, _ restartCount: Int, _ seed: UInt64, workers: Workers,
  monitor: WorkMonitor
) throws(ClusteringError) -> ClusterCountChoice.Candidate? {
  let kMeans = try KMeans(
    clusterCount: clusterCount, restartCount: restartCount, refinement: .transfers, seed: seed)
  let fit = try kMeans.fit(rows, workers: workers, monitor: monitor)
  guard fit.isComplete else { return nil }
  do {
    if rows.rowCount > exactSilhouetteRowLimit {
      let sample = try sampledSilhouette(
        of: rows, labels: fit.labels, clusterCount: clusterCount, seed: seed, workers: workers,
        monitor: monitor)
      return ClusterCountChoice.Candidate(
        clusterCount: clusterCount, inertia: fit.inertia, silhouette: sample.mean,
        silhouetteError: sample.standardError)
    }
    let values = try exactSilhouette(
      of: rows, labels: fit.labels, clusterCount: clusterCount, workers: workers, monitor: monitor)
    return ClusterCountChoice.Candidate(
      clusterCount: clusterCount, inertia: fit.inertia,
      silhouette: values.reduce(0, +) / Double(values.count), silhouetteError: 0)
  } catch .outOfTime {
    return nil
  }
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
