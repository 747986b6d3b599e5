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
  ///   - glide: What earlier iterations know; nil where there were none.
  ///   - report: Called with the number of iterations made.
  mutating func iterate(
    iterationLimit: Int, shiftLimit: Double, keepsRestingCenters: Bool = false, workers: Workers,
    continuing glide: Glide? = nil, monitor: WorkMonitor, report: (Int) -> Void = { _ in }
  ) -> LloydEnd {
    var end = LloydEnd()
    var glide = glide ?? Glide(self, workers)
    defer { endBounds() }
    while end.iterationCount < iterationLimit && !end.hasConverged {
      let known = centers
      let step = advance(&glide, monitor: monitor)
      end.verdict = step.verdict
      guard case .proceed = end.verdict else { return end }
      end.iterationCount += 1
      end.hasConverged = step.shift <= shiftLimit && !step.hasRelocated
      if keepsRestingCenters && end.iterationCount == 1 && end.hasConverged {
        centers = known
        glide.travel = nil
      }
      report(end.iterationCount)
    }
    end.verdict = settle(&glide, monitor: monitor)
    return end
  }

  /// The threads that it pays to wake for a pass over the rows.
  ///
  /// Measured: to hand out work takes 10 to 20 µs, as long as 4,338 rows of 3 features and 4 centres
  /// take on one thread.
  func paying(_ workers: Workers) -> Workers {
    data.rowCount * (centers.values.count + 8) < 300_000 ? .single : workers
  }

  /// What a series of iterations keeps from one to the next.
  struct Glide {
    /// How far the centres came since all rows were given to them.
    var travel: CenterTravel?
    var scratch: [LloydScratch]
    let workers: Workers

    /// Begins a series, with as many threads as it pays to wake.
    init(_ partition: Partition, _ workers: Workers) {
      self.workers = partition.paying(workers)
      scratch = partition.makeScratch(self.workers)
    }

    /// Takes down that the centres moved.
    mutating func follow(_ known: Matrix, to centers: Matrix, in data: PreparedRows) {
      let drifts = CenterDrifts(
        from: known.values.span, to: centers.values.span, featureCount: data.featureCount,
        reach: [Double](repeating: 1, count: centers.rowCount))
      var travel = travel ?? CenterTravel(centerCount: centers.rowCount, scale: data.screenScale)
      travel.add(drifts)
      self.travel = travel
    }
  }

  /// Makes one iteration: gives rows to centres and moves these.
  mutating func advance(
    _ glide: inout Glide, monitor: WorkMonitor
  ) -> (shift: Double, hasRelocated: Bool, verdict: WorkMonitor.Verdict) {
    var verdict = renew(
      glide.travel, &glide.scratch, workers: glide.workers, monitor: monitor
    ).verdict
    if case .proceed = verdict, hasEmpty {
      // Only now the distances are needed, to find the farthest rows.
      verdict = measure(workers: glide.workers, monitor: monitor)
    }
    guard case .proceed = verdict else { return (0, false, verdict) }
    let known = centers
    let (shift, hasRelocated) = moveCenters()
    glide.follow(known, to: centers, in: data)
    return (shift, hasRelocated, .proceed)
  }

  /// Gives the rows to the centres as they are, and measures distances.
  mutating func assign(_ glide: inout Glide, monitor: WorkMonitor) -> WorkMonitor.Verdict {
    let verdict = renew(
      glide.travel, &glide.scratch, workers: glide.workers, monitor: monitor
    ).verdict
    guard case .proceed = verdict else { return verdict }
    return measure(workers: glide.workers, monitor: monitor)
  }

  /// Assigns the rows to the centres as they are, and fills clusters that end up empty.
  ///
  /// scikit-learn's labels can be stale here (its issue 34074); ours never are.
  private mutating func settle(
    _ glide: inout Glide, monitor: WorkMonitor
  ) -> WorkMonitor.Verdict {
    let workers = glide.workers
    var verdict = assign(&glide, monitor: monitor)
    if case .proceed = verdict, !hasEmpty { findTies(glide.travel, workers: workers) }
    var attempt = 0
    while case .proceed = verdict, hasEmpty, attempt < clusterCount {
      guard moveCenters().hasRelocated else { break }
      verdict = assign(workers: workers, monitor: monitor).verdict
      attempt += 1
    }
    return verdict
  }
}
