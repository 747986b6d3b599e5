import Matrices
import Testing

@Suite("Exact sums")
struct ExactSumsTests {
  private func sum(_ values: [Double], _ exact: ExactSums) -> Int128 {
    values.reduce(0) { $0 + exact.whole($1, column: 0) }
  }

  @Test func `do not depend on the order, and taking away undoes adding`() {
    var generator = RandomGenerator(seed: 1)
    let values = (0..<500).map { _ in generator.nextDouble() * 1e6 - 3e5 }
    let exact = ExactSums(largestMagnitudes: [1e6])

    let forth = sum(values, exact)
    let back = sum(values.reversed(), exact)
    let less = forth - sum(Array(values[100...]), exact)

    #expect(forth == back)
    #expect(less == sum(Array(values[..<100]), exact))
  }

  /// 3, 7, 49: a sum rounded before it is divided would miss the value for some of them.
  @Test(arguments: [1, 2, 3, 7, 49, 1000])
  func `the mean of equal values is that value`(count: Int) {
    var generator = RandomGenerator(seed: 2)
    var comparedCount = 0
    for largest in [1.0, 30, 280_206.02, 1e140] {
      let exact = ExactSums(largestMagnitudes: [largest])
      for _ in 0..<100 {
        let value = (generator.nextDouble() - 0.5) * min(largest, 400)
        let total = exact.whole(value, column: 0) * Int128(count)
        let mean = exact.mean(total, count: count, column: 0)
        if value.magnitude > largest * 0x1p-43 {
          #expect(mean == value)
          comparedCount += 1
        } else {
          #expect(abs(mean - value) <= largest * 0x1p-94)
        }
      }
    }
    #expect(comparedCount >= 290)
  }

  /// 2⁶¹ and below: what a double holds of the lower half of a negative 128-bit number is less.
  @Test(arguments: [0x1.23456789ABCDEp-35, 0x1.FFFFFFFFFFFFFp-40, 0x1.0000000000001p-42])
  func `a mean and its negative are equal to the last bit`(value: Double) {
    let exact = ExactSums(largestMagnitudes: [1])

    #expect(exact.mean(exact.whole(value, column: 0), count: 1, column: 0) == value)
    #expect(exact.mean(exact.whole(-value, column: 0), count: 1, column: 0) == -value)
  }

  @Test func `means are right to the last bits, worked out by hand`() {
    let exact = ExactSums(largestMagnitudes: [10])

    #expect(exact.mean(sum([0, 2], exact), count: 2, column: 0) == 1)
    #expect(exact.mean(sum([10, -10, 1], exact), count: 3, column: 0) == 1.0 / 3)
    #expect(exact.mean(sum([1e-300, 10], exact), count: 2, column: 0) == 5)
  }

  /// Below 2⁻⁹⁵⁰ the parts are of fixed size: no larger scale exists.
  @Test(arguments: [0, 0x1p-1074, 0x1p-1030, 1e-200, 1e140])
  func `any scale of column works`(largest: Double) {
    let exact = ExactSums(largestMagnitudes: [largest])
    let mean = exact.mean(sum([largest, -largest, largest], exact), count: 3, column: 0)

    #expect(abs(mean - largest / 3) <= largest / 3 * 1e-15 + 0x1p-1040)
  }
}
