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
  var values = values
  let last = values.count - 1
  let positions = probabilities.map { $0 * Double(last) }
  var wanted = Set<Int>()
  for position in positions {
    wanted.insert(Int(position))
    wanted.insert(min(Int(position) + 1, last))
  }
  select(wanted.sorted()[...], in: &values, 0..<values.count)
  return positions.map { position in
    let lower = Int(position)
    let fraction = position - Double(lower)
    return interpolate(values[lower], values[min(lower + 1, last)], fraction)
  }
}

/// The value a fraction of the way from one to another, from the nearer end as numpy does it.
private func interpolate(_ lower: Double, _ upper: Double, _ fraction: Double) -> Double {
  let step = upper - lower
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
