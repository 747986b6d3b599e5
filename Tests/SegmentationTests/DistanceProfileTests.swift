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

  @Test func `no distances at all are no trap`() {
    let profile = DistanceProfile([])

    #expect(profile.percentile(of: 1) == 0)
    #expect(profile.outlierLimit == 0)
  }
}
