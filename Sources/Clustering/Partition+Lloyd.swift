import Kernels
import Matrices

/// How a run of Lloyd's iterations ended.
struct LloydEnd: Sendable {
  /// Iterations made: scikit-learn's `n_iter_`, which does not count the last assignment.
  var iterationCount = 0

  /// Whether the centres came to rest before the limit.
  var hasConverged = false

  /// Why it was stopped, if it was; the centres are good then, the labels are not.
  var verdict = WorkMonitor.Verdict.proceed
}

extension Partition {
  /// Iterates until the centres come to rest, and then assigns the rows to them.
  ///
  /// An iteration assigns and moves. It is the last if the sum of the squared moves is at most
  /// `shiftLimit`; as equal labels give equal means to the bit, that is so when no label changed.
  ///
  /// - Parameters:
  ///   - iterationLimit: How many iterations are made at most.
  ///   - shiftLimit: In squared units of the features.
  ///   - keepsRestingCenters: Whether centres that are at rest in the first iteration already stay
  ///     where they are. Then a result given as a start comes out as it went in; scikit-learn would
  ///     move its centres once more, by less than the tolerance.
  ///   - report: Called with the number of iterations made.
  mutating func iterate(
    iterationLimit: Int, shiftLimit: Double, keepsRestingCenters: Bool = false, workers: Workers,
    monitor: WorkMonitor, report: (Int) -> Void = { _ in }
  ) -> LloydEnd {
    var end = LloydEnd()
    var drifts: CenterDrifts?
    defer { endBounds() }
    while end.iterationCount < iterationLimit && !end.hasConverged {
      end.verdict = assignWithinBounds(drifts: drifts, workers: workers, monitor: monitor)
      if case .proceed = end.verdict, hasEmpty {
        // Only now the distances are needed, to find the farthest rows.
        end.verdict = assign(workers: workers, monitor: monitor).verdict
      }
      guard case .proceed = end.verdict else { return end }
      let known = centers
      let (shift, hasRelocated) = moveCenters()
      drifts = CenterDrifts(
        from: known.values.span, to: centers.values.span, featureCount: data.featureCount,
        reach: [Double](repeating: 1, count: clusterCount))
      end.iterationCount += 1
      end.hasConverged = shift <= shiftLimit && !hasRelocated
      if keepsRestingCenters && end.iterationCount == 1 && end.hasConverged { centers = known }
      report(end.iterationCount)
    }
    end.verdict = settle(workers: workers, monitor: monitor)
    return end
  }

  /// Assigns the rows to the centres as they are, and fills clusters that end up empty.
  ///
  /// scikit-learn's labels can be stale here (its issue 34074); ours never are.
  mutating func settle(workers: Workers, monitor: WorkMonitor) -> WorkMonitor.Verdict {
    var (_, verdict) = assign(workers: workers, monitor: monitor)
    var attempt = 0
    while case .proceed = verdict, hasEmpty, attempt < clusterCount {
      guard moveCenters().hasRelocated else { break }
      (_, verdict) = assign(workers: workers, monitor: monitor)
      attempt += 1
    }
    return verdict
  }
}
