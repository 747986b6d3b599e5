import Clustering
import Matrices
import Testing

/// The verdict on structure, on sets of rows that are known to have none, and to have some.
@Suite("Is there any structure")
struct StructureTests {
  /// A kind of rows, and how to draw them.
  struct Kind: Sendable, CustomTestStringConvertible {
    let name: String
    let rows: @Sendable (_ rowCount: Int, _ columnCount: Int, _ seed: UInt64) -> Matrix

    var testDescription: String { name }
  }

  static let noise = [
    Kind(name: "uniform") { rowCount, columnCount, seed in
      var generator = RandomGenerator(seed: seed)
      return Matrix(
        rowCount: rowCount, columnCount: columnCount,
        values: (0..<rowCount * columnCount).map { _ in generator.nextDouble() })
    },
    Kind(name: "Gaussian") { rowCount, columnCount, seed in
      var generator = RandomGenerator(seed: seed)
      return Matrix(
        rowCount: rowCount, columnCount: columnCount,
        values: (0..<rowCount * columnCount).map { _ in generator.nextGaussian() })
    },
    Kind(name: "correlated Gaussian") { rowCount, columnCount, seed in
      var generator = RandomGenerator(seed: seed)
      var values: [Double] = []
      for _ in 0..<rowCount {
        let common = generator.nextGaussian()
        values += (0..<columnCount).map { _ in common + 0.7 * generator.nextGaussian() }
      }
      return Matrix(rowCount: rowCount, columnCount: columnCount, values: values)
    },
  ]

  static let groups = [
    Kind(name: "separated") { rowCount, columnCount, seed in
      blobs(rowCount, columnCount, seed, groupCount: 4, distance: 10)
    },
    Kind(name: "overlapping") { rowCount, columnCount, seed in
      blobs(rowCount, columnCount, seed, groupCount: 3, distance: 5)
    },
    Kind(name: "unequal") { rowCount, columnCount, seed in
      blobs(rowCount, columnCount, seed, groupCount: 3, distance: 8, shares: [0.9, 0.07, 0.03])
    },
  ]

  /// The shapes that every kind is drawn in.
  private static let shapes = [(60, 2), (120, 3), (200, 2), (200, 5), (400, 3), (400, 8)]

  @Test(arguments: noise) func `noise has none`(kind: Kind) throws {
    let verdicts = try verdicts(of: kind)

    // Uniform noise is what the tables are made of: one of twenty passes by the verdict's own rule.
    let wrongCount = verdicts.count { $0 != false }
    print("structure of \(kind.name) noise: \(wrongCount) of \(verdicts.count) judged wrong")
    #expect(verdicts.count >= 24)
    #expect(wrongCount <= (kind.name == "uniform" ? 4 : 0))
  }

  @Test(arguments: groups) func `groups have some`(kind: Kind) throws {
    let verdicts = try verdicts(of: kind)

    let wrongCount = verdicts.count { $0 != true }
    print("structure of \(kind.name) groups: \(wrongCount) of \(verdicts.count) judged wrong")
    #expect(verdicts.count >= 24)
    #expect(wrongCount == 0)
  }

  /// Above 2,000 rows the silhouettes of the tables are those of 2,000 of their rows.
  @Test func `many rows are judged by a sample of the tables`() throws {
    for (kind, expected) in [(Self.noise[1], false), (Self.groups[1], true)] {
      let study = try studyClusterCounts(
        of: kind.rows(3_000, 2, 1), range: 2...6, criteria: [.silhouette], restartCount: 2,
        workers: Workers(threadCount: 2), monitor: .none
      ).study
      #expect(study.structure == expected)
    }
  }

  private func verdicts(of kind: Kind) throws -> [Bool?] {
    try Self.shapes.flatMap { rowCount, columnCount in
      try (1...4).map { seed in
        let rows = kind.rows(rowCount, columnCount, UInt64(seed))
        return try studyClusterCounts(
          of: rows, criteria: [.silhouette], restartCount: 2,
          workers: Workers(threadCount: 2), monitor: .none
        ).study.structure
      }
    }
  }

  /// Round groups whose centres are at least so many standard deviations apart.
  static func blobs(
    _ rowCount: Int, _ columnCount: Int, _ seed: UInt64, groupCount: Int, distance: Double,
    shares: [Double]? = nil
  ) -> Matrix {
    var generator = RandomGenerator(seed: seed)
    var centers: [[Double]] = []
    while centers.count < groupCount {
      let center = (0..<columnCount).map { _ in generator.nextDouble() * distance * 2 }
      let isApart = centers.allSatisfy { other in
        zip(center, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } >= distance * distance
      }
      if isApart { centers.append(center) }
    }
    var values: [Double] = []
    for _ in 0..<rowCount {
      var group = generator.next(below: groupCount)
      if let shares {
        var rest = generator.nextDouble()
        group =
          shares.firstIndex { share in
            rest -= share
            return rest < 0
          } ?? 0
      }
      values += centers[group].map { $0 + generator.nextGaussian() }
    }
    return Matrix(rowCount: rowCount, columnCount: columnCount, values: values)
  }
}

extension RandomGenerator {
  /// A number from the standard normal distribution, as the sum of twelve uniform ones.
  mutating func nextGaussian() -> Double {
    (0..<12).reduce(-6) { sum, _ in sum + nextDouble() }
  }
}
