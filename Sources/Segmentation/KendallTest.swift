/// Whether a short series rises or falls: Kendall's test of rank correlation with time, exactly.
///
/// The score is compared with that of every order of the same values, so ties need no correction:
///
///     KendallTest([1, 2, 3, 4, 5, 6]).probability   // 2 / 720
///     KendallTest([3, 3, 3, 3, 3, 3]).probability   // 1
///
/// > Source: Kendall, *A New Measure of Rank Correlation*, Biometrika 30, 1938; as a test of trend:
/// > Mann, *Nonparametric Tests Against Trend*, Econometrica 13, 1945.
struct KendallTest {
  /// Pairs that rise less pairs that fall.
  let score: Int

  /// How likely a score at least this far from 0 is where all orders are equally likely.
  let probability: Double

  /// The longest series: beyond it there are too many orders to go through.
  static let lengthLimit = 8

  /// Tests a series of at most ``lengthLimit`` finite values.
  init(_ values: [Double]) {
    precondition(values.count <= KendallTest.lengthLimit)
    score = KendallTest.score(of: values)
    // Heap's algorithm: every order of the values, each one swap away from the one before.
    var order = values
    var counters = [Int](repeating: 0, count: values.count)
    var (all, extreme) = (1, 1)
    var position = 1
    while position < order.count {
      guard counters[position] < position else {
        counters[position] = 0
        position += 1
        continue
      }
      order.swapAt(position % 2 == 0 ? 0 : counters[position], position)
      all += 1
      if abs(KendallTest.score(of: order)) >= abs(score) { extreme += 1 }
      counters[position] += 1
      position = 1
    }
    probability = Double(extreme) / Double(all)
  }

  private static func score(of values: [Double]) -> Int {
    var score = 0
    for later in values.indices {
      for earlier in 0..<later {
        if values[earlier] < values[later] { score += 1 }
        if values[earlier] > values[later] { score -= 1 }
      }
    }
    return score
  }
}
