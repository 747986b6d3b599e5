import Clustering
import Matrices
import Synchronization
import Testing

/// A monitor that says "proceed" so many times, and then something else.
final class Countdown: Sendable {
  private let left: Atomic<Int>
  private let last = Mutex<(done: Double, total: Double, step: String)?>(nil)
  let verdict: WorkMonitor.Verdict

  init(_ count: Int, then verdict: WorkMonitor.Verdict) {
    left = Atomic(count)
    self.verdict = verdict
  }

  var monitor: WorkMonitor {
    WorkMonitor(
      verdict: { [self] in
        left.wrappingSubtract(1, ordering: .relaxed).newValue >= 0 ? .proceed : verdict
      },
      report: { [self] done, total, step in last.withLock { $0 = (done, total, step) } })
  }

  var report: (done: Double, total: Double, step: String)? { last.withLock { $0 } }
}

@Suite("Looking after a fit")
struct MonitorTests {
  /// At every look up to the 400th, in seeding, iterations, transfers and swaps.
  @Test(arguments: [1, 2], [KMeans.thoroughRowLimit + 1, 600])
  func `time that is up at any look leaves a result whose labels belong to its centres`(
    threadCount: Int, rowCount: Int
  ) throws {
    let rows = Matrix.random(rowCount, 2, seed: 3)
    let kMeans = try KMeans(clusterCount: 5, restartCount: 2)
    var incompleteCount = 0
    for looks in [0, 1, 2, 5, 10, 40, 100, 400] {
      let countdown = Countdown(looks, then: .wrapUp)

      let fit = try kMeans.fit(
        rows, workers: Workers(threadCount: threadCount), monitor: countdown.monitor)

      #expect(try fit.belongs(to: rows))
      #expect(fit.centers.rowCount == 5 && fit.labels.count == rowCount)
      #expect(isClose(fit.inertia, fit.squaredDistances.reduce(0, +), within: 1e-12))
      if !fit.isComplete { incompleteCount += 1 }
    }
    #expect(incompleteCount >= 6)
  }

  @Test(arguments: [0, 1, 2, 5, 10, 40, 100, 400], [1, 2])
  func `a cancelled fit ends with the error and nothing else`(looks: Int, threadCount: Int) throws {
    let rows = Matrix.random(600, 2, seed: 3)
    let kMeans = try KMeans(clusterCount: 5, restartCount: 2)

    let error = #expect(throws: ClusteringError.self) {
      try kMeans.fit(
        rows, workers: Workers(threadCount: threadCount),
        monitor: Countdown(looks, then: .cancel).monitor)
    }

    #expect(error == .cancelled)
  }

  @Test func `work without a part of a result is out of time`() throws {
    let rows = Matrix.random(600, 2, seed: 3)
    let labels = (0..<600).map { Int32($0 % 2) }
    func stopped(_ verdict: WorkMonitor.Verdict) -> WorkMonitor {
      Countdown(0, then: verdict).monitor
    }

    for (verdict, expected) in [
      (WorkMonitor.Verdict.wrapUp, ClusteringError.outOfTime), (.cancel, .cancelled),
    ] {
      for silhouette in [exactSilhouette, squaredSilhouette, simplifiedSilhouette] {
        #expect(throws: expected) {
          try silhouette(rows, labels, 2, .single, stopped(verdict))
        }
      }
      #expect(throws: expected) {
        try assignment(of: rows, to: rows, workers: .single, monitor: stopped(verdict))
      }
      #expect(throws: expected) {
        try nearestTwo(of: rows, to: rows, workers: .single, monitor: stopped(verdict))
      }
    }
    #expect(throws: ClusteringError.cancelled) {
      try studyClusterCounts(of: rows, workers: .single, monitor: stopped(.cancel))
    }
  }

  @Test func `a choice of k that runs out of time says what it has`() throws {
    let rows = Matrix.random(600, 2, seed: 3, groupCount: 3)

    let (study, fits) = try studyClusterCounts(
      of: rows, restartCount: 2, workers: .single,
      monitor: Countdown(600, then: .wrapUp).monitor)

    #expect(!study.isComplete)
    #expect(study.rows.count < 9 && study.rows.first?.clusterCount == 2)
    #expect(fits.keys.sorted() == study.rows.map(\.clusterCount))
  }

  @Test func `progress ends at its end and names restarts and swaps`() throws {
    let rows = Matrix.random(600, 2, seed: 3)
    let steps = Mutex<[(done: Double, total: Double, step: String)]>([])
    let monitor = WorkMonitor(
      verdict: { .proceed },
      report: { done, total, step in steps.withLock { $0.append((done, total, step)) } })

    _ = try KMeans(clusterCount: 3, restartCount: 2).fit(
      rows, workers: .single, monitor: monitor)

    let told = steps.withLock { $0 }
    #expect(told.map(\.done) == told.map(\.done).sorted())
    #expect(told.allSatisfy { $0.total == 4 && $0.done <= 4 })
    #expect(told.first?.step == "restart 1 of 2, seeding")
    #expect(told.contains { $0.step == "restart 2 of 2, iteration 1" })
    #expect(told.last?.step == "swap 393 of 400")
  }
}
