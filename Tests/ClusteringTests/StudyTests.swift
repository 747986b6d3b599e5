import Clustering
import Matrices
import SharedFiles
import Synchronization
import Testing

/// The number of clusters, chosen by votes.
@Suite("Choosing k")
struct StudyTests {
  private func study(
    _ rows: Matrix, _ range: ClosedRange<Int> = 2...10, leastCounted: Int? = nil,
    _ criteria: Set<ClusterCountCriterion> = Set(ClusterCountCriterion.allCases)
  ) throws -> ClusterCountStudy {
    try studyClusterCounts(
      of: rows, range: range, leastCounted: leastCounted, criteria: criteria,
      workers: Workers(threadCount: 2), monitor: .none
    ).study
  }

  private func vote(
    _ criterion: ClusterCountCriterion, of study: ClusterCountStudy
  ) throws -> ClusterCountStudy.Vote {
    try #require(study.votes.first { $0.criterion == criterion })
  }

  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func `four separate groups are four by most criteria`(seed: UInt64) throws {
    let rows = StructureTests.blobs(400, 2, seed, groupCount: 4, distance: 10)

    let study = try study(rows)

    #expect(study.suggested.clusterCount == 4)
    #expect(study.votes.count { $0.clusterCount == 4 && $0.isCounted } >= 5)
    #expect(try vote(.gap, of: study).clusterCount == 4)
    let stable = try vote(.stability, of: study)
    #expect(stable.clusterCount ?? 0 >= 4, "\(stable.reason) \(study.rows.map(\.stability))")
    #expect(study.structure == true && study.isComplete && study.limit == nil)
    #expect(study.votes.map(\.criterion) == ClusterCountCriterion.allCases)
    #expect(study.votes.allSatisfy { !$0.reason.isEmpty })
  }

  @Test func `noise is one group by the gap statistic, and that does not count from 2`() throws {
    let rows = StructureTests.noise[1].rows(500, 3, 4)

    let from2 = try study(rows, 2...6)
    let from1 = try study(rows, 1...6, [.gap])

    let vote2 = try vote(.gap, of: from2)
    #expect(vote2.clusterCount == 1 && !vote2.isCounted)
    #expect(
      vote2.reason.hasSuffix("; 1 is outside the range, so that this vote does not count"))
    #expect(from2.structure == false)
    #expect(
      from2.suggested.reason.contains(
        "; but the rows form no groups beyond what evenly spread ones would"))
    #expect(try vote(.gap, of: from1).isCounted)
    #expect(from1.suggested.clusterCount == 1)
  }

  @Test func `k = 1 is in the curve of inertia where the range begins with it`() throws {
    let rows = StructureTests.blobs(200, 2, 3, groupCount: 2, distance: 10)

    let study = try study(rows, 1...6, [.elbow, .silhouette])

    #expect(study.rows.map(\.clusterCount) == Array(1...6))
    #expect(study.rows[0].silhouette == nil && study.rows[0].daviesBouldin == nil)
    #expect(study.suggested.clusterCount == 2)
    #expect(try vote(.elbow, of: study).clusterCount == 2)
  }

  @Test func `silhouettes are those of each fit alone`() throws {
    let rows = Matrix.random(700, 3, seed: 5, groupCount: 4, spread: 3)

    let (study, fits) = try studyClusterCounts(
      of: rows, range: 2...16, criteria: [.silhouette], restartCount: 1, workers: .single,
      monitor: .none)

    for row in study.rows {
      let fit = try #require(fits[row.clusterCount])
      let alone = mean(
        try exactSilhouette(
          of: rows, labels: fit.labels, clusterCount: row.clusterCount, workers: .single,
          monitor: .none))
      #expect(isClose(try #require(row.silhouette), alone, within: 1e-12))
    }
    #expect(study.rows.count == 15)
  }

  @Test func `criteria that are not asked cost nothing and say nothing`() throws {
    let rows = Matrix.random(300, 2, seed: 5, groupCount: 3)

    let study = try study(rows, 2...6, [.elbow])

    #expect(study.votes.map(\.criterion) == [.elbow])
    #expect(study.rows.allSatisfy { $0.silhouette == nil && $0.gap == nil && $0.stability == nil })
    #expect(study.structure == nil)
    #expect(
      study.structureReason
        == "not judged, because that takes silhouettes and the criterion silhouette was not asked")
  }

  @Test func `votes below the least that counts are shown and not counted`() throws {
    let rows = StructureTests.blobs(300, 2, 9, groupCount: 2, distance: 14)

    let all = try study(rows)
    let from3 = try study(rows, leastCounted: 3)

    #expect(all.suggested.clusterCount == 2)
    #expect((from3.suggested.clusterCount ?? 0) >= 3)
    #expect(from3.votes.allSatisfy { !($0.isCounted && $0.clusterCount == 2) })
    #expect(try vote(.silhouette, of: from3).clusterCount == 2)
    let count = all.votes.count { $0.isCounted && $0.clusterCount == 2 }
    #expect(
      from3.suggested.reason.contains(
        "; 2 was not up for choice and would have had \(count) votes and a silhouette of "))
  }

  @Test func `a curve that is flat has no bend, and says so`() throws {
    // Four places, from 4 on the inertia is 0 and no number above can be filled.
    let places = [0.0, 1, 10, 11]
    let rows = Matrix(
      rowCount: 40, columnCount: 1, values: (0..<40).map { places[$0 % 4] })

    let study = try study(rows, 4...9)

    #expect(study.rows.map(\.clusterCount) == [4])
    #expect(study.rows[0].inertia == 0)
    #expect(study.rows[0].gap == .infinity)
    #expect(study.limit?.clusterCount == 5)
    #expect(
      try vote(.elbow, of: study).reason
        == "a bend needs at least 3 numbers of segments, and only 1 was tried")
    #expect(
      try vote(.gap, of: study).reason == "with 4 segments every row lies on its centre")
    #expect(study.suggested.clusterCount == 4)
  }

  @Test(arguments: [[0, 5, 6], [0, 0, 7], [1, 2]] as [[Double]])
  func `very few rows give an answer with a reason`(values: [Double]) throws {
    let rows = Matrix(rowCount: values.count, columnCount: 1, values: values)

    let study = try study(rows, leastCounted: 3)

    #expect(study.suggested.clusterCount != nil)
    #expect(study.votes.count == 8)
    #expect(study.votes.allSatisfy { $0.reason.count > 10 })
    #expect(!study.structureReason.isEmpty && !study.suggested.reason.isEmpty)
  }

  @Test func `rows that are all alike are refused`() throws {
    let rows = Matrix(rowCount: 2, columnCount: 2, values: [3, 4, 3, 4])

    #expect(throws: ClusteringError.allRowsAlike(rowCount: 2)) { try study(rows) }
  }

  @Test func `a weight of two counts for the inertia like two rows`() throws {
    let rows = Matrix.random(120, 2, seed: 21, groupCount: 3)

    let weighted = try studyClusterCounts(
      of: rows, weights: [Double](repeating: 2, count: 120), range: 2...5, criteria: [.elbow],
      workers: .single, monitor: .none
    ).study
    let plain = try study(rows, 2...5, [.elbow])

    for (one, other) in zip(weighted.rows, plain.rows) {
      #expect(isClose(one.inertia, 2 * other.inertia, within: 1e-9))
    }
    #expect(weighted.rows.count == 4)
  }

  @Test func `a deadline keeps what is there, and each vote says so`() throws {
    let rows = Matrix.random(900, 3, seed: 2, groupCount: 3)
    var seenStates: Set<Int> = []

    for looks in [1, 200, 900, 2_000, 4_000] {
      let study = try studyClusterCounts(
        of: rows, range: 2...6, restartCount: 2, workers: .single,
        monitor: Countdown(looks, then: .wrapUp).monitor
      ).study
      #expect(!study.rows.isEmpty)
      #expect(study.suggested.clusterCount != nil)
      #expect(study.votes.allSatisfy { $0.clusterCount != nil || !$0.reason.isEmpty })
      if !study.isComplete {
        #expect(study.suggested.reason.hasSuffix("; the time was up before everything was tried"))
      }
      seenStates.insert(study.votes.count { $0.clusterCount != nil })
    }

    #expect(seenStates.count >= 2)
  }

  @Test func `a cancelled study throws, wherever it is`() throws {
    let rows = Matrix.random(900, 3, seed: 2, groupCount: 3)

    for looks in [1, 200, 900, 2_000] {
      #expect(throws: ClusteringError.cancelled) {
        try studyClusterCounts(
          of: rows, range: 2...6, restartCount: 2, workers: Workers(threadCount: 2),
          monitor: Countdown(looks, then: .cancel).monitor)
      }
    }
  }

  @Test func `progress never goes back`() throws {
    let rows = Matrix.random(200, 2, seed: 2, groupCount: 3)
    let told = Mutex<[Double]>([])

    _ = try studyClusterCounts(
      of: rows, range: 2...4, restartCount: 2, workers: .single,
      monitor: WorkMonitor(
        verdict: { .proceed },
        report: { done, total, _ in told.withLock { $0.append(done / total) } }))

    let shares = told.withLock { $0 }
    #expect(shares == shares.sorted())
    #expect(shares.count >= 10 && shares.allSatisfy { 0 <= $0 && $0 <= 1 })
  }

  @Test func `a fit that goes on from the study is the fit from nothing`() throws {
    let rows = Matrix.random(600, 3, seed: 8, groupCount: 6, spread: 4)

    let fits = try studyClusterCounts(
      of: rows, range: 4...5, criteria: [.elbow], workers: .single, monitor: .none
    ).fits
    for clusterCount in 4...5 {
      let kMeans = try KMeans(clusterCount: clusterCount)
      let whole = try kMeans.fit(rows)
      #expect(fits[clusterCount] != nil)
      let continued = try kMeans.fit(
        rows, continuing: fits[clusterCount], workers: .single, monitor: .none)

      #expect(continued == whole)
    }
  }
}

/// The gap statistic, as a study that asks for nothing else computes it.
@Suite("Gap statistic")
struct GapTests {
  private func gap(
    of rows: Matrix, _ range: ClosedRange<Int>, threadCount: Int
  ) throws(ClusteringError) -> ClusterCountStudy {
    try studyClusterCounts(
      of: rows, range: range, criteria: [.gap], workers: Workers(threadCount: threadCount),
      monitor: .none
    ).study
  }

  @Test func `finds four groups, and one in noise`() throws {
    let groups = try gap(
      of: StructureTests.blobs(300, 2, 6, groupCount: 4, distance: 10), 1...7, threadCount: 2)
    let noise = try gap(of: StructureTests.noise[1].rows(300, 2, 6), 1...7, threadCount: 1)

    #expect(groups.votes.map(\.clusterCount) == [4])
    #expect(noise.votes.map(\.clusterCount) == [1])
    #expect(groups.rows.map(\.clusterCount) == Array(1...7))
    #expect(groups.rows.allSatisfy { row in row.gapError.map { $0 > 0 && $0 < 0.2 } ?? false })
  }

  /// W of evenly spread rows in an interval falls with the square of the number of parts, to less
  /// than a few percent; so the gap of evenly spread rows is about 0 throughout.
  @Test func `of evenly spread rows is near 0`() throws {
    let rows = Matrix(rowCount: 1_000, columnCount: 1, values: (0..<1_000).map { Double($0) })

    let study = try gap(of: rows, 1...5, threadCount: 2)

    #expect(study.rows.count == 5)
    #expect(study.rows.allSatisfy { row in row.gap.map { abs($0) < 0.05 } ?? false })
  }

  @Test func `refuses a range below 1`() {
    #expect(
      throws: ClusteringError.invalidOption(
        name: "the smallest k", value: "0", requirement: "at least 1")
    ) { try gap(of: Matrix.random(20, 2, seed: 1), 0...3, threadCount: 1) }
  }
}
