import Matrices

/// The distances of a segment's training customers to its centre, kept small.
public struct DistanceProfile: Equatable, Sendable {
  /// Number of training customers.
  public let count: Int

  /// At most 1,001 of the sorted distances, evenly spaced by rank from the smallest to the largest.
  public let steps: [Double]

  /// Beyond this distance a customer is an outlier: the 99th percentile of at least 100 distances,
  /// else the largest.
  public let outlierLimit: Double

  /// The most distances that are kept.
  static let stepLimit = 1_001

  /// Keeps what is needed of these squared distances.
  init(squared distances: Span<Double>) {
    count = distances.count
    let last = DistanceProfile.stepLimit - 1
    let ranks =
      count <= DistanceProfile.stepLimit
      ? Array(0..<count) : (0...last).map { $0 * (distances.count - 1) / last }
    let position = 0.99 * Double(count - 1)
    let rank = Int(position)
    let ends = count < 100 ? [] : [rank, min(rank + 1, count - 1)]
    // Roots rise with the squares, so few of them are needed.
    let roots = orderStatistics(ranks + ends, of: distances).map { $0.squareRoot() }
    steps = Array(roots.prefix(ranks.count))
    outlierLimit =
      ends.isEmpty
      ? steps.last ?? 0
      : interpolate(roots[ranks.count], roots[ranks.count + 1], position - Double(rank))
  }

  /// Keeps figures read from a model document.
  public init(count: Int, steps: [Double], outlierLimit: Double) {
    self.count = count
    self.steps = steps
    self.outlierLimit = outlierLimit
  }

  /// Share of the training distances that are smaller, 0 to 1; equal ones count half.
  ///
  /// Exact up to 1,001 distances; of more, to about 0.001, ties included. Beyond all of them it
  /// is 1.
  public func percentile(of distance: Double) -> Double {
    guard !steps.isEmpty else { return 0 }
    let below = partition { $0 < distance }
    let notAbove = partition { $0 <= distance }
    return (Double(below) + Double(notAbove)) / 2 / Double(steps.count)
  }

  /// The number of leading steps that pass a test which no later one passes again.
  private func partition(_ isBefore: (Double) -> Bool) -> Int {
    var low = 0
    var high = steps.count
    while low < high {
      let middle = (low + high) / 2
      if isBefore(steps[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
