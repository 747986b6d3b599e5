import Clustering
import Matrices
import SharedFiles
import Testing

/// Calinski-Harabasz, Davies-Bouldin, distortion.
@Suite("Indices of a partition")
struct IndexTests {
  private func indices(
    _ values: [Double], _ labels: [Int32], columnCount: Int = 1, clusterCount: Int = 2
  ) throws -> ClusterIndices {
    try ClusterIndices(
      of: Matrix(
        rowCount: values.count / columnCount, columnCount: columnCount, values: values),
      labels: labels, clusterCount: clusterCount, workers: Workers(threadCount: 2),
      monitor: .none)
  }

  /// Means 1 and 11 around 6: B = 4 · 25 = 100, W = 4 · 1, k = 2, n = 4.
  @Test func `by hand`() throws {
    let found = try indices([0, 2, 10, 12], [0, 0, 1, 1])

    #expect(found.distortion == 4)
    #expect(found.calinskiHarabasz == 100.0 / 1 / (4.0 / 2))
    #expect(found.daviesBouldin == (1.0 + 1) / 10)
  }

  @Test(
    .enabled(
      if: SharedData.has(SharedData.golden),
      Comment(rawValue: SharedData.absence(of: SharedData.golden))))
  func `the golden numbers`() throws {
    let golden = try SharedData.json(SharedData.golden)
    let standard = try #require(golden["standard"] as? [String: Any])
    let rows = Matrix(json: standard["Z"])
    let labels = try #require(golden["labels"] as? [Int]).map { Int32($0) }

    let found = try indices(rows.values, labels, columnCount: 3, clusterCount: 5)

    #expect(
      isClose(
        found.calinskiHarabasz, try #require(golden["calinski_harabasz"] as? Double),
        within: 1e-12))
    #expect(
      isClose(
        found.daviesBouldin, try #require(golden["davies_bouldin_q1_sklearn"] as? Double),
        within: 1e-12))
    #expect(
      isClose(
        found.distortion, try #require(golden["distortion_yellowbrick"] as? Double),
        within: 1e-12))
    // The gap's within-cluster dispersion is Tibshirani's: half the distortion.
    let dispersions = try #require(golden["clusGap_Wk"] as? [String: Any])
    #expect(
      isClose(
        found.distortion / 2, try #require(dispersions["d.power=2"] as? Double), within: 1e-12))
  }

  @Test(
    .enabled(
      if: SharedData.has(SharedData.golden),
      Comment(rawValue: SharedData.absence(of: SharedData.golden))))
  func `mall customers, as scikit-learn has them`() throws {
    let reference = try SharedData.json("data/reference/mall.json")
    let raw = try #require(reference["raw_income_spending"] as? [String: Any])
    let known = try #require(raw["per_k"] as? [String: [String: Any]])
    let rows = Matrix(
      columns: try SharedData.columns(
        ["Annual Income (k$)", "Spending Score (1-100)"], of: "data/mall/Mall_Customers.csv"))

    let study = try studyClusterCounts(
      of: rows, range: 2...6, criteria: [.silhouette, .daviesBouldin], restartCount: 50,
      workers: Workers(threadCount: 2), monitor: .none
    ).study

    for row in study.rows {
      let expected = try #require(known[String(row.clusterCount)])
      for (name, value) in [
        ("inertia", row.inertia), ("silhouette", row.silhouette),
        ("calinski_harabasz", row.calinskiHarabasz), ("davies_bouldin", row.daviesBouldin),
      ] {
        let number = try #require(expected[name] as? Double)
        #expect(
          isClose(try #require(value), number, within: 1e-9),
          "\(name) \(value ?? 0) for \(number) of \(row.clusterCount)")
      }
    }
    #expect(study.rows.count == 5)
  }

  @Test func `rows on their means, and clusters at one place, as scikit-learn has them`() throws {
    let exact = try indices([1, 1, 5, 5], [0, 0, 1, 1])
    #expect(exact.calinskiHarabasz == 1)
    #expect(exact.daviesBouldin == 0)
    #expect(exact.distortion == 0)

    let same = try indices([0, 2, 0, 2], [0, 0, 1, 1])
    #expect(same.calinskiHarabasz == 0)
    #expect(same.daviesBouldin == 0)

    // Clusters 0 and 1 have one mean; each is compared with cluster 2 alone, 8 away.
    let three = try indices([0, 2, 0, 2, 9, 9], [0, 0, 1, 1, 2, 2], clusterCount: 3)
    #expect(three.daviesBouldin == 1.0 / 8)
  }

  @Test func `clusters without rows do not count`() throws {
    let found = try indices([0, 2, 10, 12], [1, 1, 4, 4], clusterCount: 6)

    #expect(found == (try indices([0, 2, 10, 12], [0, 0, 1, 1])))
  }

  @Test(arguments: [([0, 0, 0], 1), ([0, 1, 2], 3)] as [([Int32], Int)])
  func `one cluster, or as many as rows, have none`(labels: [Int32], clusterCount: Int) {
    #expect(
      throws: ClusteringError.silhouetteUndefined(clusterCount: clusterCount, rowCount: 3)
    ) {
      try indices([1, 2, 3], labels, clusterCount: clusterCount)
    }
  }

  @Test func `any number of threads gives the same bits`() throws {
    let rows = Matrix.random(9_000, 4, seed: 11, groupCount: 5)
    let labels = (0..<9_000).map { Int32($0 % 5) }

    let found = try [1, 2, 8].map {
      try ClusterIndices(
        of: rows, labels: labels, clusterCount: 5, workers: Workers(threadCount: $0),
        monitor: .none)
    }

    #expect(found[0] == found[1] && found[0] == found[2])
    #expect(
      try calinskiHarabasz(
        of: rows, labels: labels, clusterCount: 5, workers: .single, monitor: .none)
        == found[0].calinskiHarabasz)
    #expect(
      try daviesBouldin(
        of: rows, labels: labels, clusterCount: 5, workers: .single, monitor: .none)
        == found[0].daviesBouldin)
  }
}
