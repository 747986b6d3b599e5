import Clustering
import Matrices
import SharedFiles
import Testing

/// Against scikit-learn's results on real customers, and the best partitions known.
@Suite(
  "Real data",
  .enabled(
    if: SharedData.has(SharedData.golden),
    Comment(rawValue: SharedData.absence(of: SharedData.golden))))
struct RealDataTests {
  @Test func `mall customers fall into the five known segments`() throws {
    let rows = Matrix(
      columns: try SharedData.columns(
        ["Annual Income (k$)", "Spending Score (1-100)"], of: "data/mall/Mall_Customers.csv"))

    let fit = try KMeans(clusterCount: 5).fit(rows)
    let silhouette = mean(
      try exactSilhouette(
        of: rows, labels: fit.labels, clusterCount: 5, workers: Workers(threadCount: 2),
        monitor: .none))

    #expect(rows.rowCount == 200)
    #expect(abs(fit.inertia - 44448.455448) < 1e-6)
    #expect(abs(silhouette - 0.553932) < 1e-6)
  }

  @Test(arguments: OnlineRetail.allCases, [3, 6])
  func `plain k-means from the reference centres stays there`(
    variant: OnlineRetail, clusterCount: Int
  ) throws {
    let reference = try SharedData.json("data/reference/online_retail.json")
    let variants = try #require(reference["variants"] as? [String: [String: Any]])
    let known = try #require(
      (variants["rfm_" + variant.rawValue]?["per_k"] as? [String: [String: Any]])?[
        String(clusterCount)])
    let rows = try variant.rows()

    let fit = try KMeans(
      clusterCount: clusterCount,
      initialisation: .centers(Matrix(json: known["centroids_scaled"])), refinement: .none
    ).fit(rows)
    let silhouette = mean(
      try exactSilhouette(
        of: rows, labels: fit.labels, clusterCount: clusterCount,
        workers: Workers(threadCount: 2), monitor: .none))

    #expect(isClose(fit.inertia, try #require(known["inertia"] as? Double), within: 1e-9))
    #expect(isClose(silhouette, try #require(known["silhouette"] as? Double), within: 1e-9))
    #expect(fit.sizes == known["sizes"] as? [Int])
  }

  /// Plain restarts find the best partition in none of 20 trials for ten segments.
  @Test(arguments: OnlineRetail.allCases, [0, 1, 2] as [UInt64])
  func `the best known partitions are found for every number of segments and seed`(
    variant: OnlineRetail, seed: UInt64
  ) throws {
    let best = try SharedData.json("data/reference/best_known.json")
    let known = try #require(
      (best["or_rfm_" + variant.rawValue] as? [String: Any])?["best_inertia"] as? [String: Double])
    let rows = try variant.rows()
    var comparedCount = 0

    for clusterCount in 2...10 {
      let fit = try KMeans(clusterCount: clusterCount, restartCount: 50, seed: seed).fit(rows)

      let limit = try #require(known[String(clusterCount)]) * (1 + 1e-6)
      #expect(fit.inertia <= limit, "\(clusterCount) segments: \(fit.inertia) above \(limit)")
      #expect(fit.hasConverged && fit.isComplete)
      comparedCount += 1
    }

    #expect(comparedCount == 9)
  }

  @Test(arguments: OnlineRetail.allCases)
  func `labels belong to the centres, row by row`(variant: OnlineRetail) throws {
    let rows = try variant.rows()

    let fit = try KMeans(clusterCount: 6).fit(rows)
    let ordered = try fit.orderedBySize(rows, workers: Workers(threadCount: 2), monitor: .none)

    let alone = Array(stride(from: 0, to: rows.rowCount, by: 7))
    #expect(try fit.belongs(to: rows, alone: alone))
    #expect(try ordered.belongs(to: rows, alone: alone))
    #expect(ordered.sizes == fit.sizes.sorted(by: >))
  }

  @Test func `the number of segments is chosen by votes, and two would have scored more`()
    throws
  {
    let rows = try OnlineRetail.standard.rows()

    let study = try studyClusterCounts(
      of: rows, leastCounted: 3, workers: Workers(threadCount: 2), monitor: .none
    ).study

    // scikit-learn has 0.594 for 3, 0.6162 for 4, 0.6163 for 5 and 0.896 for 2.
    #expect(study.suggested.clusterCount == 5)
    #expect(study.rows.map(\.clusterCount) == Array(2...10))
    #expect(abs((study.rows[0].silhouette ?? 0) - 0.8958) < 1e-3)
    #expect(study.structure == true && study.isComplete)
  }
}
