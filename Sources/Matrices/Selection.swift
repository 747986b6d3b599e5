/// Moves values within a part until every wanted position holds what sorting would put there.
func select(
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
