import Clustering
import Matrices
import SharedFiles
import Testing

@Suite("The standard error of a sampled silhouette")
struct SampledSilhouetteTests {
  /// Rows with clusters of very different sizes and shapes.
  enum Population: String, CaseIterable, Sendable {
    case groups, skewed, even

    func rows() throws -> (rows: Matrix, labels: [Int32], clusterCount: Int) {
      var generator = RandomGenerator(seed: 77)
      func normal() -> Double {
        (0..<12).reduce(-6.0) { sum, _ in sum + generator.nextDouble() }
      }
      switch self {
      case .groups:
        // 50 %, 30 %, 19 % and 1 %, overlapping.
        let centers: [[Double]] = [[0, 0, 0], [4, 1, -2], [-3, 3, 1], [1, -5, 4]]
        let labels = (0..<2_000).map { row in
          row % 100 < 50 ? Int32(0) : row % 100 < 80 ? 1 : row % 100 < 99 ? 2 : 3
        }
        let values = labels.flatMap { label in centers[Int(label)].map { $0 + 1.3 * normal() } }
        return (Matrix(rowCount: 2_000, columnCount: 3, values: values), labels, 4)
      case .skewed:
        let values = (0..<6_000).map { _ in
          let base = generator.nextDouble()
          return base * base * base * base * 20
        }
        return try fitted(Matrix(rowCount: 2_000, columnCount: 3, values: values), 4)
      case .even:
        let values = (0..<4_000).map { _ in generator.nextDouble() }
        return try fitted(Matrix(rowCount: 2_000, columnCount: 2, values: values), 5)
      }
    }

    private func fitted(_ rows: Matrix, _ count: Int) throws -> (Matrix, [Int32], Int) {
      (rows, try KMeans(clusterCount: count, refinement: .transfers).fit(rows).labels, count)
    }
  }

  @Test(arguments: Population.allCases)
  func `two standard errors hold the mean in about 95 of 100 samples`(
    _ population: Population
  ) throws {
    let (rows, labels, clusterCount) = try population.rows()
    let workers = Workers(threadCount: 2)
    let exact = mean(
      try exactSilhouette(
        of: rows, labels: labels, clusterCount: clusterCount, workers: workers, monitor: .none))
    let trialCount = 200

    var heldCount = 0
    var estimates: [Double] = []
    var errors: [Double] = []
    for seed in 0..<UInt64(trialCount) {
      let sample = try sampledSilhouette(
        of: rows, labels: labels, clusterCount: clusterCount, sampleCount: 400, seed: seed,
        workers: workers, monitor: .none)
      if abs(sample.mean - exact) <= 2 * sample.standardError { heldCount += 1 }
      estimates.append(sample.mean)
      errors.append(sample.standardError)
      #expect(Set(sample.rows.map { labels[$0] }).count == clusterCount)
    }

    let center = mean(estimates)
    let spread = mean(estimates.map { ($0 - center) * ($0 - center) }).squareRoot()
    print(
      "\(population.rawValue): \(heldCount) of \(trialCount) held, estimates spread by \(spread), "
        + "standard error \(mean(errors)), bias \(center - exact)")
    // With 200 samples at 95 %, a count below 178 or above 199 is a chance in a thousand.
    #expect((178...199).contains(heldCount))
    #expect(abs(mean(errors) / spread - 1) < 0.2)
  }

  @Test func `a sample that takes whole clusters is uncertain of the others alone`() throws {
    // Two rows in the small cluster: both are always in the sample.
    var values = (0..<600).map { Double($0 % 37) }
    values += [500, 501]
    let labels = [Int32](repeating: 0, count: 300) + [Int32](repeating: 1, count: 300) + [2, 2]
    let rows = Matrix(rowCount: 602, columnCount: 1, values: values)

    let sample = try sampledSilhouette(
      of: rows, labels: labels, clusterCount: 3, sampleCount: 100, workers: .single, monitor: .none)

    #expect(Set(sample.rows).isSuperset(of: [600, 601]))
    #expect(sample.standardError > 0 && sample.standardError.isFinite)
    #expect(sample.clusterMeans[2] > 0.99)
  }

  @Test func `rows at one place have an error of 0, and no NaN`() throws {
    let rows = Matrix(rowCount: 400, columnCount: 2, values: [Double](repeating: 3, count: 800))
    let labels = (0..<400).map { Int32($0 % 3) }

    let sample = try sampledSilhouette(
      of: rows, labels: labels, clusterCount: 3, sampleCount: 60, workers: .single, monitor: .none)

    #expect(sample.mean == 0 && sample.standardError == 0)
  }

  @Test func `a lonely row stays in the sample and scores 0`() throws {
    let rows = Matrix.random(500, 2, seed: 3, groupCount: 2)
    var labels = (0..<500).map { Int32(rows.row($0).first ?? 0 < 5 ? 0 : 1) }
    labels[77] = 2

    let sample = try sampledSilhouette(
      of: rows, labels: labels, clusterCount: 3, sampleCount: 50, seed: 2, workers: .single,
      monitor: .none)

    let place = try #require(sample.rows.firstIndex(of: 77))
    #expect(sample.values[place] == 0)
    #expect(sample.standardError.isFinite)
  }

  @Test func `the error has the same bits with any number of threads`() throws {
    let (rows, labels, clusterCount) = try Population.groups.rows()
    let errors = try [1, 2, 5].map { threads in
      try sampledSilhouette(
        of: rows, labels: labels, clusterCount: clusterCount, sampleCount: 700, seed: 4,
        workers: Workers(threadCount: threads), monitor: .none
      ).standardError
    }

    #expect(errors[0] == errors[1] && errors[1] == errors[2])
  }
}
