import Matrices
import Testing

@testable import Segmentation

@Suite("Distances of a segment's training customers")
struct DistanceProfileTests {
  @Test func `a percentile is the share that is smaller, equal ones count half`() {
    let profile = DistanceProfile([4, 1, 2, 2])

    #expect(profile.count == 4)
    #expect(profile.percentile(of: 0) == 0)
    #expect(profile.percentile(of: 1) == 0.125)
    #expect(profile.percentile(of: 2) == 0.5)
    #expect(profile.percentile(of: 3) == 0.75)
    #expect(profile.percentile(of: 4) == 0.875)
    #expect(profile.percentile(of: 5) == 1)
  }

  @Test func `below a hundred customers the outlier limit is the largest distance`() {
    #expect(DistanceProfile((1...99).map(Double.init)).outlierLimit == 99)
  }

  @Test func `from a hundred on it is the 99th percentile`() {
    // Linear: position 0.99 × 100 of 0, 1, .., 100.
    #expect(abs(DistanceProfile((0...100).map(Double.init)).outlierLimit - 99) < 1e-12)
  }

  @Test func `many distances are kept as evenly spaced steps`() {
    let profile = DistanceProfile((0...10_000).map(Double.init))

    #expect(profile.count == 10_001)
    #expect(profile.steps.count == 1_001)
    #expect(profile.steps.first == 0)
    #expect(profile.steps.last == 10_000)
    #expect(abs(profile.percentile(of: 2_500) - 0.25) < 0.001)
  }

  @Test func `percentiles of many distances, with and without ties, are within a thousandth`() {
    var generator = RandomGenerator(seed: 3)
    var compared = 0
    var worst = 0.0
    for set in 0..<12 {
      let count = 1_002 + generator.next(below: 2_000)
      // From all different to three values in all.
      let kinds = set % 4 == 0 ? 3 : set % 4 == 1 ? 50 : 1_000_000
      let distances = (0..<count).map { _ in Double(generator.next(below: kinds)) / 7 }
      let profile = DistanceProfile(distances)
      for _ in 0..<50 {
        let distance = Double(generator.next(below: kinds + 2) - 1) / 7
        let below = Double(distances.count { $0 < distance })
        let equal = Double(distances.count { $0 == distance })
        let exact = (below + equal / 2) / Double(count)

        worst = max(worst, abs(profile.percentile(of: distance) - exact))
        compared += 1
      }
      #expect(profile.percentile(of: (distances.max() ?? 0) + 1) == 1)
      #expect(profile.percentile(of: (distances.min() ?? 0) - 1) == 0)
    }
    print("Percentiles: \(compared) compared, the worst \(worst) off")
    #expect(compared == 600)
    #expect(worst < 0.0011)
  }

  @Test func `beyond the outlier limit of many distances the percentile is above 0.99`() {
    var generator = RandomGenerator(seed: 4)
    for _ in 0..<30 {
      let count = 1_002 + generator.next(below: 3_000)
      let profile = DistanceProfile((0..<count).map { _ in generator.nextDouble() })

      #expect(profile.percentile(of: profile.outlierLimit.nextUp) > 0.99)
    }
  }

  @Test func `no distances at all are no trap`() {
    let profile = DistanceProfile([])

    #expect(profile.percentile(of: 1) == 0)
    #expect(profile.outlierLimit == 0)
  }
}

extension DistanceProfile {
  /// The root of a square is the number itself.
  fileprivate init(_ distances: [Double]) {
    let squares = distances.map { $0 * $0 }
    self.init(squared: squares.span)
  }
}
