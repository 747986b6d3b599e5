import Clustering
import Matrices
import Testing

@Suite("Silhouettes")
struct SilhouetteTests {
  /// 0 and 1 against 4: for 0, a = 1 and b = 4: 3/4; for 1, a = 1 and b = 3: 2/3; 4 is alone.
  @Test func `worked out by hand`() throws {
    let rows = Matrix(rowCount: 3, columnCount: 1, values: [0, 1, 4])
    let labels: [Int32] = [0, 0, 1]

    let exact = try exactSilhouette(
      of: rows, labels: labels, clusterCount: 2, workers: .single, monitor: .none)
    let squared = try squaredSilhouette(
      of: rows, labels: labels, clusterCount: 2, workers: .single, monitor: .none)
    let simplified = try simplifiedSilhouette(
      of: rows, labels: labels, clusterCount: 2, workers: .single, monitor: .none)

    #expect(exact == [0.75, 2.0 / 3, 0])
    // Squares: a = 1, b = 16 and 9. To the means 0.5 and 4: a = 0.5, b = 4 and 3.
    #expect(squared == [15.0 / 16, 8.0 / 9, 0])
    #expect(simplified == [3.5 / 4, 2.5 / 3, 0])
  }

  @Test func `rows at one place in two clusters have silhouette 0`() throws {
    let rows = Matrix(rowCount: 6, columnCount: 1, values: [0.1, 0.1, 0.1, 0.1, 0.1, 0.1])
    let labels: [Int32] = [0, 1, 0, 1, 1, 0]

    for silhouette in [exactSilhouette, squaredSilhouette, simplifiedSilhouette] {
      let values = try silhouette(rows, labels, 2, .single, .none)
      #expect(values == [0, 0, 0, 0, 0, 0])
    }
  }

  @Test func `agree with the plain definition on tables with copies and lonely rows`() throws {
    var comparedCount = 0
    for seed in 0..<40 as Range<UInt64> {
      var generator = RandomGenerator(seed: seed)
      let rowCount = 5 + generator.next(below: 60)
      let clusterCount = 2 + generator.next(below: 4)
      var rows = Matrix.random(rowCount, 1 + Int(seed % 3), seed: seed)
      if seed % 2 == 0 { rows.values = rows.values.map { ($0 * 2).rounded() } }
      var labels = (0..<rowCount).map { _ in Int32(generator.next(below: clusterCount)) }
      // The last cluster is row 0 alone; the first has at least two rows.
      labels = labels.map { $0 == Int32(clusterCount) ? 0 : $0 }
      labels[0] = Int32(clusterCount)
      labels[1] = 0
      labels[2] = 0

      let exact = try exactSilhouette(
        of: rows, labels: labels, clusterCount: clusterCount + 1, workers: .single,
        monitor: .none)
      let squared = try squaredSilhouette(
        of: rows, labels: labels, clusterCount: clusterCount + 1, workers: .single,
        monitor: .none)

      let plain = plainSilhouettes(rows, labels) { $0.squareRoot() }
      let plainSquared = plainSilhouettes(rows, labels) { $0 }
      for row in 0..<rowCount {
        #expect(abs(exact[row] - plain[row]) < 1e-12)
        #expect(abs(squared[row] - plainSquared[row]) < 1e-9)
        comparedCount += 1
      }
      #expect(exact[0] == 0)
    }
    print("Silhouettes: \(comparedCount) rows compared with the plain definition")
    #expect(comparedCount >= 800)
  }

  @Test func `a sample misses no cluster and comes near the mean`() throws {
    let rows = Matrix.random(3000, 2, seed: 4, groupCount: 3)
    var labels = try KMeans(clusterCount: 3, refinement: .transfers).fit(rows).labels
    // A cluster of three rows, which a plain sample of 300 would miss four times in five.
    for row in [5, 700, 2900] { labels[row] = 3 }

    let exact = try exactSilhouette(
      of: rows, labels: labels, clusterCount: 4, workers: .single, monitor: .none)
    let sample = try sampledSilhouette(
      of: rows, labels: labels, clusterCount: 4, sampleCount: 300, seed: 1, workers: .single,
      monitor: .none)
    let everything = try sampledSilhouette(
      of: rows, labels: labels, clusterCount: 4, sampleCount: 3000, workers: .single,
      monitor: .none)

    #expect(Set([5, 700, 2900]).isSubset(of: sample.rows))
    #expect(sample.rows == sample.rows.sorted() && Set(sample.rows).count == sample.rows.count)
    #expect((290...310).contains(sample.rows.count))
    #expect(sample.standardError > 0 && sample.standardError < 0.05)
    #expect(abs(sample.mean - mean(exact)) < 4 * sample.standardError)
    #expect(everything.values == exact && everything.standardError == 0)
    #expect(isClose(everything.mean, mean(exact), within: 1e-12))
  }

  /// The definition, pair by pair.
  private func plainSilhouettes(
    _ rows: Matrix, _ labels: [Int32], _ distance: (Double) -> Double
  ) -> [Double] {
    (0..<rows.rowCount).map { row in
      var sums: [Int32: (sum: Double, count: Int)] = [:]
      for other in 0..<rows.rowCount where other != row {
        let square = zip(rows.row(row), rows.row(other)).reduce(0.0) {
          $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
        }
        sums[labels[other], default: (0, 0)].sum += distance(square)
        sums[labels[other], default: (0, 0)].count += 1
      }
      guard let own = sums[labels[row]] else { return 0 }
      let a = own.sum / Double(own.count)
      let b =
        sums.filter { $0.key != labels[row] }.values.map { $0.sum / Double($0.count) }.min() ?? 0
      return max(a, b) == 0 ? 0 : (b - a) / max(a, b)
    }
  }
}
