import Clustering
import Matrices
import Testing

@Suite("k-means")
struct KMeansTests {
  /// Two pairs of points on a line, at 0, 2 and at 10, 14: means 1 and 12, and by hand
  /// 1² + 1² + 2² + 2² = 10.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `finds the pairs worked out by hand`(seed: UInt64) throws {
    let rows = Matrix(rowCount: 4, columnCount: 1, values: [0, 2, 10, 14])

    let fit = try KMeans(clusterCount: 2, seed: seed).fit(rows)

    #expect(fit.centers.values.sorted() == [1, 12])
    #expect(fit.labels[0] == fit.labels[1] && fit.labels[2] == fit.labels[3])
    #expect(fit.inertia == 10)
    #expect(fit.hasConverged && fit.isComplete)
  }

  /// The sums of the column hold nothing of the size of 1e-148 beside 300, so the means of the small
  /// values are rounding alone and so is what a transfer seems to gain.
  @Test(.timeLimit(.minutes(2)), arguments: [0, 3635, 7] as [UInt64])
  func `transfers end where distances are rounding`(seed: UInt64) throws {
    let small = [
      1.92772, 0.278766, -0.560932, 2.21392, 4.52662, -0.118317, -0.838982, 3.43185, 2.05861,
      -0.149314, -0.312192, 5.19869, 3.20292, 3.72026, 2.34147, 0.734047, 1.01305, 3.41714,
      3.38928, 4.96552, 2.03211, 0.118317, 4.91411, 1.448, 1.8812, 2.16507, 6.00005,
    ].map { $0 * 1e-148 }
    let values = small + [Double](repeating: -1, count: 19) + [148.257, 124.741, -335.827, 31.828]
    let rows = Matrix(rowCount: values.count, columnCount: 1, values: values)

    let fit = try KMeans(clusterCount: 10, restartCount: 1, seed: seed).fit(rows)
    let assigned = try assignment(
      of: rows, to: fit.centers, workers: .single, monitor: .none)

    #expect(fit.labels == assigned.labels)
    #expect(Set(fit.labels).count == 10)
  }

  /// Four rows around 0.75 and one far off.
  ///
  /// Row 3 is nearest to 0.75. To leave gains 4/3 · 2.25² = 6.75. To join 7 costs ½ · 4² = 8, to
  /// join 6.4 costs ½ · 3.4² = 5.78.
  @Test(arguments: [(7.0, 0), (6.4, 1)])
  func `a transfer is made where it pays and only there`(far: Double, expected: Int) throws {
    let rows = Matrix(rowCount: 5, columnCount: 1, values: [0, 0, 0, 3, far])
    let centers = Matrix(rowCount: 2, columnCount: 1, values: [0, far])

    let plain = try KMeans(clusterCount: 2, initialisation: .centers(centers)).fit(rows)
    let refined = try KMeans(
      clusterCount: 2, initialisation: .centers(centers), refinement: .transfers
    ).fit(rows)

    #expect(plain.labels == [0, 0, 0, 0, 1])
    #expect(isClose(plain.inertia, 6.75, within: 1e-15) && plain.transferCount == 0)
    #expect(refined.transferCount == expected)
    #expect(isClose(refined.inertia, expected == 1 ? 5.78 : 6.75, within: 1e-14))
  }

  @Test func `centres at rest within the tolerance come out as they went in`() throws {
    let rows = Matrix(rowCount: 4, columnCount: 1, values: [0, 2, 10, 14])
    let centers = Matrix(rowCount: 2, columnCount: 1, values: [1.01, 12])

    let loose = try KMeans(
      clusterCount: 2, initialisation: .centers(centers), tolerance: 0.01
    ).fit(rows)
    let strict = try KMeans(
      clusterCount: 2, initialisation: .centers(centers), tolerance: 0
    ).fit(rows)

    #expect(loose.centers == centers && loose.iterations == 1 && loose.hasConverged)
    #expect(strict.centers.values == [1, 12] && strict.iterations == 2)
  }

  @Test(arguments: [1, 8, 9, 40])
  func `as many clusters as rows leaves no inertia`(rowCount: Int) throws {
    let rows = Matrix.random(rowCount, 3, seed: 5)

    let fit = try KMeans(clusterCount: rowCount, seed: 1).fit(rows)

    #expect(fit.inertia == 0)
    #expect(Set(fit.labels).count == rowCount)
  }

  @Test func `one cluster is the mean, also of rows that are all alike`() throws {
    let rows = Matrix(rowCount: 3, columnCount: 2, values: [1, 2, 3, 4, 5, 12])
    let alike = Matrix(rowCount: 3, columnCount: 1, values: [0.1, 0.1, 0.1])

    #expect(try KMeans(clusterCount: 1).fit(rows).centers.values == [3, 6])
    let fit = try KMeans(clusterCount: 1).fit(alike)
    #expect(fit.centers.values == [0.1] && fit.inertia == 0)
  }

  @Test func `as many clusters as different rows leaves no inertia among copies`() throws {
    let values = (0..<60).map { [0.1, 0.7, -3.3, 1e5][$0 % 4] }
    let rows = Matrix(rowCount: 60, columnCount: 1, values: values)

    for initialisation in [Initialisation.greedyPlusPlus, .random] {
      let fit = try KMeans(clusterCount: 4, initialisation: initialisation, seed: 3).fit(rows)
      #expect(fit.inertia == 0)
      #expect(fit.sizes == [15, 15, 15, 15])
    }
  }

  @Test func `the same seed gives the same bits, and another may not`() throws {
    let rows = Matrix.random(500, 4, seed: 5)
    let kMeans = try KMeans(clusterCount: 6, refinement: .none, seed: 1)
    let other = try KMeans(clusterCount: 6, restartCount: 1, refinement: .none, seed: 2)

    #expect(try kMeans.fit(rows) == kMeans.fit(rows))
    #expect(try kMeans.fit(rows).centers != other.fit(rows).centers)
  }

  @Test func `more iterations never raise the inertia`() throws {
    let rows = Matrix.random(500, 4, seed: 5)

    let inertias = try (1...20).map {
      try KMeans(
        clusterCount: 6, restartCount: 1, iterationLimit: $0, tolerance: 0, refinement: .none,
        seed: 1
      ).fit(rows).inertia
    }

    #expect(inertias == inertias.sorted(by: >))
    #expect(Set(inertias).count > 5)
  }

  @Test func `each step of the refinement lowers the inertia or leaves it`() throws {
    var improvedCount = 0
    for seed in 0..<10 as Range<UInt64> {
      let rows = Matrix.random(300, 3, seed: seed)
      let inertias = try [Refinement.none, .transfers, .automatic].map {
        try KMeans(clusterCount: 8, restartCount: 2, refinement: $0, seed: seed).fit(rows).inertia
      }
      #expect(inertias[2] <= inertias[1])
      if inertias[1] < inertias[0] { improvedCount += 1 }
    }
    #expect(improvedCount >= 8)
  }

  @Test func `given centres are not refined unless that is asked for`() throws {
    let rows = Matrix.random(300, 3, seed: 1)
    let centers = Matrix(rowCount: 8, columnCount: 3, values: Array(rows.values[..<24]))

    let plain = try KMeans(clusterCount: 8, initialisation: .centers(centers)).fit(rows)
    let none = try KMeans(
      clusterCount: 8, initialisation: .centers(centers), refinement: .none
    ).fit(rows)
    let refined = try KMeans(
      clusterCount: 8, initialisation: .centers(centers), refinement: .transfers
    ).fit(rows)

    #expect(plain == none)
    #expect(refined.inertia < plain.inertia && refined.transferCount > 0)
  }

  @Test func `labels always belong to the centres, whatever the options`() throws {
    var comparedCount = 0
    for (index, limit) in [1, 2, 300].enumerated() {
      for refinement in [Refinement.none, .transfers, .automatic] {
        for initialisation in [Initialisation.greedyPlusPlus, .random] {
          // Whole numbers, so that rows tie and repeat.
          var rows = Matrix.random(200, 2, seed: UInt64(index))
          rows.values = rows.values.map { ($0 * 2).rounded() }
          let fit = try KMeans(
            clusterCount: 9, initialisation: initialisation, restartCount: 3,
            iterationLimit: limit, refinement: refinement
          ).fit(rows)
          let ordered = try fit.orderedBySize(rows, workers: .single, monitor: .none)

          #expect(try fit.belongs(to: rows, alone: Array(0..<200)))
          #expect(try ordered.belongs(to: rows, alone: Array(0..<200)))
          #expect(ordered.sizes == ordered.sizes.sorted(by: >))
          #expect(!fit.sizes.contains(0))
          comparedCount += 1
        }
      }
    }
    #expect(comparedCount == 18)
  }

  /// Row 5.5 is 4.5 from both 10 and 1 and goes to 10, whose mean becomes 8.5.
  @Test func `ordering by size goes by the smaller centre where sizes are equal`() throws {
    let pairs = Matrix(rowCount: 4, columnCount: 1, values: [10, 11, 1, 2])
    let uneven = Matrix(rowCount: 5, columnCount: 1, values: [0, 2, 9, 11, 5.5])
    let start = Matrix(rowCount: 2, columnCount: 1, values: [1, 10])

    let fit = try KMeans(clusterCount: 2).fit(pairs)
    let other = try KMeans(clusterCount: 2, initialisation: .centers(start)).fit(uneven)

    #expect(
      try fit.orderedBySize(pairs, workers: .single, monitor: .none).centers.values == [1.5, 10.5])
    #expect(other.centers.values == [2.5, 10])
    #expect(
      try other.orderedBySize(uneven, workers: .single, monitor: .none).labels == [0, 0, 1, 1, 0])
  }

  /// Row 0 is 2 from both centres and goes to the first, −2, which has three rows and the other
  /// four; so 2 comes first, and takes the row.
  @Test func `a tie between centres goes to the lower of the new indices`() throws {
    let rows = Matrix(rowCount: 7, columnCount: 1, values: [-3, -3, 0, 2, 2, 2, 2])
    let centers = Matrix(rowCount: 2, columnCount: 1, values: [-2, 2])

    // A tolerance that lets the centres rest where they are.
    let fit = try KMeans(
      clusterCount: 2, initialisation: .centers(centers), tolerance: 10
    ).fit(rows)
    let ordered = try fit.orderedBySize(rows, workers: .single, monitor: .none)

    #expect(fit.labels == [0, 0, 0, 1, 1, 1, 1])
    #expect(ordered.centers.values == [2, -2])
    #expect(ordered.labels == [1, 1, 0, 0, 0, 0, 0])
    #expect(ordered.inertia == fit.inertia)
  }

  /// Many rows keep their centre under its new number where no other is as near.
  ///
  /// Centres and rows are whole numbers, so that many lie half way, and some centres are moved so that few or none do.
  @Test(arguments: [1, 2])
  func `many rows in order of size belong to the nearest, ties to the lowest`(
    threadCount: Int
  ) throws {
    let workers = Workers(threadCount: threadCount)
    var comparedCount = 0
    var reorderedCount = 0
    var tieCounts: [Int] = []
    for seed in 0..<6 as Range<UInt64> {
      var rows = Matrix.random(KMeans.thoroughRowLimit + 3_000, 2, seed: seed, groupCount: 3)
      rows.values = rows.values.map { ($0 * 4).rounded() }
      // Distinct rows, none of whose clusters is empty then.
      var picked: [Int] = []
      for row in 0..<rows.rowCount
      where picked.count < 5 && picked.allSatisfy({ rows.row($0) != rows.row(row) }) {
        picked.append(row)
      }
      var starts = rows.picking(picked)
      if seed > 1 { starts.values[0] += 0.37 }
      if seed > 3 {
        for index in starts.values.indices { starts.values[index] += 0.01 * Double(index) }
      }

      // A tolerance that lets the centres rest where they are.
      let fit = try KMeans(
        clusterCount: 5, initialisation: .centers(starts), tolerance: 1e6, refinement: .none
      ).fit(rows, workers: workers, monitor: .none)
      let ordered = try fit.orderedBySize(rows, workers: workers, monitor: .none)
      let nearest = try nearestTwo(
        of: rows, to: ordered.centers, workers: workers, monitor: .none)

      #expect(fit.centers == starts)
      if ordered.centers != starts { reorderedCount += 1 }
      #expect(ordered.labels == nearest.labels)
      #expect(ordered.squaredDistances == nearest.squaredDistances)
      #expect(ordered.inertia == fit.inertia)
      comparedCount += ordered.labels.count
      tieCounts.append(
        nearest.labels.indices.count {
          nearest.squaredDistances[$0] == nearest.runnerUpSquaredDistances[$0]
        })
    }
    print("compared \(comparedCount) labels, of which \(tieCounts) are ties")
    #expect(comparedCount == 318_000 && reorderedCount >= 4)
    #expect(tieCounts.contains { $0 > 100 } && tieCounts.contains(0))
  }
}
