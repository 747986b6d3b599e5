import Clustering
import Matrices
import Testing

@Suite("Fixed centres")
struct FixedCenterTests {
  private func column(_ values: [Double]) -> Matrix {
    Matrix(rowCount: values.count, columnCount: 1, values: values)
  }

  /// The other centre goes to (10 + 14)/2 = 12, and the inertia is 1² + 1² + 2² + 2² = 10.
  @Test func `stay first and where they are`() throws {
    let rows = column([0, 2, 10, 14])

    let near = try KMeans(clusterCount: 2, fixedCenters: column([1])).fit(rows)
    let off = try KMeans(clusterCount: 2, fixedCenters: column([1.25])).fit(rows)

    #expect(near.centers.values == [1, 12] && near.inertia == 10)
    #expect(off.centers.values == [1.25, 12] && off.labels == [0, 0, 1, 1])
    #expect(off.inertia == 1.25 * 1.25 + 0.75 * 0.75 + 8)
  }

  @Test func `alone make a fit that only assigns`() throws {
    let rows = Matrix.random(200, 2, seed: 1)
    let centers = Matrix.random(3, 2, seed: 2)

    let fit = try KMeans(clusterCount: 3, fixedCenters: centers).fit(rows)
    let expected = try assignment(of: rows, to: centers, workers: .single, monitor: .none)

    #expect(fit.centers == centers && fit.labels == expected.labels)
    #expect(fit.hasConverged && fit.transferCount == 0 && fit.swapCount == 0)
  }

  @Test func `may be without rows`() throws {
    let rows = column([0, 2, 10, 14])

    let fit = try KMeans(clusterCount: 3, fixedCenters: column([500])).fit(rows)

    #expect(fit.centers.values[0] == 500 && fit.sizes[0] == 0)
    #expect(fit.centers.values.dropFirst().sorted() == [1, 12])
  }

  /// To leave a fixed centre gains the whole squared distance, to join one costs it.
  @Test(arguments: [Refinement.transfers, .automatic])
  func `are respected by the refinement`(refinement: Refinement) throws {
    var triedCount = 0
    for seed in 0..<8 as Range<UInt64> {
      let rows = Matrix.random(60, 2, seed: seed)
      let fixed = Matrix.random(2, 2, seed: seed &+ 50)
      let weights = seed % 2 == 0 ? nil : (0..<60).map { 1 + Double($0 % 7) }
      let fit = try KMeans(
        clusterCount: 4, fixedCenters: fixed, restartCount: 1, refinement: refinement, seed: seed
      ).fit(rows, weights: weights)
      #expect(Array(fit.centers.values.prefix(4)) == fixed.values)
      #expect(try fit.belongs(to: rows))
      #expect(isClose(inertia(rows, weights, fit.labels, fixed), fit.inertia, within: 1e-12))
      for row in 0..<60 {
        for cluster in 0..<4 as Range<Int32> where cluster != fit.labels[row] {
          var labels = fit.labels
          labels[row] = cluster
          #expect(inertia(rows, weights, labels, fixed) >= fit.inertia * (1 - 1e-10))
          triedCount += 1
        }
      }
    }
    #expect(triedCount == 1440)
  }

  @Test func `are what the seeds of the others keep away from`() throws {
    let rows = column([0, 0.1, 0.2, 50, 50.1, 100, 100.1])
    for seed in 0..<20 as Range<UInt64> {
      let fit = try KMeans(
        clusterCount: 3, fixedCenters: column([0.1]), restartCount: 1, refinement: .none,
        seed: seed
      ).fit(rows)
      #expect(fit.sizes.sorted() == [2, 2, 3])
    }
  }

  @Test func `come before the given ones`() throws {
    let rows = column([0, 2, 10, 14, 30])

    let fit = try KMeans(
      clusterCount: 3, initialisation: .centers(column([9, 31])), fixedCenters: column([1])
    ).fit(rows)

    #expect(fit.centers.values == [1, 12, 30])
  }

  @Test func `stay first where the others are put in order of size`() throws {
    let rows = column([0, 10, 11, 12, 30, 31])
    let kMeans = try KMeans(
      clusterCount: 3, initialisation: .centers(column([30, 11])), fixedCenters: column([0]))

    let fit = try kMeans.fit(rows).orderedBySize(
      rows, fixedCount: 1, workers: .single, monitor: .none)

    #expect(fit.centers.values == [0, 11, 30.5] && fit.sizes == [1, 3, 2])
  }

  @Test func `give the same bits with any number of threads`() throws {
    let rows = Matrix.random(9000, 3, seed: 3, groupCount: 6)
    let kMeans = try KMeans(
      clusterCount: 5, fixedCenters: Matrix.random(2, 3, seed: 4), restartCount: 2)

    let fits = try [1, 2, 8].map { try kMeans.fit(rows, threadCount: $0) }

    #expect(fits[0] == fits[1] && fits[0] == fits[2])
  }

  @Test func `that do not fit are refused`() throws {
    let rows = column([0, 2, 10])

    #expect(
      throws: ClusteringError.invalidOption(
        name: "k", value: "1", requirement: "at least 2, as fixed has")
    ) { try KMeans(clusterCount: 1, fixedCenters: column([1, 2])) }
    #expect(throws: ClusteringError.notFinite(row: 1, column: 0)) {
      try KMeans(clusterCount: 2, fixedCenters: column([1, .nan]))
    }
    #expect(throws: ClusteringError.wrongShape(name: "a row of fixed", found: 2, expected: 1)) {
      try KMeans(
        clusterCount: 2, fixedCenters: Matrix(rowCount: 1, columnCount: 2, values: [1, 2])
      ).fit(rows)
    }
    #expect(throws: ClusteringError.wrongShape(name: "init", found: 2, expected: 1)) {
      try KMeans(
        clusterCount: 2, initialisation: .centers(column([1, 2])), fixedCenters: column([1]))
    }
    #expect(throws: ClusteringError.tooFewDistinctRows(distinctCount: 1, clusterCount: 2)) {
      try KMeans(clusterCount: 2, fixedCenters: column([5])).fit(column([5, 5, 5]))
    }
  }

  /// The inertia around two fixed centres and the weighted means of two other clusters.
  private func inertia(
    _ rows: Matrix, _ weights: [Double]?, _ labels: [Int32], _ fixed: Matrix
  ) -> Double {
    (0..<4).reduce(0) { total, cluster in
      let members = labels.indices.filter { labels[$0] == Int32(cluster) }
      let mass = members.reduce(0) { $0 + (weights?[$1] ?? 1) }
      return (0..<rows.columnCount).reduce(total) { total, feature in
        let mean = members.reduce(0) { $0 + (weights?[$1] ?? 1) * rows[$1, feature] } / mass
        let center = cluster < fixed.rowCount ? fixed[cluster, feature] : mean
        return members.reduce(total) {
          let difference = rows[$1, feature] - center
          return $0 + (weights?[$1] ?? 1) * difference * difference
        }
      }
    }
  }
}
