import Glibc
import Matrices

extension YeoJohnson {
  /// The exponent that makes numbers look most like a normal sample; 1 for a constant.
  ///
  /// - Parameters:
  ///   - values: Finite, in canonical order.
  ///   - workers: How many threads may work; the result does not depend on it.
  ///   - monitor: Asked at least every 20 ms.
  /// - Returns: Nil where the monitor said stop.
  /// - Complexity: O(*n*) for each of about 30 exponents.
  ///
  /// > Source: scipy's `yeojohnson_normmax`: the likelihood, its bounds, and their search.
  static func fit(_ values: [Double], workers: Workers, monitor: WorkMonitor) -> Double? {
    let (lowest, highest) = extremes(of: values.span)
    guard lowest < highest else { return 1 }
    let likelihood = Likelihood(values, workers: workers, monitor: monitor)
    guard let likelihood else { return nil }
    let bounds = bounds(lowest, highest)
    var search = BoundedSearch(bounds.lower, bounds.upper)
    while let lambda = search.next {
      guard let loss = likelihood.loss(of: lambda, workers: workers, monitor: monitor) else {
        return nil
      }
      search.take(loss)
    }
    return search.best
  }

  /// Exponents that keep values up to 20 times the largest, and their squares, within range.
  private static func bounds(_ lowest: Double, _ highest: Double) -> (lower: Double, upper: Double)
  {
    let largest = max(lowest.magnitude, highest.magnitude)
    let product = 20 * largest
    let logarithm = product.isFinite ? log1p(product) : log(largest) + log(20)
    let rounding = log(Double.ulpOfOne)
    let lower = (log(Double.leastNormalMagnitude) - rounding) / 2 / logarithm
    let upper = (log(Double.greatestFiniteMagnitude) + rounding) / 2 / logarithm
    if highest < 0 { return (2 - upper, 2 - lower) }
    if lowest < 0 { return (max(2 - upper, lower), min(2 - lower, upper)) }
    return (lower, upper)
  }
}

/// How well exponents fit a column of numbers.
private struct Likelihood {
  /// Signed logarithms, in parts of fixed size, so that no number of threads changes a sum.
  private let parts: [[Double]]
  private let count: Double
  private let sum: Double

  private static let partSize = 4096

  /// Nil where the monitor said stop.
  init?(_ values: [Double], workers: Workers, monitor: WorkMonitor) {
    let partCount = (values.count + Self.partSize - 1) / Self.partSize
    let (parts, verdict) = workers.map(count: partCount, monitor: monitor) { part, _ in
      values[part * Self.partSize..<min((part + 1) * Self.partSize, values.count)]
        .map { YeoJohnson.logarithm(of: $0) }
    }
    guard case .proceed = verdict else { return nil }
    self.parts = parts.compactMap { $0 }
    count = Double(values.count)
    sum = self.parts.reduce(0) { $0 + $1.reduce(0, +) }
  }

  /// The negative log-likelihood; nil where the monitor said stop.
  func loss(of lambda: Double, workers: Workers, monitor: WorkMonitor) -> Double? {
    let (moved, verdict) = workers.map(count: parts.count, monitor: monitor) { part, _ in
      let values = parts[part].map { YeoJohnson.ofLogarithm($0, lambda: lambda) }
      return (values: values, sum: values.reduce(0, +))
    }
    guard case .proceed = verdict else { return nil }
    let values = moved.compactMap { $0 }
    let mean = values.reduce(0) { $0 + $1.sum } / count
    let (squares, secondVerdict) = workers.map(count: parts.count, monitor: monitor) { part, _ in
      values[part].values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    guard case .proceed = secondVerdict else { return nil }
    let variance = squares.reduce(0) { $0 + ($1 ?? 0) } / count
    // An exponent that brings all numbers together says nothing.
    guard variance >= .leastNormalMagnitude, variance.isFinite else { return .infinity }
    return count / 2 * log(variance) - (lambda - 1) * sum
  }
}
