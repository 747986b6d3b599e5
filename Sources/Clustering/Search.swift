import Matrices
import Synchronization

/// One fit at work: restarts, the best of them, and its refinement.
struct Search {
  let data: PreparedRows
  let options: KMeans
  let workers: Workers
  let monitor: WorkMonitor

  /// Sum of squared moves below which a plain run has converged.
  private let shiftLimit: Double

  /// The best whole run so far, or the first that was begun.
  private(set) var best: Run?
  private(set) var swapCount = 0

  /// Gets ready.
  ///
  /// - Throws: ``ClusteringError/cancelled``.
  init(
    of data: PreparedRows, options: KMeans, workers: Workers, monitor: WorkMonitor
  ) throws(ClusteringError) {
    self.data = data
    self.options = options
    self.workers = workers
    self.monitor = monitor
    // Runs that are all transferred go on until nothing moves.
    let goesOn = options.transfers && data.rowCount <= KMeans.thoroughRowLimit
    guard options.tolerance > 0 && !goesOn else {
      shiftLimit = 0
      return
    }
    guard let variance = data.meanVariance(workers: workers, monitor: monitor) else {
      throw .cancelled
    }
    shiftLimit = options.tolerance * variance
  }

  private var runCount: Int { options.hasGivenCenters ? 1 : options.restartCount }

  /// Whether every run is transferred, and not the best alone.
  private var isThorough: Bool { data.rowCount <= KMeans.thoroughRowLimit }

  private var transfers: Bool { options.transfers }

  private var swaps: Bool {
    options.refinement == .automatic && transfers && isThorough && options.clusterCount > 1
      && options.freeCount > 0
  }

  /// Searches, and returns what was found in the time given.
  ///
  /// - Parameter known: A fit with transfers, from which only the swaps are left to do.
  /// - Throws: ``ClusteringError/cancelled``.
  mutating func result(continuing known: KMeansFit? = nil) throws(ClusteringError) -> KMeansFit {
    var verdict = known.map { resume($0) } ?? restart()
    if case .proceed = verdict, known == nil, transfers, !isThorough { verdict = refineBest() }
    if case .proceed = verdict, swaps { verdict = swap() }
    if case .cancel = verdict { throw .cancelled }
    // Time was up before the first run: centres at random are better than nothing.
    if best == nil { consider(makeRun(0, workers, monitor)) }
    guard var run = best else { throw .cancelled }

    if !run.isWhole {
      // Time was up in the middle: the centres are good, the labels are made now.
      let (_, verdict) = run.partition.assign(workers: workers, monitor: monitor.pastDeadline)
      guard case .proceed = verdict else { throw .cancelled }
      run.inertia = run.partition.inertia
    }
    let isComplete = if case .proceed = verdict { true } else { false }
    return KMeansFit(
      centers: run.partition.centers, labels: run.partition.labels,
      squaredDistances: run.partition.squaredDistances, inertia: run.inertia,
      iterations: run.iterationCount, hasConverged: run.hasConverged, isComplete: isComplete,
      transferCount: run.transferCount, swapCount: swapCount,
      mayBeTied: Uncounted(value: run.partition.mayBeTied))
  }

  /// Takes a fit for the best run: its labels are those of its centres.
  private mutating func resume(_ known: KMeansFit) -> WorkMonitor.Verdict {
    var run = Run(partition: Partition(of: data, centers: known.centers))
    run.iterationCount = known.iterations
    run.hasConverged = known.hasConverged
    run.transferCount = known.transferCount
    run.verdict = run.partition.assign(workers: workers, monitor: monitor).verdict
    if run.isWhole { run.inertia = run.partition.inertia }
    best = run
    return run.verdict
  }

  /// Makes all runs and keeps the best.
  ///
  /// Small ones run side by side, large ones one after the other with all threads in each; both
  /// ways give the same bits.
  private mutating func restart() -> WorkMonitor.Verdict {
    let runsSideBySide = isThorough && runCount > 1 && workers.threadCount > 1
    let batchCount = runsSideBySide ? 4 * workers.threadCount : 1
    var next = 0
    while next < runCount {
      let first = next
      next = min(next + batchCount, runCount)
      var runs: [Run?]
      var verdict = WorkMonitor.Verdict.proceed
      if runsSideBySide {
        let done = Atomic<Int>(first)
        (runs, verdict) = workers.map(count: next - first, monitor: monitor) {
          [self] index, _ in
          let run = makeRun(first + index, Workers.single, monitor.silent)
          let count = done.wrappingAdd(1, ordering: .relaxed).newValue
          report(Double(count), "restart \(count) of \(runCount)")
          return run
        }
      } else {
        runs = [makeRun(first, workers, monitor)]
      }
      for run in runs {
        guard let run else { return verdict }
        consider(run)
        if !run.isWhole { return run.verdict }
      }
    }
    return .proceed
  }

  /// Keeps a run if it is better: strictly smaller inertia, and other groups.
  private mutating func consider(_ run: Run) {
    guard let known = best, known.isWhole else {
      if best == nil || run.isWhole { best = run }
      return
    }
    if run.isWhole && run.inertia < known.inertia && !run.hasSameGroups(as: known) { best = run }
  }

  /// Makes one run from its seeds to rest.
  private func makeRun(_ index: Int, _ workers: Workers, _ monitor: WorkMonitor) -> Run {
    let name = "restart \(index + 1) of \(runCount)"
    func tell(_ share: Double, _ what: String) {
      monitor.report(Double(index) + share, of: unitCount, "\(name), \(what)")
    }
    tell(0, "seeding")
    var generator = RandomGenerator(seed: options.seed, stream: 2 * UInt64(index) + 1)
    let seeds = seeds(&generator, workers, monitor)
    var run = Run(
      partition: Partition(of: data, centers: seeds.centers, fixedCount: options.fixedCount))
    run.verdict = seeds.verdict
    guard run.isWhole else { return run }

    let goesOn = transfers && isThorough
    run.iterate(
      iterationLimit: options.iterationLimit, shiftLimit: goesOn ? 0 : shiftLimit,
      keepsRestingCenters: options.hasGivenCenters, workers: workers, monitor: monitor
    ) { iteration in
      tell(Double(iteration) / (Double(options.iterationLimit) + 1), "iteration \(iteration)")
    }
    guard run.isWhole, goesOn else { return run }
    run.transfer(iterationLimit: options.iterationLimit, workers: workers, monitor: monitor)
    return run
  }

  private func seeds(
    _ generator: inout RandomGenerator, _ workers: Workers, _ monitor: WorkMonitor
  ) -> Seeds {
    var seeds: Seeds
    switch options.initialisation {
    case .greedyPlusPlus:
      seeds = data.greedySeeds(
        options.freeCount, beside: options.fixedCenters, &generator, workers: workers,
        monitor: monitor)
    case .random: seeds = data.randomSeeds(options.freeCount, &generator)
    case .centers(let centers): seeds = Seeds(centers: centers, verdict: .proceed)
    }
    if let fixed = options.fixedCenters { seeds.centers = fixed.followed(by: seeds.centers) }
    return seeds
  }

  /// Continues the best of many rows to rest and transfers its rows.
  private mutating func refineBest() -> WorkMonitor.Verdict {
    guard let known = best else { return .proceed }
    monitor.report(Double(runCount), of: unitCount, "transfers")
    var run = known
    run.iterate(
      iterationLimit: options.iterationLimit, shiftLimit: 0, workers: workers, monitor: monitor)
    if run.isWhole {
      run.transfer(iterationLimit: options.iterationLimit, workers: workers, monitor: monitor)
    }
    // What was stopped on the way has centres that are better, but no labels yet.
    best = run
    return run.verdict
  }

  /// Tries random swaps and keeps those that lower the inertia.
  ///
  /// Trials run side by side from the best so far; the first that succeeds, in their order, makes
  /// the later ones void, so the result is that of one after the other.
  private mutating func swap() -> WorkMonitor.Verdict {
    var next = 0
    while next < RandomSwap.trialCount, let current = best, current.inertia > 0 {
      let first = next
      let count = min(8 * workers.threadCount, RandomSwap.trialCount - first)
      report(swapUnits(first), "swap \(first + 1) of \(RandomSwap.trialCount)")
      let success = Atomic<Int>(count)
      let (outcomes, verdict) = workers.map(count: count, monitor: monitor) {
        [options, monitor] index, _ -> RandomSwap.Outcome in
        if index > success.load(ordering: .relaxed) { return .inVain }
        let trial = RandomSwap(
          trial: first + index, seed: options.seed, iterationLimit: options.iterationLimit)
        let outcome = trial.improved(current, monitor: monitor)
        if case .improved = outcome { success.min(index, ordering: .relaxed) }
        return outcome
      }
      for case .some(let outcome) in outcomes {
        if case .stopped(let verdict) = outcome { return verdict }
        next += 1
        if case .improved(let run) = outcome {
          best = run
          swapCount += 1
          break
        }
      }
      guard case .proceed = verdict else { return verdict }
    }
    return .proceed
  }

  /// Restarts take half of the progress where swaps follow.
  private var unitCount: Double { Double(runCount) * (swaps ? 2 : 1) }

  private func swapUnits(_ trial: Int) -> Double {
    Double(runCount) * (1 + Double(trial) / Double(RandomSwap.trialCount))
  }

  private func report(_ done: Double, _ step: String) {
    monitor.report(done, of: unitCount, step)
  }
}
