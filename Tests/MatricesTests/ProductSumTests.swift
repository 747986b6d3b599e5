import Matrices
import Testing

@Suite("Sums of products")
struct ProductSumTests {
  private let exact = ExactSums(largestMagnitudes: [1000])
  private let weighing = ExactSums(largestMagnitudes: [7])

  private func add(_ value: Double, _ weight: Double, to sum: inout ProductSum) -> Int128 {
    let whole = weighing.whole(weight, column: 0)
    sum.add(exact.whole(value, column: 0), times: whole)
    return whole
  }

  /// (3·10 − 1·2 + 0·1000) / 4 = 7.
  @Test func `the mean worked out by hand`() {
    var sum = ProductSum()
    let weight = [(10.0, 3.0), (-2.0, 1.0), (1000, 0)].reduce(Int128(0)) {
      $0 + add($1.0, $1.1, to: &sum)
    }

    #expect(exact.mean(sum, weight: weight, column: 0) == 7)
  }

  @Test(arguments: [0.1, -0.1, 1000, -1000, 1e-9, 123.456, -3e-10])
  func `the mean of equal values is that value, whatever they weigh`(value: Double) {
    var sum = ProductSum()
    let weight = [0.1, 7, 1.0 / 3, 1e-7].reduce(Int128(0)) { $0 + add(value, $1, to: &sum) }

    #expect(exact.mean(sum, weight: weight, column: 0) == value)
  }

  @Test func `what is taken away leaves what was there`() {
    var generator = RandomGenerator(seed: 3)
    var comparedCount = 0
    for _ in 0..<200 {
      let pairs = (0..<20).map { _ in
        ((generator.nextDouble() - 0.5) * 2000, generator.nextDouble() * 7)
      }
      var sum = ProductSum()
      for (value, weight) in pairs { _ = add(value, weight, to: &sum) }
      var half = ProductSum()
      for (value, weight) in pairs.prefix(10) { _ = add(value, weight, to: &half) }
      for (value, weight) in pairs.suffix(10).reversed() {
        sum.subtract(exact.whole(value, column: 0), times: weighing.whole(weight, column: 0))
      }
      #expect(sum == half)
      comparedCount += 1
    }
    print("sums of products: \(comparedCount) taken apart again")
    #expect(comparedCount == 200)
  }

  /// A whole number of rows weighs what as many equal rows weigh, to the bit.
  @Test func `whole weights are equal rows`() {
    var generator = RandomGenerator(seed: 4)
    var comparedCount = 0
    for _ in 0..<300 {
      var sum = ProductSum()
      var plain: Int128 = 0
      var weight: Int128 = 0
      var count = 0
      for _ in 0..<(1 + generator.next(below: 30)) {
        let value = (generator.nextDouble() - 0.4) * 1500 * generator.nextDouble()
        let multiple = generator.next(below: 8)
        weight += add(min(max(value, -1000), 1000), Double(multiple), to: &sum)
        count += multiple
        plain += Int128(multiple) * exact.whole(min(max(value, -1000), 1000), column: 0)
      }
      guard count > 0 else { continue }
      #expect(
        exact.mean(sum, weight: weight, column: 0) == exact.mean(plain, count: count, column: 0))
      comparedCount += 1
    }
    print("sums of products: \(comparedCount) means compared with those of equal rows")
    #expect(comparedCount > 250)
  }

  @Test func `the largest numbers fit`() {
    let exact = ExactSums(largestMagnitudes: [1e300])
    for sign in [1.0, -1.0] {
      var sum = ProductSum()
      var weight: Int128 = 0
      for _ in 0..<10_000 { weight += 0 &+ large(sign, exact, &sum) }

      #expect(exact.mean(sum, weight: weight, column: 0) == sign * 1e300)
    }
  }

  private func large(_ sign: Double, _ exact: ExactSums, _ sum: inout ProductSum) -> Int128 {
    let whole = weighing.whole(7, column: 0)
    sum.add(exact.whole(sign * 1e300, column: 0), times: whole)
    return whole
  }
}
