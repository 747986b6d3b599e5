import Testing

@testable import Segmentation

@Suite("Numbers as people read them")
struct ReadableNumberTests {
  @Test(
    arguments: [
      (0, "0"), (4.2720147, "4.27"), (4.0, "4"), (0.005, "0.01"), (0.004, "0"), (-0.004, "0"),
      (15.5432, "15.5"), (9.999, "10"), (99.96, "100"), (233.29, "233"), (1234.5, "1,235"),
      (-1234567.2, "-1,234,567"), (1e15, "1,000,000,000,000,000"), (1e300, "1e+300"),
      (.infinity, "inf"),
    ])
  func `three digits that count`(value: Double, text: String) {
    #expect(readable(value) == text)
  }

  @Test(arguments: [
    (8_911_407.904, 3, "8,911,407.904"), (0.5, 3, "0.5"), (2.0, 3, "2"), (0.05, 0, "0"),
  ])
  func `so many decimals at most`(value: Double, decimals: Int, text: String) {
    #expect(readable(value, decimals: decimals) == text)
  }

  @Test(
    arguments: [
      (0, "0"), (999, "999"), (1_000, "1,000"), (-541_909, "-541,909"),
      (Int.min, "-9,223,372,036,854,775,808"),
    ])
  func `whole numbers with their thousands`(value: Int, text: String) {
    #expect(grouped(value) == text)
  }

  @Test(arguments: [
    (0.006, "0.6 %"), (0.63, "63 %"), (1.0, "100 %"), (0.0, "0 %"), (0.0996, "10 %"),
  ])
  func `shares as percentages`(share: Double, text: String) {
    #expect(percent(share) == text)
  }
}

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
