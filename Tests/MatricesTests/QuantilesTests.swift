import Matrices
import Testing

@Suite("Quantiles")
struct QuantilesTests {
  @Test func `are numpy's, worked out by hand`() {
    #expect(quantiles([0.25, 0.5, 1, 0], of: [4, 1, 3, 2]) == [1.75, 2.5, 4, 1])
    #expect(quantiles([0.3], of: [7]) == [7])
    // golden.json, rfm_scoring: numpy's own digits.
    #expect(
      quantiles([0.2, 0.4, 0.6, 0.8], of: [1, 1, 1, 1, 2, 2, 3, 4, 7, 20])
        == [1.0, 1.6, 2.3999999999999995, 4.6000000000000005])
  }

  @Test func `lie between numbers that are farther apart than a double can tell`() {
    #expect(quantiles([0, 0.25, 0.5, 1], of: [1e308, -1e308]) == [-1e308, -5e307, 0, 1e308])
  }

  @Test func `are those of sorting, for many shapes of data`() {
    var generator = RandomGenerator(seed: 3)
    let shapes: [(Int) -> Double] = [
      { _ in generator.nextDouble() }, { Double($0) }, { -Double($0) }, { Double($0 % 3) },
      { _ in 5 }, { Double(min($0, 1000 - $0)) },
    ]
    var comparedCount = 0
    for shape in shapes {
      for count in [1, 2, 15, 16, 17, 18, 100, 1001] {
        let values = (0..<count).map(shape)
        let sorted = values.sorted()
        let probabilities = [0.99, 0, 0.5, 0.05, 0.5, 1]

        let found = quantiles(probabilities, of: values)

        for (probability, value) in zip(probabilities, found) {
          let position = probability * Double(count - 1)
          let lower = sorted[Int(position)]
          let upper = sorted[min(Int(position) + 1, count - 1)]
          let expected = lower + (upper - lower) * (position - Double(Int(position)))
          #expect(abs(value - expected) <= 1e-12 * max(1, abs(expected)))
          comparedCount += 1
        }
      }
    }
    #expect(comparedCount == 288)
  }
}
