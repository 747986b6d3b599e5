import Matrices
import Testing

@testable import Segmentation

@Suite("Kendall's test of trend")
struct KendallTests {
  /// Of six values the orders with at most 0, 1, 2, 3 pairs the wrong way round are 1, 6, 20 and 49
  /// (Mahonian numbers); scipy's exact `kendalltau` gives the same p.
  @Test(
    arguments: [
      ([1, 2, 3, 4, 5, 6], 15, 2), ([6, 5, 4, 3, 2, 1], -15, 2), ([1, 2, 3, 4, 6, 5], 13, 12),
      ([1, 3, 2, 4, 6, 5], 11, 40), ([2, 1, 4, 3, 6, 5], 9, 98), ([5, 6, 3, 4, 1, 2], -9, 98),
    ] as [([Double], Int, Int)])
  func `six values have the exact probability`(values: [Double], score: Int, ofAll: Int) {
    let test = KendallTest(values)

    #expect(test.score == score)
    #expect(test.probability == Double(ofAll) / 720)
  }

  @Test func `ties count in every order`() {
    // Of 0 0 0 1: four places for the 1, two of them at an end.
    #expect(KendallTest([0, 0, 0, 1]).score == 3)
    #expect(KendallTest([0, 0, 0, 1]).probability == 0.5)
    #expect(KendallTest([3, 3, 3, 3, 3, 3]).probability == 1)
    #expect(KendallTest([]).probability == 1)
    #expect(KendallTest([7]).probability == 1)
  }

  @Test func `a series that moves clearly is called so, one of chance mostly not`() {
    // Forty series of each: twelve months up, down, or without a direction.
    var random = RandomGenerator(seed: 4, stream: 0)
    func verdict(_ slope: Double) -> TrendDirection.Verdict? {
      let months = (0..<12).map { 100 + slope * Double($0) + 4 * random.nextDouble() }
      return TrendDirection(periods: months, fullMonths: months).verdict
    }

    let rising = (0..<40).map { _ in verdict(5) }
    let falling = (0..<40).map { _ in verdict(-5) }
    let chance = (0..<400).map { _ in verdict(0) }

    #expect(rising.allSatisfy { $0 == .rising })
    #expect(falling.allSatisfy { $0 == .falling })
    // p < 0.1 is reached by 40 of 720 orders: 22 of 400 are to be expected.
    let wrong = chance.count { $0 != .steady }
    print("Kendall's test: \(wrong) of 400 series of chance called a trend")
    #expect((5...45).contains(wrong))
  }

  @Test func `slopes are relative to the mean, and need two values and a mean`() {
    // 1, 2, 3: slope 1, mean 2.
    #expect(relativeSlope(of: [1, 2, 3]) == 0.5)
    #expect(relativeSlope(of: [3, 2, 1]) == -0.5)
    #expect(relativeSlope(of: [5]) == nil)
    #expect(relativeSlope(of: [0, 0]) == nil)
    // Money may be negative where returns outweigh purchases: up is still up.
    #expect(relativeSlope(of: [-3, -2, -1]) == 0.5)
  }

  @Test func `fewer than six full months have no verdict`() {
    let direction = TrendDirection(periods: [1, 2, 3, 4, 5], fullMonths: [1, 2, 3, 4, 5])

    #expect(direction.slope == 1.0 / 3)
    #expect(direction.lastSix == nil)
    #expect(direction.verdict == nil)
  }
}
