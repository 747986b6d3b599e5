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

  /// 0, 4 | 5 and 0 | 4, 5 are both at rest for Lloyd, the first with means 2 and 5 (row 4 is
  /// nearer to 5, so it is not: but 3.4 in its place is at 1.7 from 1.7 and 1.6 from 5); from 0, 2.4
  /// and 5 with means 1.2 and 5 row 2.4 stays, and its transfer would cost (1/2)·2.6² = 3.38 and
  /// gain (2/1)·1.2² = 2.88.
  @Test func `a transfer is made where it pays and not where it does not`() throws {
    let start = Matrix(rowCount: 2, columnCount: 1, values: [0, 5])
    func fit(_ middle: Double, _ refinement: Refinement) throws -> KMeansFit {
      let rows = Matrix(rowCount: 3, columnCount: 1, values: [0, middle, 5])
      return try KMeans(
        clusterCount: 2, initialisation: .centers(start), refinement: refinement
      ).fit(rows)
    }

    // 2.45 is nearer to 0, where the mean becomes 1.225: gain 2·1.225² = 3.00, cost ½·2.55² = 3.25.
    #expect(try fit(2.45, .transfers).transferCount == 0)
    // Four rows: 0, 0, 0 and 3 with means 0.75 and 7: gain 4/3·2.25² = 6.75, cost ½·4² = 8: stays;
    // with 6.4 instead of 7 the cost is ½·3.4² = 5.78, though 0.75 is nearer than 6.4.
    for (far, expected) in [(7.0, 0), (6.4, 1)] {
      let rows = Matrix(rowCount: 5, columnCount: 1, values: [0, 0, 0, 3, far])
      let centers = Matrix(rowCount: 2, columnCount: 1, values: [0, far])
      let refined = try KMeans(
        clusterCount: 2, initialisation: .centers(centers), refinement: .transfers
      ).fit(rows)
      #expect(refined.transferCount == expected)
      let plain = try KMeans(clusterCount: 2, initialisation: .centers(centers)).fit(rows)
      #expect(plain.transferCount == 0)
      #expect(expected == 0 ? refined.inertia == plain.inertia : refined.inertia < plain.inertia)
    }
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
          let ordered = fit.orderedBySize(rows, workers: .single)

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

  /// A row halfway between three clusters of sizes 3, 2 and 2: it must go to the first of the new
  /// order, and then the order must still hold.
  @Test func `ordering by size settles ties by value and by the new order`() throws {
    let rows = Matrix(rowCount: 5, columnCount: 1, values: [9, 11, 0, 2, 5.5])
    let centers = Matrix(rowCount: 2, columnCount: 1, values: [10, 1])

    let fit = try KMeans(
      clusterCount: 2, initialisation: .centers(centers), iterationLimit: 1, refinement: .none
    ).fit(rows)
    let ordered = fit.orderedBySize(rows, workers: .single)

    // Row 5.5 ties and goes to 10, whose mean becomes 8.5; then 5.5 is 3 from it and 4.5 from 1.
    #expect(fit.centers.values == [8.5, 1])
    #expect(ordered.centers.values == [8.5, 1])
    let pairs = try KMeans(clusterCount: 2).fit(
      Matrix(rowCount: 4, columnCount: 1, values: [10, 11, 1, 2]))
    #expect(
      pairs.orderedBySize(
        Matrix(rowCount: 4, columnCount: 1, values: [10, 11, 1, 2]), workers: .single
      ).centers.values == [1.5, 10.5])
  }
}
