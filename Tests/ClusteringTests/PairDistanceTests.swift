import Clustering
import Kernels
import Matrices
import Testing

/// Silhouettes of more rows than one band, one tile and one group hold.
@Suite("Distances of pairs", .serialized)
struct PairDistanceTests {
  /// Clusters of one row, of a few, and of several bands; features around those of a register.
  @Test(arguments: [1, 3, 8, 11])
  func `are the same bits for any number of threads and level of CPU`(featureCount: Int) throws {
    let rowCount = 1700
    let rows = Matrix.random(rowCount, featureCount, seed: 9, groupCount: 3)
    let labels = (0..<rowCount).map { row -> Int32 in
      if row == 40 { return 5 }
      if row < 20 { return 4 }
      return row % 13 == 0 ? 3 : Int32(row % 3)
    }
    defer { KernelLevel.use(KernelLevel.available.last ?? .plain) }
    var comparedCount = 0
    var expected: [Double]?
    for level in KernelLevel.available {
      KernelLevel.use(level)
      for threadCount in [1, 2, 3, 8] {
        let found = try exactSilhouette(
          of: rows, labels: labels, clusterCount: 6, workers: Workers(threadCount: threadCount),
          monitor: .none)
        expected = expected ?? found

        #expect(found == expected)
        comparedCount += found.count
      }
    }
    print("Distances of pairs: \(comparedCount) silhouettes compared")
    #expect(comparedCount >= 4 * rowCount)
    #expect(expected?[40] == 0)
  }

  /// Row *i* of the first cluster and of the second lie at *i* and 1000 + *i*: the mean distance to
  /// the others is known in closed form.
  @Test func `are all counted, over bands and tiles`() throws {
    let size = 700
    let rows = Matrix(
      rowCount: 2 * size, columnCount: 1,
      values: (0..<2 * size).map { Double($0 < size ? $0 : 1000 + $0 - size) })
    let labels = (0..<2 * size).map { Int32($0 / size) }

    let found = try exactSilhouette(
      of: rows, labels: labels, clusterCount: 2, workers: Workers(threadCount: 2), monitor: .none)

    for row in 0..<size {
      let last = size - 1
      let own = Double(row * (row + 1) + (last - row) * (last - row + 1)) / 2 / Double(last)
      let other = 1000 + Double(last) / 2 - Double(row)
      let expected = (other - own) / max(other, own)
      #expect(abs(found[row] - expected) < 1e-13)
      #expect(abs(found[2 * size - 1 - row] - expected) < 1e-13)
    }
  }
}
