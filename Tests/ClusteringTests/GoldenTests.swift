import Clustering
import Matrices
import SharedFiles
import Testing

/// Against scikit-learn 1.9.1, to 1e-12.
@Suite(
  "Golden numbers",
  .enabled(
    if: SharedData.has(SharedData.golden),
    Comment(rawValue: SharedData.absence(of: SharedData.golden))))
struct GoldenTests {
  private let golden: [String: Any]

  init() throws { golden = try SharedData.json("golden/golden.json") }

  private func section(_ name: String) throws -> [String: Any] {
    try #require(golden[name] as? [String: Any])
  }

  private func expectFit(_ fit: KMeansFit, _ expected: [String: Any]) throws {
    #expect(fit.labels.map(Int.init) == expected["labels"] as? [Int])
    #expect(fit.iterations == expected["n_iter"] as? Int)
    let inertia = try #require(expected["inertia"] as? Double)
    #expect(abs(fit.inertia - inertia) < 1e-12)
    for (value, center) in zip(fit.centers.values, Matrix(json: expected["centers"]).values) {
      #expect(abs(value - center) < 1e-12)
    }
  }

  @Test func `Lloyd from given centres`() throws {
    let rows = Matrix(json: try section("standard")["Z"])
    let expected = try section("lloyd_fixed_init")
    let picked = try #require(expected["init_rows"] as? [Int])
    let centers = Matrix(
      rowCount: 3, columnCount: 3, values: picked.flatMap { Array(rows.row($0)) })

    let fit = try KMeans(clusterCount: 3, initialisation: .centers(centers)).fit(rows)

    try expectFit(fit, expected)
    #expect(fit.hasConverged && fit.isComplete)
    #expect(fit.transferCount == 0 && fit.swapCount == 0)
  }

  @Test func `an empty cluster gets the farthest row`() throws {
    let expected = try section("empty_relocation")
    let rows = Matrix(json: expected["Y"])
    let start = try #require(expected["init"] as? [Double])
    let centers = Matrix(rowCount: 3, columnCount: 1, values: start)

    let fit = try KMeans(clusterCount: 3, initialisation: .centers(centers)).fit(rows)

    try expectFit(fit, expected)
  }

  @Test func `a row between two centres goes to the lower index`() throws {
    let rows = Matrix(rowCount: 3, columnCount: 1, values: [0, 1, 2])
    let centers = Matrix(rowCount: 2, columnCount: 1, values: [0, 2])

    let fit = try KMeans(
      clusterCount: 2, initialisation: .centers(centers), iterationLimit: 1
    ).fit(rows)

    #expect(fit.labels.map(Int.init) == (try section("tie"))["labels"] as? [Int])
  }

  @Test(arguments: [
    "silhouette_euclid", "silhouette_sqeuclid", "silhouette_simplified_singletons0",
  ])
  func `silhouettes`(name: String) throws {
    let rows = Matrix(json: try section("standard")["Z"])
    let labels = try #require(golden["labels"] as? [Int]).map { Int32($0) }
    let expected = try section(name)

    let values: [Double]
    switch name {
    case "silhouette_euclid":
      values = try exactSilhouette(
        of: rows, labels: labels, clusterCount: 5, workers: .single, monitor: .none)
    case "silhouette_sqeuclid":
      values = try squaredSilhouette(
        of: rows, labels: labels, clusterCount: 5, workers: .single, monitor: .none)
    default:
      values = try simplifiedSilhouette(
        of: rows, labels: labels, clusterCount: 5, workers: .single, monitor: .none)
    }

    let samples = try #require(expected["samples"] as? [Double])
    #expect(values.count == samples.count)
    for (value, sample) in zip(values, samples) { #expect(abs(value - sample) < 1e-12) }
    #expect(abs(mean(values) - (try #require(expected["mean"] as? Double))) < 1e-12)
  }
}
