import Matrices
import Testing

@Suite("Order statistics")
struct OrderStatisticsTests {
  private static let shapes:
    [(name: String, make: @Sendable (inout RandomGenerator, Int) -> Double)] = [
      ("even", { generator, _ in generator.nextDouble() }),
      ("rising", { Double($1) }), ("falling", { -Double($1) }), ("few values", { Double($1 % 3) }),
      ("equal", { _, _ in 5 }), ("a hill", { Double(min($1, 10_000 - $1)) }),
      ("heavy tail", { generator, _ in 1 / (generator.nextDouble() + 1e-300) }),
      (
        "all exponents",
        { generator, row in (row % 2 == 0 ? 1 : -1) * scale(generator.nextDouble()) }
      ),
      ("one far away", { generator, row in row == 7 ? 1e300 : generator.nextDouble() }),
      ("ends of the range", { $1 % 2 == 0 ? -.greatestFiniteMagnitude : .greatestFiniteMagnitude }),
      ("infinite", { _, row in row % 5 == 0 ? .infinity : Double(row) }),
      ("subnormal", { _, row in Double(row % 100) * Double.leastNonzeroMagnitude }),
    ]

  private static func scale(_ value: Double) -> Double {
    Double(sign: .plus, exponent: Int(value * 2_000) - 1_000, significand: 1 + value)
  }

  @Test func `are those of sorting, for many shapes of data`() {
    var generator = RandomGenerator(seed: 5)
    var comparedCount = 0
    for shape in Self.shapes {
      for count in [1, 2, 17, 1_023, 1_024, 5_000, 40_000] {
        let values = (0..<count).map { shape.make(&generator, $0) }
        let sorted = values.sorted()
        let few = [0, count - 1, count / 2, count / 4, count / 2, count * 99 / 100]
        let many = (0...300).map { $0 * (count - 1) / 300 }
        for ranks in [few, many] {
          let found = orderStatistics(ranks, of: values.span)

          #expect(found == ranks.map { sorted[$0] }, "\(shape.name), \(count) values")
          comparedCount += ranks.count
        }
      }
    }
    print("order statistics: \(comparedCount) ranks compared")
    #expect(comparedCount >= 25_000)
  }

  @Test func `no rank asks for nothing`() {
    #expect(orderStatistics([], of: [1, 2].span).isEmpty)
  }
}
