/// The value below which that part of the values lies, interpolated linearly between neighbours.
///
/// `part` is from 0 to 1 and `values` not empty, without NaN, in any order.
///
/// > Source: numpy's default, type 7 of Hyndman and Fan, The American Statistician 50(4), 1996.
///
/// - Complexity: O(count): one histogram, then selection within the bin where the value lies.
func quantile(_ part: Double, of values: [Double]) -> Double {
  let position = part * Double(values.count - 1)
  let rank = min(Int(position), values.count - 1)
  let fraction = position - Double(rank)
  var (near, nearRank) = narrowed(values, around: rank)
  let low = select(nearRank, in: &near)
  guard fraction > 0 else { return low }
  // After the selection everything behind the rank is at least as large.
  var high = near[nearRank + 1]
  for value in near[(nearRank + 2)...] { high = min(high, value) }
  let step = high - low
  return fraction < 0.5 ? low + step * fraction : high - step * (1 - fraction)
}

/// The values that may have that rank or the next one, and the rank among them.
///
/// Bins of equal width hold their values in the order of ranks, so whole bins can be left out.
private func narrowed(_ values: [Double], around rank: Int) -> (values: [Double], rank: Int) {
  let binCount = 4_096
  let (minimum, maximum) = extremes(of: values)
  let scale = Double(binCount) / (maximum - minimum)
  guard values.count > 2 * binCount, maximum - minimum < .infinity, scale < .infinity else {
    return (values, rank)
  }
  var counts = [Int](repeating: 0, count: binCount)
  var bins = [UInt16](repeating: 0, count: values.count)
  for index in values.indices {
    let bin = min(Int((values[index] - minimum) * scale), binCount - 1)
    bins[index] = UInt16(truncatingIfNeeded: bin)
    counts[bin] += 1
  }
  var first = 0
  var below = 0
  while below + counts[first] <= rank {
    below += counts[first]
    first += 1
  }
  var last = first
  var upTo = below + counts[first]
  while upTo <= rank + 1, last < binCount - 1 {
    last += 1
    upTo += counts[last]
  }
  var near: [Double] = []
  near.reserveCapacity(upTo - below)
  for index in values.indices where bins[index] >= first && bins[index] <= last {
    near.append(values[index])
  }
  return (near, rank - below)
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
