import Features
import Matrices
import Tables
import Testing

/// Medians and quartiles as the robust scaler and the imputer use them, against sorting.
@Suite("Quantiles")
struct QuantileTests {
  /// Sizes around the one from which a histogram narrows the values down.
  @Test(arguments: [1, 2, 3, 4, 5, 8, 100, 8_191, 8_192, 8_193, 8_194, 30_000])
  func `robust scaling equals sorting`(count: Int) {
    var dice = Dice(seed: UInt64(count))
    let kinds: [[Double]] = [
      (0..<count).map { _ in Double.random(in: -1e3...1e3, using: &dice) },
      (0..<count).map { _ in Double(Int.random(in: 0...3, using: &dice)) },
      (0..<count).map { _ in dice.oneIn(500) ? 1e300 : Double.random(in: 0...1, using: &dice) },
      (0..<count).map { _ in dice.oneIn(2) ? -1e308 : 1e308 },
      (0..<count).map { Double($0) * .leastNonzeroMagnitude },
      (0..<count).map { Double(count - $0) },
      Array(repeating: 7, count: count),
    ]
    for values in kinds {
      let sorted = values.sorted()

      let (center, scale) = Scaling.robust.fit(values.shuffled(using: &dice))

      let range = sortedQuantile(0.75, sorted) - sortedQuantile(0.25, sorted)
      #expect(center == sortedQuantile(0.5, sorted))
      #expect(scale == (range < 10 * .ulpOfOne ? 1 : range))
    }
  }

  private func sortedQuantile(_ part: Double, _ sorted: [Double]) -> Double {
    let position = part * Double(sorted.count - 1)
    let lower = Int(position)
    let fraction = position - Double(lower)
    guard fraction > 0 else { return sorted[lower] }
    let step = sorted[lower + 1] - sorted[lower]
    return fraction < 0.5
      ? sorted[lower] + step * fraction : sorted[lower + 1] - step * (1 - fraction)
  }
}
