import Matrices

/// One trial to leave a local optimum: a random row in place of a random centre.
///
/// > Source: Fränti, *Efficiency of Random Swap Clustering*, Journal of Big Data 5:13, 2018.
struct RandomSwap {
  /// Trials of one fit.
  static let trialCount = 400

  /// Iterations after which a trial is judged.
  static let iterationCount = 5

  /// A trial whose inertia is above the best by more than this factor is given up.
  static let hopefulFactor = 1.02

  /// What came of a trial.
  enum Outcome: Sendable {
    case improved(Run)
    case inVain
    case stopped(WorkMonitor.Verdict)
  }

  let trial: Int
  let seed: UInt64
  let iterationLimit: Int

  /// Swaps, iterates a few times, and goes on to the end only where there is hope.
  func improved(_ best: Run, monitor: WorkMonitor) -> Outcome {
    let data = best.partition.data
    var generator = RandomGenerator(seed: seed, stream: 2 * UInt64(trial) + 2)
    let row = data.drawRow(&generator)
    let fixedCount = best.partition.fixedCount
    let cluster = fixedCount + generator.next(below: best.partition.clusterCount - fixedCount)
    var run = Run(partition: best.partition)
    for feature in 0..<data.featureCount {
      run.partition.centers[cluster, feature] = data.rows[row, feature]
    }

    var glide = Partition.Glide(run.partition, .single)
    for _ in 1..<RandomSwap.iterationCount {
      let verdict = run.partition.advance(&glide, monitor: monitor).verdict
      guard case .proceed = verdict else { return .stopped(verdict) }
    }
    let verdict = run.partition.assign(&glide, monitor: monitor)
    guard case .proceed = verdict else { return .stopped(verdict) }
    let centers = run.partition.centers
    let masses = run.partition.masses
    _ = run.partition.moveCenters()
    // The means are that much nearer to their rows than the centres were (Huygens).
    let inertia = run.partition.inertia - weightedMoves(run.partition.centers, centers, masses)
    guard inertia <= best.inertia * RandomSwap.hopefulFactor else { return .inVain }

    glide.follow(centers, to: run.partition.centers, in: data)
    run.iterationCount = RandomSwap.iterationCount
    run.iterate(
      iterationLimit: iterationLimit, shiftLimit: 0, workers: .single, continuing: glide,
      monitor: monitor)
    guard run.isWhole else { return .stopped(run.verdict) }
    run.transfer(iterationLimit: iterationLimit, workers: .single, monitor: monitor)
    guard run.isWhole else { return .stopped(run.verdict) }
    guard run.inertia < best.inertia else { return .inVain }
    run.transferCount += best.transferCount
    return .improved(run)
  }

  private func weightedMoves(_ moved: Matrix, _ centers: Matrix, _ masses: [Double]) -> Double {
    var sum = 0.0
    for cluster in masses.indices {
      for feature in 0..<centers.columnCount {
        let move = moved[cluster, feature] - centers[cluster, feature]
        sum += masses[cluster] * move * move
      }
    }
    return sum
  }
}
