import Clustering
import Matrices
import Testing

@Suite("Same bits")
struct SameBitsTests {
  /// Three chunks of rows, with restarts side by side or one after the other.
  @Test func `with one, two or eight threads`() throws {
    let rows = Matrix.random(9000, 4, seed: 3, groupCount: 7)
    let kMeans = try KMeans(clusterCount: 7, restartCount: 3, seed: 4)

    let fits = try [1, 2, 8].map { try kMeans.fit(rows, threadCount: $0) }

    #expect(fits[0] == fits[1] && fits[0] == fits[2])
    #expect(fits[0].swapCount >= 0)
  }

  @Test func `above fifty thousand rows too, where only the best run is refined`() throws {
    let rows = Matrix.random(50_001, 2, seed: 3, groupCount: 9)
    let kMeans = try KMeans(clusterCount: 5, restartCount: 2, seed: 4)

    let fits = try [1, 2, 8].map { try kMeans.fit(rows, threadCount: $0) }

    #expect(fits[0] == fits[1] && fits[0] == fits[2])
    #expect(fits[0].swapCount == 0 && fits[0].hasConverged)
    #expect(try fits[0].belongs(to: rows, alone: [0, 7, 50_000]))
  }

  @Test(
    "in any order of rows, once they are in canonical order", arguments: 0..<20 as Range<UInt64>)
  func order(seed: UInt64) throws {
    let rows = Matrix.random(300, 3, seed: 8)
    let kMeans = try KMeans(clusterCount: 5, restartCount: 3)
    let threadCount = [1, 2, 8][Int(seed % 3)]

    let fit = try kMeans.fit(rows.inCanonicalOrder(), threadCount: 2)
    let shuffled = try kMeans.fit(
      rows.shuffled(seed: seed).inCanonicalOrder(), threadCount: threadCount)

    #expect(fit == shuffled)
  }

  @Test func `for silhouettes and the choice of k`() throws {
    let rows = Matrix.random(1500, 3, seed: 3, groupCount: 4)
    let labels = try KMeans(clusterCount: 4).fit(rows).labels

    func all(_ threadCount: Int) throws -> [[Double]] {
      let workers = Workers(threadCount: threadCount)
      return [
        try exactSilhouette(
          of: rows, labels: labels, clusterCount: 4, workers: workers, monitor: .none),
        try squaredSilhouette(
          of: rows, labels: labels, clusterCount: 4, workers: workers, monitor: .none),
        try simplifiedSilhouette(
          of: rows, labels: labels, clusterCount: 4, workers: workers, monitor: .none),
        try sampledSilhouette(
          of: rows, labels: labels, clusterCount: 4, sampleCount: 300, workers: workers,
          monitor: .none
        ).values,
        try figures(of: rows, workers),
      ]
    }

    let one = try all(1)
    #expect(try one == all(2))
    #expect(try one == all(8))
  }

  @Test func `for the nearest two, which begin with the nearest`() throws {
    let rows = Matrix.random(5000, 3, seed: 1)
    let centers = Matrix.random(7, 3, seed: 2)

    let one = try assignment(of: rows, to: centers, workers: .single, monitor: .none)
    for threadCount in [1, 2, 8] {
      let two = try nearestTwo(
        of: rows, to: centers, workers: Workers(threadCount: threadCount), monitor: .none)
      #expect(two.labels == one.labels && two.squaredDistances == one.squaredDistances)
      #expect(zip(two.labels, two.runnersUp).allSatisfy { $0 != $1 })
    }
  }

  /// Every number of a study of some counts.
  private func figures(of rows: Matrix, _ workers: Workers) throws -> [Double] {
    let study = try studyClusterCounts(
      of: rows, range: 1...5, restartCount: 2, workers: workers, monitor: .none
    ).study
    #expect(study.votes.count == 8 && study.isComplete)
    return study.rows.flatMap { row -> [Double] in
      let known: [Double?] = [
        row.inertia, row.silhouette, row.calinskiHarabasz, row.daviesBouldin, row.gap,
        row.gapError, row.stability,
      ]
      return known.map { $0 ?? -9 }
    }
  }
}
