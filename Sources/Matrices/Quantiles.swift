/// Quantiles of values by selection, with linear interpolation between neighbours.
///
/// numpy's and pandas' default (Hyndman and Fan's type 7): quantile *q* of *n* sorted values lies at
/// position *q*(*n* − 1). The values are never sorted; parts that hold no wanted position are left
/// as they are.
///
///     quantiles([0.25, 0.5], of: [4, 1, 3, 2].span)   // [1.75, 2.5]
///
/// - Parameters:
///   - probabilities: In 0...1, in any order.
///   - values: At least one; NaN is not allowed.
/// - Returns: One quantile per probability, in their order.
/// - Complexity: O(*n* log *p*) on average for *p* probabilities.
public func quantiles(_ probabilities: [Double], of values: Span<Double>) -> [Double] {
  precondition(!values.isEmpty && probabilities.allSatisfy { 0 <= $0 && $0 <= 1 })
  let last = Double(values.count - 1)
  return interpolated(
    probabilities.map { probability in
      let position = probability * last
      return (lower: Int(position), fraction: position - Double(Int(position)))
    }, of: values)
}

/// The edges that part values into so many equally full parts: the quantiles 1/*p* to (*p* − 1)/*p*.
///
/// As ``quantiles(_:of:)``, but positions are found in whole numbers: where *i*(*n* − 1)/*p* is
/// whole, the edge is that value, whatever 1/*p* is as a double. (pandas' `qcut` rounds its
/// probabilities up for the same reason.)
///
///     quantileEdges(partCount: 5, of: [1, 2, 3, 4, 5, 6].span)   // [2, 3, 4, 5]
///
/// - Parameters:
///   - partCount: At least 1.
///   - values: At least one; NaN is not allowed.
/// - Returns: *p* − 1 edges, ascending.
/// - Complexity: O(*n* log *p*) on average.
public func quantileEdges(partCount: Int, of values: Span<Double>) -> [Double] {
  precondition(!values.isEmpty && partCount >= 1)
  return interpolated(
    (1..<max(partCount, 1)).map { part in
      let (lower, rest) = (part * (values.count - 1)).quotientAndRemainder(dividingBy: partCount)
      return (lower: lower, fraction: Double(rest) / Double(partCount))
    }, of: values)
}

/// The values at positions of the sorted values, each between one and the next.
private func interpolated(
  _ positions: [(lower: Int, fraction: Double)], of values: Span<Double>
) -> [Double] {
  let last = values.count - 1
  var ranks: [Int] = []
  for position in positions { ranks += [position.lower, min(position.lower + 1, last)] }
  let found = orderStatistics(ranks, of: values)
  return positions.indices.map { index in
    interpolate(found[2 * index], found[2 * index + 1], positions[index].fraction)
  }
}

/// The value a fraction of the way from one to another, from the nearer end as numpy does it.
public func interpolate(_ lower: Double, _ upper: Double, _ fraction: Double) -> Double {
  let step = upper - lower
  // Two numbers may lie farther apart than a double can tell.
  guard step.isFinite else { return lower * (1 - fraction) + upper * fraction }
  return fraction < 0.5 ? lower + step * fraction : upper - step * (1 - fraction)
}

/// ``quantiles(_:of:)`` of an array.
public func quantiles(_ probabilities: [Double], of values: [Double]) -> [Double] {
  quantiles(probabilities, of: values.span)
}

/// ``quantileEdges(partCount:of:)`` of an array.
public func quantileEdges(partCount: Int, of values: [Double]) -> [Double] {
  quantileEdges(partCount: partCount, of: values.span)
}
