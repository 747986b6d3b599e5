/// The value below which that part of the values lies, interpolated linearly between neighbours.
///
/// `part` is from 0 to 1 and `values` not empty, without NaN; they are left in another order.
///
/// > Source: numpy's default, type 7 of Hyndman and Fan, The American Statistician 50(4), 1996.
///
/// - Complexity: O(count) on average, by selection.
func quantile(_ part: Double, of values: inout [Double]) -> Double {
  let position = part * Double(values.count - 1)
  let lower = min(Int(position), values.count - 1)
  let fraction = position - Double(lower)
  let low = select(lower, in: &values)
  guard fraction > 0 else { return low }
  // After the selection everything behind `lower` is at least as large.
  var high = values[lower + 1]
  for value in values[(lower + 2)...] { high = min(high, value) }
  let step = high - low
  return fraction < 0.5 ? low + step * fraction : high - step * (1 - fraction)
}

/// Brings the value of that rank to its place, smaller ones before it and larger ones behind.
///
/// Parts three ways, so many equal values cost no more; the pivot is drawn by a fixed generator, so
/// no order of values is a bad one by design.
private func select(_ rank: Int, in values: inout [Double]) -> Double {
  var range = 0..<values.count
  var state = UInt64(values.count)
  while range.count > 1 {
    state = mixed(state)
    let pivot = values[range.lowerBound + Int(state % UInt64(range.count))]
    var (smaller, scan, larger) = (range.lowerBound, range.lowerBound, range.upperBound)
    while scan < larger {
      let value = values[scan]
      if value < pivot {
        values.swapAt(scan, smaller)
        smaller += 1
        scan += 1
      } else if value > pivot {
        larger -= 1
        values.swapAt(scan, larger)
      } else {
        scan += 1
      }
    }
    if rank < smaller {
      range = range.lowerBound..<smaller
    } else if rank < larger {
      return pivot
    } else {
      range = larger..<range.upperBound
    }
  }
  return values[rank]
}
