/// Quantiles of values by selection, with linear interpolation between neighbours.
///
/// numpy's and pandas' default (Hyndman and Fan's type 7): quantile *q* of *n* sorted values lies at
/// position *q*(*n* − 1). The values are never sorted; parts that hold no wanted position are left
/// as they are.
///
///     quantiles([0.25, 0.5], of: [4, 1, 3, 2])   // [1.75, 2.5]
///
/// - Parameters:
///   - probabilities: In 0...1, in any order.
///   - values: At least one; NaN is not allowed.
/// - Returns: One quantile per probability, in their order.
/// - Complexity: O(*n* log *p*) on average for *p* probabilities.
public func quantiles(_ probabilities: [Double], of values: [Double]) -> [Double] {
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
///     quantileEdges(partCount: 5, of: [1, 2, 3, 4, 5, 6])   // [2, 3, 4, 5]
///
/// - Parameters:
///   - partCount: At least 1.
///   - values: At least one; NaN is not allowed.
/// - Returns: *p* − 1 edges, ascending.
/// - Complexity: O(*n* log *p*) on average.
public func quantileEdges(partCount: Int, of values: [Double]) -> [Double] {
  precondition(!values.isEmpty && partCount >= 1)
  return interpolated(
    (1..<max(partCount, 1)).map { part in
      let (lower, rest) = (part * (values.count - 1)).quotientAndRemainder(dividingBy: partCount)
      return (lower: lower, fraction: Double(rest) / Double(partCount))
    }, of: values)
}

/// The values at positions of the sorted values, each between one and the next.
private func interpolated(
  _ positions: [(lower: Int, fraction: Double)], of values: [Double]
) -> [Double] {
  var values = values
  let last = values.count - 1
  var wanted = Set<Int>()
  for position in positions {
    wanted.insert(position.lower)
    wanted.insert(min(position.lower + 1, last))
  }
  select(wanted.sorted()[...], in: &values, 0..<values.count)
  return positions.map { lower, fraction in
    interpolate(values[lower], values[min(lower + 1, last)], fraction)
  }
}

/// The value a fraction of the way from one to another, from the nearer end as numpy does it.
private func interpolate(_ lower: Double, _ upper: Double, _ fraction: Double) -> Double {
  let step = upper - lower
  // Two numbers may lie farther apart than a double can tell.
  guard step.isFinite else { return lower * (1 - fraction) + upper * fraction }
  return fraction < 0.5 ? lower + step * fraction : upper - step * (1 - fraction)
}

/// Moves values within a part until every wanted position holds what sorting would put there.
private func select(
  _ positions: ArraySlice<Int>, in values: inout [Double], _ part: Range<Int>
) {
  var part = part
  var positions = positions
  while !positions.isEmpty {
    guard part.count > 16 else {
      values[part].sort()
      return
    }
    // Values equal to the pivot end up in the middle, so that many equal ones cost nothing.
    let (lower, upper) = partition(&values, part)
    let left = positions.prefix { $0 < lower }
    let right = positions.drop { $0 < upper }
    if lower - part.lowerBound < part.upperBound - upper {
      select(left, in: &values, part.lowerBound..<lower)
      (positions, part) = (right, upper..<part.upperBound)
    } else {
      select(right, in: &values, upper..<part.upperBound)
      (positions, part) = (left, part.lowerBound..<lower)
    }
  }
}

/// Parts values in smaller, equal and larger than a pivot; returns the bounds of the equal ones.
private func partition(_ values: inout [Double], _ part: Range<Int>) -> (Int, Int) {
  let pivot = pivot(of: values, part)
  var lower = part.lowerBound
  var upper = part.upperBound
  var index = lower
  while index < upper {
    let value = values[index]
    if value < pivot {
      values.swapAt(index, lower)
      lower += 1
      index += 1
    } else if value > pivot {
      upper -= 1
      values.swapAt(index, upper)
    } else {
      index += 1
    }
  }
  return (lower, upper)
}

/// The median of nine values spread over the part: no common order of values makes it a bad one.
private func pivot(of values: [Double], _ part: Range<Int>) -> Double {
  func median(_ first: Double, _ second: Double, _ third: Double) -> Double {
    max(min(first, second), min(max(first, second), third))
  }
  let step = part.count / 9
  func at(_ place: Int) -> Double { values[part.lowerBound + step * place + step / 2] }
  return median(
    median(at(0), at(3), at(6)), median(at(1), at(4), at(7)), median(at(2), at(5), at(8)))
}
