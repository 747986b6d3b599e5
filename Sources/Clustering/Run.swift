import Matrices

/// One run from its seeds to rest, or as far as it came.
struct Run: Sendable {
  var partition: Partition
  var inertia = Double.infinity
  var iterationCount = 0
  var hasConverged = false
  var transferCount = 0

  /// Why it was stopped, if it was: the labels then do not belong to the centres.
  var verdict = WorkMonitor.Verdict.proceed

  var isWhole: Bool { if case .proceed = verdict { true } else { false } }

  /// Iterates to rest; then the inertia is known.
  mutating func iterate(
    iterationLimit: Int, shiftLimit: Double, keepsRestingCenters: Bool = false, workers: Workers,
    continuing glide: Partition.Glide? = nil, monitor: WorkMonitor, report: (Int) -> Void = { _ in }
  ) {
    let limit = max(1, iterationLimit - iterationCount)
    let end = partition.iterate(
      iterationLimit: limit, shiftLimit: shiftLimit, keepsRestingCenters: keepsRestingCenters,
      workers: workers, continuing: glide, monitor: monitor, report: report)
    iterationCount += end.iterationCount
    hasConverged = end.hasConverged
    verdict = end.verdict
    if isWhole { inertia = partition.inertia }
  }

  /// Transfers single rows until none lowers the inertia, and settles.
  ///
  /// A row within rounding of two centres may change its label in the last assignment, which makes
  /// a further round; a few rounds are always enough.
  mutating func transfer(iterationLimit: Int, workers: Workers, monitor: WorkMonitor) {
    let workers = partition.paying(workers)
    for _ in 0..<10 {
      let (count, stopped) = partition.transferRows(workers: workers, monitor: monitor)
      transferCount += count
      verdict = stopped
      guard isWhole else { return }
      let (changedCount, verdict) = partition.assign(workers: workers, monitor: monitor)
      self.verdict = verdict
      guard isWhole else { return }
      inertia = partition.inertia
      hasConverged = true
      if changedCount == 0 { return }
      iterate(
        iterationLimit: iterationLimit, shiftLimit: 0, workers: workers, monitor: monitor)
      guard isWhole else { return }
    }
  }

  /// Whether another run found the same groups under other names.
  func hasSameGroups(as other: Run) -> Bool {
    var renamed = [Int32](repeating: -1, count: partition.clusterCount)
    for (mine, theirs) in zip(partition.chunks, other.partition.chunks) {
      for (label, otherLabel) in zip(mine.labels, theirs.labels) {
        let known = renamed[Int(label)]
        if known == otherLabel { continue }
        if known != -1 { return false }
        renamed[Int(label)] = otherLabel
      }
    }
    return true
  }
}
