import Clustering
import Matrices
import Testing

@Suite("Stability under resampling")
struct BootstrapTests {
  private func stability(
    _ rows: Matrix, _ clusterCount: Int, repeats: Int = 20, threads: Int = 2
  ) throws -> BootstrapStability {
    let fit = try KMeans(clusterCount: clusterCount).fit(rows)
    return try bootstrapStability(
      of: rows, labels: fit.labels, clusterCount: clusterCount, repeatCount: repeats,
      workers: Workers(threadCount: threads), monitor: .none)
  }

  /// Rows around centres 20 apart on a line, each row within 1.5 of its own.
  private func blobs(_ count: Int, _ seed: UInt64) -> Matrix {
    var generator = RandomGenerator(seed: seed)
    let values = (0..<count * 60).flatMap { row -> [Double] in
      [Double(row % count) * 20 + generator.nextDouble() * 3, generator.nextDouble() * 3]
    }
    return Matrix(rowCount: count * 60, columnCount: 2, values: values)
  }

  @Test func `separated blobs come back in every sample`() throws {
    var lowest = 1.0
    for seed in 0..<20 {
      let count = 2 + seed % 4
      let stability = try stability(blobs(count, UInt64(seed)), count)

      #expect(stability.clusters.count == count)
      #expect(stability.clusters.allSatisfy { $0.dissolvedCount == 0 && $0.recoveredCount == 20 })
      lowest = min(lowest, stability.clusters.map(\.jaccard).min() ?? 0)
      #expect(stability.meanAdjustedRandIndex > 0.99)
    }
    print("the least stable of separated blobs: \(lowest)")
    #expect(lowest > 0.95)
  }

  @Test func `a blob that was split is not trusted`() throws {
    var highest = 0.0
    for seed in 0..<20 {
      // One wide blob, cut in five, and one tight blob far away; in many dimensions no cut through
      // a round blob is better than another.
      var generator = RandomGenerator(seed: UInt64(seed))
      func noise() -> Double { (0..<6).reduce(0.0) { sum, _ in sum + generator.nextDouble() } }
      var values: [Double] = []
      for _ in 0..<6_000 { values.append(noise()) }
      for _ in 0..<1_000 { values.append(30 + noise() / 10) }
      let rows = Matrix(rowCount: 700, columnCount: 10, values: values)
      let fit = try KMeans(clusterCount: 6).fit(rows)
      let stability = try bootstrapStability(
        of: rows, labels: fit.labels, clusterCount: 6, repeatCount: 20,
        workers: Workers(threadCount: 2), monitor: .none)

      let tight = Int(fit.labels[600])
      #expect(stability.clusters[tight].jaccard > 0.95)
      let parts = stability.clusters.indices.filter { $0 != tight }
        .map { stability.clusters[$0].jaccard }
      highest = max(highest, parts.max() ?? 1)
    }
    print("the parts of split blobs, at most: \(highest)")
    #expect(highest < 0.6)
  }

  @Test func `threads change nothing, to the bit`() throws {
    let rows = Matrix.random(300, 3, seed: 8, groupCount: 3)

    let alone = try stability(rows, 4, threads: 1)

    #expect(try stability(rows, 4, threads: 5) == alone)
    #expect(alone.repeatCount == 20)
  }

  @Test func `a cluster of one row is lost where the row is not drawn`() throws {
    var rows = blobs(1, 3)
    rows.values[0] = 1000
    let labels = (0..<60).map { Int32($0 == 0 ? 1 : 0) }

    let stability = try bootstrapStability(
      of: rows, labels: labels, clusterCount: 2, repeatCount: 200, workers: .single,
      monitor: .none)

    let single = stability.clusters[1]
    #expect(single.dissolvedCount + single.recoveredCount == 200)
    // Left out with probability (1 - 1/60)^60 = 0.365.
    #expect((50...100).contains(single.dissolvedCount))
    #expect(single.jaccard == Double(single.recoveredCount) / 200)
  }

  @Test func `samples with fewer different rows than clusters are partitioned as far as they can`()
    throws
  {
    let rows = Matrix(rowCount: 4, columnCount: 1, values: [0, 0, 5, 9])

    let stability = try bootstrapStability(
      of: rows, labels: [0, 0, 1, 2], clusterCount: 3, repeatCount: 50, workers: .single,
      monitor: .none)

    #expect(stability.clusters.allSatisfy { (0...1).contains($0.jaccard) })
    let same = try bootstrapStability(
      of: Matrix(rowCount: 3, columnCount: 1, values: [2, 2, 2]), labels: [0, 0, 0],
      clusterCount: 1, repeatCount: 5, workers: .single, monitor: .none)
    #expect(same.clusters.map(\.jaccard) == [1])
    #expect(same.meanAdjustedRandIndex == 1)
  }

  @Test func `a cluster without rows is never found`() throws {
    let stability = try bootstrapStability(
      of: blobs(2, 1), labels: (0..<120).map { Int32($0 % 2) }, clusterCount: 3, repeatCount: 5,
      workers: .single, monitor: .none)

    #expect(stability.clusters[2].jaccard == 0)
    #expect(stability.clusters[2].dissolvedCount == 5)
  }

  @Test func `what cannot be resampled is refused`() {
    let rows = Matrix(rowCount: 2, columnCount: 1, values: [1, 2])
    func refusal(_ labels: [Int32], repeats: Int = 1, monitor: WorkMonitor = .none)
      -> ClusteringError?
    {
      do throws(ClusteringError) {
        _ = try bootstrapStability(
          of: rows, labels: labels, clusterCount: 2, repeatCount: repeats, workers: .single,
          monitor: monitor)
        return nil
      } catch {
        return error
      }
    }

    #expect(refusal([0]) == .wrongShape(name: "labels", found: 1, expected: 2))
    #expect(
      refusal([0, 2])
        == .invalidOption(
          name: "the label of row 1", value: "2", requirement: "at least 0 and less than 2"))
    #expect(
      refusal([0, 1], repeats: 0)
        == .invalidOption(name: "repeats", value: "0", requirement: "at least 1"))
    let cancelled = WorkMonitor(verdict: { .cancel }, report: { _, _, _ in })
    #expect(refusal([0, 1], monitor: cancelled) == .cancelled)
    let late = WorkMonitor(verdict: { .wrapUp }, report: { _, _, _ in })
    #expect(refusal([0, 1], monitor: late) == .outOfTime)
  }
}
