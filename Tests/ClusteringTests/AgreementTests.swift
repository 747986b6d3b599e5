import Clustering
import Matrices
import SharedFiles
import Testing

@Suite("Agreement of partitions")
struct AgreementTests {
  @Test(
    .enabled(
      if: SharedData.has(SharedData.golden),
      Comment(rawValue: SharedData.absence(of: SharedData.golden))))
  func `the adjusted Rand index is scikit-learn's`() throws {
    let section = try SharedData.json("golden/golden.json")["ari"] as? [String: Any]
    let first = try #require(section?["a"] as? [Int])
    let second = try #require(section?["b"] as? [Int])
    let expected = try #require(section?["ari"] as? Double)

    let index = adjustedRandIndex(first.map { Int32($0) }, second.map { Int32($0) })
    #expect(abs(index - expected) < 1e-15)
  }

  @Test func `the same partition under other names agrees wholly`() {
    let first: [Int32] = [0, 0, 1, 1, 2, -5, .max, .min]
    let second: [Int32] = [7, 7, .min, .min, 0, 3, -1, .max]

    #expect(adjustedRandIndex(first, second) == 1)
    let shared = normalizedMutualInformation(first, second)
    #expect(abs(shared - 1) < 1e-15)
  }

  @Test func `two cuts across each other agree less than by chance`() {
    let first: [Int32] = [0, 0, 1, 1]
    let second: [Int32] = [0, 1, 0, 1]

    #expect(adjustedRandIndex(first, second) == -0.5)
    #expect(normalizedMutualInformation(first, second) == 0)
  }

  @Test func `mutual information is taken over the mean of both entropies`() {
    // One bit is told of a partition of two bits by one of one bit.
    let first: [Int32] = [0, 0, 1, 1]
    let second: [Int32] = [0, 1, 2, 3]

    let shared = normalizedMutualInformation(first, second)
    #expect(abs(shared - 2.0 / 3) < 1e-15)
    #expect(normalizedMutualInformation(first, [5, 5, 5, 5]) == 0)
  }

  @Test func `no rows and single clusters agree`() {
    #expect(adjustedRandIndex([], []) == 1)
    #expect(normalizedMutualInformation([], []) == 1)
    #expect(adjustedRandIndex([3, 3], [4, 4]) == 1)
    #expect(normalizedMutualInformation([3, 3], [4, 4]) == 1)
    #expect(adjustedRandIndex([1], [2]) == 1)
  }

  @Test func `rows in another order change nothing, to the bit`() {
    var generator = RandomGenerator(seed: 5)
    let first = (0..<5_000).map { _ in Int32(generator.next(below: 9)) - 4 }
    let second = first.map { generator.next(below: 4) > 0 ? $0 : Int32(generator.next(below: 7)) }
    let order = generator.distinct(first.count, below: first.count)

    let shuffled = (order.map { first[$0] }, order.map { second[$0] })

    #expect(adjustedRandIndex(first, second) == adjustedRandIndex(shuffled.0, shuffled.1))
    #expect(
      normalizedMutualInformation(first, second)
        == normalizedMutualInformation(shuffled.0, shuffled.1))
  }

  @Test func `Jaccard counts rows in both over rows in either`() {
    let first: [Int32] = [0, 0, 0, 1, -1, 1]
    let second: [Int32] = [0, 0, 1, 1, 1, -1]

    let scores = jaccardMatrix(first, second, firstCount: 3, secondCount: 2)

    let expected: [Double] = [2.0 / 3, 0.2, 0, 0.25, 0, 0]
    #expect(scores.values == expected)
  }
}
