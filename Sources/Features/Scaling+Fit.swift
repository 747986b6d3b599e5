import Matrices

extension Scaling {
  /// What is taken off and what it is divided by, for values in canonical order.
  ///
  /// - Parameter values: At least one, finite or NaN; NaN is left out.
  /// - Returns: `scale` is 1 for a constant column, never 0; either may be infinite where the
  ///   values are too large to add up.
  ///
  /// > Source: scikit-learn's `StandardScaler` (population standard deviation), `MinMaxScaler` and
  /// > `RobustScaler`.
  public func fit(_ values: [Double]) -> (center: Double, scale: Double) {
    let values = present(values)
    guard !values.isEmpty else { return (0, 1) }
    switch self {
    case .none: return (0, 1)
    case .standard:
      let spread = Spread(of: values)
      return (spread.mean, spread.isConstant ? 1 : spread.variance.squareRoot())
    case .minMax:
      let (minimum, maximum) = extremes(of: values.span)
      return (minimum, widened(maximum - minimum))
    case .robust:
      let quartiles = quantiles([0.25, 0.5, 0.75], of: values)
      return (quartiles[1], widened(quartiles[2] - quartiles[0]))
    }
  }

  /// A range, or 1 where it is no more than rounding.
  private func widened(_ range: Double) -> Double { range < 10 * .ulpOfOne ? 1 : range }
}

/// The values that are not NaN; without a copy where all are there.
func present(_ values: [Double]) -> [Double] {
  countsAbove([], values.span).missing > 0 ? values.filter { !$0.isNaN } : values
}

/// Mean and population variance of values in their order.
struct Spread {
  let mean: Double
  let variance: Double
  private let count: Int

  /// Two passes, the second corrected by what rounding left in the first.
  init(of values: [Double]) {
    let mean = Features.mean(of: values)
    let (squares, rest) = laneSquares(of: values.span, around: mean)
    let count = Double(values.count)
    self.mean = mean
    self.count = values.count
    // Squares of values beyond 1e154 are infinite, which is told from a constant column.
    let isFinite = squares.isFinite && mean.isFinite
    variance = isFinite ? max(0, (squares - rest * rest / count) / count) : .infinity
  }

  /// Whether so many values between these are surely not constant, whatever they are.
  ///
  /// Two of them lie half the range or more from the mean, so the variance is at least
  /// range² / 2n, and as computed at least range² / 5n where rounding is as small as is asked here;
  /// ``isConstant`` wants it below 4/3 (n · mean · ε)². (Measured at 10,000,000 × 8, not scaled: two
  /// passes over every column less, and no column put in order.)
  static func isVaried(from lowest: Double, to highest: Double, count: Int) -> Bool {
    let count = Double(count)
    let range = highest - lowest
    let largest = max(lowest.magnitude, highest.magnitude)
    return count < 1e12 && range > 1e-140
      && range > 16 * count * count.squareRoot() * largest * .ulpOfOne
  }

  /// Whether the variance is no more than rounding.
  ///
  /// > Source: scikit-learn's `_is_constant_feature`.
  var isConstant: Bool {
    let count = Double(count)
    let rounding = count * mean * .ulpOfOne
    return variance.isFinite && variance <= count * .ulpOfOne * variance + rounding * rounding
  }
}

/// The sum of the values, in the order of their places, divided by their count.
func mean(of values: [Double]) -> Double {
  laneSum(of: values.span).sum / Double(values.count)
}
