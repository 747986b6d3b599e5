import Clustering
import Matrices
import Testing

@Suite("Weights")
struct WeightTests {
  /// Means (0·1 + 2·3)/4 = 1.5 and 10; inertia 1·1.5² + 3·0.5² = 3.
  @Test func `count as by hand`() throws {
    let rows = Matrix(rowCount: 3, columnCount: 1, values: [0, 2, 10])

    let fit = try KMeans(clusterCount: 2).fit(rows, weights: [1, 3, 1])

    #expect(fit.centers.values.sorted() == [1.5, 10])
    #expect(fit.inertia == 3)
    #expect(fit.sizes.sorted() == [1, 2])
  }

  /// Any start, any step of the way: a row of weight 3 is three rows, to the bit.
  @Test func `that are whole numbers are as many equal rows`() throws {
    var comparedCount = 0
    for seed in 0..<40 as Range<UInt64> {
      let (columnCount, clusterCount) = (1 + Int(seed % 4), 2 + Int(seed % 6))
      let rows = Matrix.random(90, columnCount, seed: seed, groupCount: 1 + Int(seed % 3))
      let weights = wholeWeights(90, seed: seed)
      let picked = weights.indices.flatMap { [Int](repeating: $0, count: Int(weights[$0])) }
      let many = rows.picking(rows: picked)
      let centers = rows.picking(rows: Array(0..<clusterCount))
      for limit in [1, 3, 300] {
        let kMeans = try KMeans(
          clusterCount: clusterCount, initialisation: .centers(centers), iterationLimit: limit,
          tolerance: 0, refinement: .none)
        let fit = try kMeans.fit(rows, weights: weights)
        let expected = try kMeans.fit(many)

        #expect(fit.centers == expected.centers && fit.iterations == expected.iterations)
        #expect(picked.map { fit.labels[$0] } == expected.labels)
        #expect(isClose(fit.inertia, expected.inertia, within: 1e-13))
        comparedCount += 1
      }
    }
    print("whole weights: \(comparedCount) fits compared with those of equal rows")
    #expect(comparedCount == 120)
  }

  @Test func `that are equal decide nothing`() throws {
    let rows = Matrix.random(300, 3, seed: 2)
    let plain = try KMeans(clusterCount: 5).fit(rows)

    let ones = try KMeans(clusterCount: 5).fit(rows, weights: [Double](repeating: 1, count: 300))
    let sevenths = try KMeans(clusterCount: 5).fit(
      rows, weights: [Double](repeating: 1.0 / 7, count: 300))

    #expect(ones == plain)
    #expect(sevenths.centers == plain.centers && sevenths.labels == plain.labels)
    #expect(isClose(sevenths.inertia, plain.inertia / 7, within: 1e-14))
  }

  @Test func `in another unit give the same segments`() throws {
    let rows = Matrix.random(300, 3, seed: 2)
    let weights = fineWeights(300, seed: 3)

    let fit = try KMeans(clusterCount: 5).fit(rows, weights: weights)
    let doubled = try KMeans(clusterCount: 5).fit(rows, weights: weights.map { $0 * 1024 })

    #expect(doubled.centers == fit.centers && doubled.labels == fit.labels)
    #expect(doubled.inertia == fit.inertia * 1024)
  }

  @Test func `of 0 leave a row a label and no say`() throws {
    let rows = Matrix.random(200, 2, seed: 4, groupCount: 3)
    let counting = (0..<200).filter { $0 % 3 > 0 }
    let centers = rows.picking(rows: [1, 2, 4])
    let kMeans = try KMeans(
      clusterCount: 3, initialisation: .centers(centers), tolerance: 0, refinement: .transfers)

    let fit = try kMeans.fit(rows, weights: (0..<200).map { $0 % 3 > 0 ? 2 : 0 })
    let expected = try kMeans.fit(rows.picking(rows: counting))

    #expect(fit.centers == expected.centers)
    #expect(counting.map { fit.labels[$0] } == expected.labels)
    #expect(try fit.belongs(to: rows, alone: [0, 3, 6]))
  }

  @Test(arguments: [Initialisation.greedyPlusPlus, .random], [Refinement.none, .automatic])
  func `give the same bits in any order and with any number of threads`(
    initialisation: Initialisation, refinement: Refinement
  ) throws {
    // The weight stands in the last column while rows are put in order, and is taken out then.
    let table = Matrix.random(5000, 4, seed: 8, groupCount: 5)
    func fit(_ table: Matrix, _ threadCount: Int) throws -> KMeansFit {
      let ordered = table.inCanonicalOrder()
      let rows = Matrix(
        rowCount: 5000, columnCount: 3,
        values: (0..<5000).flatMap { Array(ordered.row($0).prefix(3)) })
      let weights = (0..<5000).map { abs(ordered[$0, 3]) }
      let kMeans = try KMeans(
        clusterCount: 4, initialisation: initialisation, restartCount: 2, refinement: refinement)
      return try kMeans.fit(
        rows, weights: weights, workers: Workers(threadCount: threadCount), monitor: .none)
    }

    let first = try fit(table, 1)
    for (seed, threadCount) in zip(0..<3 as Range<UInt64>, [2, 8, 1]) {
      #expect(try fit(table.shuffled(seed: seed), threadCount) == first)
    }
  }

  /// The far row without weight fills no cluster: the next one does.
  @Test func `of 0 fill no empty cluster`() throws {
    let rows = Matrix(rowCount: 5, columnCount: 1, values: [0, 1, 2, 8, 100])
    let centers = Matrix(rowCount: 2, columnCount: 1, values: [1, -500])

    let fit = try KMeans(
      clusterCount: 2, initialisation: .centers(centers), iterationLimit: 1, refinement: .none
    ).fit(rows, weights: [1, 2, 1, 4, 0])

    #expect(fit.centers.values == [1, 8])
    #expect(fit.labels == [0, 0, 0, 1, 1])
  }

  /// No single row can be moved so that the weighted inertia falls.
  @Test func `are respected by transfers`() throws {
    var triedCount = 0
    for seed in 0..<6 as Range<UInt64> {
      let rows = Matrix.random(60, 2, seed: seed)
      let weights = fineWeights(60, seed: seed)
      let fit = try KMeans(
        clusterCount: 4, restartCount: 1, refinement: .transfers, seed: seed
      ).fit(rows, weights: weights)
      #expect(
        isClose(weightedInertia(rows, weights, fit.labels, 4), fit.inertia, within: 1e-12))
      for row in 0..<60 {
        for cluster in 0..<4 as Range<Int32> where cluster != fit.labels[row] {
          var labels = fit.labels
          labels[row] = cluster
          #expect(weightedInertia(rows, weights, labels, 4) >= fit.inertia * (1 - 1e-10))
          triedCount += 1
        }
      }
    }
    #expect(triedCount == 1080)
  }

  @Test func `never make refinement worse`() throws {
    var improvedCount = 0
    for seed in 0..<10 as Range<UInt64> {
      let rows = Matrix.random(200, 3, seed: seed)
      let weights = fineWeights(200, seed: seed)
      let inertias = try [Refinement.none, .transfers, .automatic].map {
        try KMeans(clusterCount: 6, restartCount: 2, refinement: $0, seed: seed).fit(
          rows, weights: weights
        ).inertia
      }
      #expect(inertias[2] <= inertias[1])
      if inertias[1] < inertias[0] { improvedCount += 1 }
    }
    #expect(improvedCount >= 7)
  }

  /// Sums hold 96 bits of a weight below the largest: light rows keep theirs.
  @Test func `of very different sizes stay exact`() throws {
    let rows = Matrix(rowCount: 6, columnCount: 1, values: [0, 1, 2, 100, 101, 104])
    let weights = [1e-9, 3e-9, 1e-9, 1e6, 1e6, 2e6]

    let fit = try KMeans(
      clusterCount: 2, initialisation: .centers(rows.picking(rows: [0, 3]))
    ).fit(rows, weights: weights)

    #expect(isClose(fit.centers.values[0], 1, within: 1e-15))
    #expect(isClose(fit.centers.values[1], 102.25, within: 1e-15))
  }

  /// Two far rows of weights 1 and 3 and a third of 0: the first seed is the heavy one in three of
  /// four runs, which the order of centres tells.
  @Test func `draw seeds as often as they say`() throws {
    let rows = Matrix(rowCount: 3, columnCount: 1, values: [0, 1000, 5])
    var heavyCount = 0
    for seed in 0..<1000 as Range<UInt64> {
      let fit = try KMeans(
        clusterCount: 2, initialisation: seed % 2 == 0 ? .random : .greedyPlusPlus,
        restartCount: 1, refinement: .none, seed: seed
      ).fit(rows, weights: [1, 3, 0])
      #expect(fit.centers.values.sorted() == [0, 1000])
      if fit.centers.values[0] == 1000 { heavyCount += 1 }
    }
    print("seeds by weight: \(heavyCount) of 1000 began with the row of weight 3 in 4")
    #expect((700...800).contains(heavyCount))
  }

  @Test(arguments: [
    ([1, -1], ClusteringError.invalidWeight(row: 1, value: -1)),
    ([.infinity, 1], .invalidWeight(row: 0, value: .infinity)),
    ([1, 2e15], .invalidWeight(row: 1, value: 2e15)), ([0, 0], .noWeight),
    ([1], .wrongShape(name: "sample_weight", found: 1, expected: 2)),
    ([0, 3], .tooFewDistinctRows(distinctCount: 1, clusterCount: 2)),
  ])
  func `that cannot count are refused`(weights: [Double], error: ClusteringError) throws {
    let rows = Matrix(rowCount: 2, columnCount: 1, values: [1, 2])
    let kMeans = try KMeans(clusterCount: 2)

    #expect(throws: error) { try kMeans.fit(rows, weights: weights) }
  }

  @Test func `that are no number are refused`() throws {
    let rows = Matrix(rowCount: 2, columnCount: 1, values: [1, 2])

    let error = #expect(throws: ClusteringError.self) {
      try KMeans(clusterCount: 1).fit(rows, weights: [1, .nan])
    }
    #expect(
      error?.description
        == "the weight of row 1 is nan but must be between 0 and 1e15; put it right or drop the row"
    )
  }
}

/// Weights 0 to 4.
private func wholeWeights(_ count: Int, seed: UInt64) -> [Double] {
  var generator = RandomGenerator(seed: seed, stream: 9)
  // The first rows are centres, which must not be without rows: that would be filled differently.
  return (0..<count).map { $0 < 8 ? 1 : Double(generator.next(below: 5)) }
}

/// Weights of any fraction, over four orders of size.
private func fineWeights(_ count: Int, seed: UInt64) -> [Double] {
  var generator = RandomGenerator(seed: seed, stream: 9)
  return (0..<count).map { _ in
    let root = generator.nextDouble() + 0.1
    return root * root * root * root
  }
}

/// The inertia of a partition around its own weighted means.
private func weightedInertia(
  _ rows: Matrix, _ weights: [Double], _ labels: [Int32], _ clusterCount: Int
) -> Double {
  (0..<clusterCount).reduce(0) { total, cluster in
    let members = labels.indices.filter { labels[$0] == Int32(cluster) }
    let mass = members.reduce(0) { $0 + weights[$1] }
    return (0..<rows.columnCount).reduce(total) { total, feature in
      let center = members.reduce(0) { $0 + weights[$1] * rows[$1, feature] } / mass
      return members.reduce(total) {
        let difference = rows[$1, feature] - center
        return $0 + weights[$1] * difference * difference
      }
    }
  }
}
