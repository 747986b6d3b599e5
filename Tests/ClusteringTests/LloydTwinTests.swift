import Clustering
import Matrices
import Testing

/// k-means as on the blackboard, without bounds, chunks or exact sums.
private struct PlainLloyd {
  var centers: [[Double]]
  var labels: [Int] = []
  var iterationCount = 0

  init(_ rows: Matrix, _ centers: Matrix, iterationLimit: Int) {
    self.centers = (0..<centers.rowCount).map { Array(centers.row($0)) }
    let points = (0..<rows.rowCount).map { Array(rows.row($0)) }
    assign(points)
    while iterationCount < iterationLimit {
      let before = self.centers
      for cluster in before.indices {
        let members = points.indices.filter { labels[$0] == cluster }
        guard !members.isEmpty else { continue }
        for feature in 0..<rows.columnCount {
          let sum = members.reduce(0.0) { $0 + points[$1][feature] }
          self.centers[cluster][feature] = sum / Double(members.count)
        }
      }
      iterationCount += 1
      assign(points)
      if zip(before, self.centers).allSatisfy({ pair in
        zip(pair.0, pair.1).allSatisfy { abs($0 - $1) < 1e-13 }
      }) {
        break
      }
    }
  }

  private mutating func assign(_ points: [[Double]]) {
    labels = points.map { point in
      let distances = centers.map { center in
        zip(point, center).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      return distances.indices.min { distances[$0] < distances[$1] } ?? 0
    }
  }
}

@Suite("Lloyd's iterations")
struct LloydTwinTests {
  @Test func `are those of the blackboard, step by step`() throws {
    var comparedCount = 0
    for seed in 0..<12 as Range<UInt64> {
      let (columnCount, clusterCount) = (1 + Int(seed % 4), 2 + Int(seed % 6))
      let rows = Matrix.random(120, columnCount, seed: seed, groupCount: 1 + Int(seed % 3))
      let centers = Matrix(
        rowCount: clusterCount, columnCount: columnCount,
        values: Array(rows.values[..<(clusterCount * columnCount)]))
      for limit in [1, 2, 3, 5, 300] {
        let plain = PlainLloyd(rows, centers, iterationLimit: limit)

        let fit = try KMeans(
          clusterCount: clusterCount, initialisation: .centers(centers), iterationLimit: limit,
          tolerance: 0, refinement: .none
        ).fit(rows)

        #expect(fit.labels.map(Int.init) == plain.labels)
        #expect(fit.iterations == plain.iterationCount)
        for (value, expected) in zip(fit.centers.values, plain.centers.flatMap { $0 }) {
          #expect(abs(value - expected) < 1e-12)
        }
        comparedCount += 1
      }
    }
    print("Lloyd's iterations: \(comparedCount) fits compared with the blackboard")
    #expect(comparedCount == 60)
  }

  /// No single row can be moved so that the inertia falls, tried one by one with means made anew.
  @Test func `after transfers no single move of a row lowers the inertia`() throws {
    var triedCount = 0
    for seed in 0..<4 as Range<UInt64> {
      let rows = Matrix.random(60, 2, seed: seed)
      let fit = try KMeans(
        clusterCount: 4, restartCount: 1, refinement: .transfers, seed: seed
      ).fit(rows)
      for row in 0..<60 {
        for cluster in 0..<4 as Range<Int32> where cluster != fit.labels[row] {
          var labels = fit.labels
          labels[row] = cluster
          #expect(inertia(rows, labels, 4) >= fit.inertia * (1 - 1e-10))
          triedCount += 1
        }
      }
    }
    #expect(triedCount == 720)
  }

  /// The inertia of a partition around its own means.
  private func inertia(_ rows: Matrix, _ labels: [Int32], _ clusterCount: Int) -> Double {
    (0..<clusterCount).reduce(0) { total, cluster in
      let members = labels.indices.filter { labels[$0] == Int32(cluster) }
      return (0..<rows.columnCount).reduce(total) { total, feature in
        let values = members.map { rows[$0, feature] }
        let center = values.isEmpty ? 0 : mean(values)
        return values.reduce(total) { $0 + ($1 - center) * ($1 - center) }
      }
    }
  }
}
