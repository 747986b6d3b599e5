import Matrices

extension OutlierRule {
  /// The bounds for these numbers: at least one, none of them NaN; nil without a test.
  func fit(_ values: [Double]) -> OutlierBounds? {
    let lower: Double
    let upper: Double
    switch test {
    case .none: return nil
    case .quartiles(let factor):
      (lower, upper) = fences(values, 0.25, 0.75, factor)
    case .quantiles(let low, let high, let factor):
      (lower, upper) = fences(values, low, high, factor)
    case .deviations(let count):
      let median = Matrices.quantiles([0.5], of: values)[0]
      let deviations = values.map { ($0 - median).magnitude }
      let width =
        count == 0
        ? 0 : count * Matrices.quantiles([0.5], of: deviations)[0] / Self.normalQuartile
      (lower, upper) = (median - width, median + width)
    }
    // Bounds of numbers near the end of the range may lie beyond it.
    let limit = Double.greatestFiniteMagnitude
    return OutlierBounds(
      lower: max(lower, -limit), upper: min(upper, limit), action: action)
  }

  /// Checks the numbers of the test.
  func validate(at parameter: String) throws(FeatureError) {
    let factor: Double
    let name: String
    switch test {
    case .none: return
    case .quartiles(let given): (factor, name) = (given, "iqr")
    case .deviations(let given): (factor, name) = (given, "mad")
    case .quantiles(let low, let high, let given):
      guard low >= 0, low < high, high <= 1 else {
        throw .invalidRecipe(
          parameter: "\(parameter).quantiles",
          expected: "two numbers from 0 to 1, the smaller one first",
          got: "[\(numberText(low)), \(numberText(high))]")
      }
      (factor, name) = (given, "factor")
    }
    // Beyond the limit nothing is an outlier, and bounds would not be finite.
    guard factor >= 0, factor <= 1e6 else {
      throw .invalidRecipe(
        parameter: "\(parameter).\(name)", expected: "from 0 to 1000000", got: numberText(factor))
    }
  }

  /// The third quartile of the standard normal distribution.
  private static let normalQuartile = 0.674_489_750_196_081_7

  private func fences(
    _ values: [Double], _ low: Double, _ high: Double, _ factor: Double
  ) -> (Double, Double) {
    let ends = Matrices.quantiles([low, high], of: values)
    // Numbers may lie farther apart than a double can tell, and 0 times that is nothing.
    let width = factor == 0 ? 0 : factor * (ends[1] - ends[0])
    return (ends[0] - width, ends[1] + width)
  }
}
