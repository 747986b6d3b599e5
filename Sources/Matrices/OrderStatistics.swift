/// The values that sorting would put at some ranks.
///
/// Values are counted in buckets of equal width, and only the buckets that hold a wanted rank are
/// looked into, again in the same way while they are large: three passes over the values, whatever
/// their order. Few values of which many ranks are wanted are sorted.
///
///     orderStatistics([0, 2], of: [4, 1, 3, 2].span)   // [1, 3]
///
/// - Parameters:
///   - ranks: In `0 ..< values.count`, in any order, repeated or not.
///   - values: NaN is not allowed. Of 0 and −0, which are equal, either may come out.
/// - Returns: One value per rank, in their order.
/// - Complexity: O(*n*) for values that are spread over a range, O(*n* log *p*) on average for *p*
///   ranks of any.
public func orderStatistics(_ ranks: [Int], of values: Span<Double>) -> [Double] {
  precondition(ranks.allSatisfy { values.indices.contains($0) })
  let leastRankCount = values.count < leastCounted ? 4 : 64
  if sortedCounts.contains(values.count), ranks.count > leastRankCount,
    let sorted = sortedByParts(values)
  {
    return ranks.map { sorted[$0] }
  }
  var wanted = ranks
  wanted.sort()
  var found: [Double] = []
  found.reserveCapacity(wanted.count)
  pick(wanted[...], from: values, above: 0, roundsLeft: 4, into: &found)
  return ranks == wanted ? found : ranks.map { rank in found[place(of: rank, in: wanted)] }
}

/// Numbers of values that are sorted where many ranks are wanted; more do not stay in the caches.
private let sortedCounts = 64...16_384

/// The values in ascending order; nil where they lie too unevenly.
///
/// Each goes to its part of their range, as many parts as values, and then past the few neighbours
/// that it shares one with. (Measured for 1,085 distances: a quarter of the time of `sort`.)
private func sortedByParts(_ values: Span<Double>) -> [Double]? {
  let (least, most) = extremes(of: values)
  guard let parts = EqualParts(of: least, most, count: values.count) else { return nil }
  var starts = [UInt32](repeating: 0, count: values.count + 3)
  var next = starts.mutableSpan
  for index in values.indices { next[parts.part(of: values[index]) &+ 1] &+= 1 }
  for part in 1..<next.count { next[part] &+= next[part &- 1] }

  var sorted = [Double](repeating: 0, count: values.count)
  var output = sorted.mutableSpan
  for index in values.indices {
    let value = values[index]
    let part = parts.part(of: value)
    output[Int(next[part])] = value
    next[part] &+= 1
  }
  var movesLeft = 8 * values.count
  for index in 1..<output.count {
    let value = output[index]
    var place = index
    while place > 0, value < output[place &- 1] {
      output[place] = output[place &- 1]
      place &-= 1
    }
    output[place] = value
    movesLeft &-= index &- place
    if movesLeft < 0 { return nil }
  }
  return sorted
}

/// A range in parts of equal width.
private struct EqualParts {
  private let least: Double
  private let scale: Double

  /// Nil where the range cannot be parted.
  init?(of least: Double, _ most: Double, count: Int) {
    scale = Double(count) / (most - least)
    self.least = least
    guard scale.isFinite, scale > 0 else { return nil }
  }

  /// 2⁵²: added to a smaller number, it leaves the nearest whole number in the lowest bits.
  private static let shift = 4_503_599_627_370_496.0

  /// Rises with the value, if not always by as much; the largest value may be rounded up to the
  /// number of parts, or by a rounding of the scale one beyond.
  ///
  /// (Measured: rounding by an addition takes half the time of `Int(x)` and its checks.)
  @inline(__always)
  func part(of value: Double) -> Int {
    Int(truncatingIfNeeded: ((value - least) * scale + EqualParts.shift).bitPattern & 0x1F_FFFF)
  }
}

/// Values from which counting buckets pays.
private let leastCounted = 1_024

/// Appends the values at ranks, which count from `above`.
private func pick(
  _ ranks: ArraySlice<Int>, from values: Span<Double>, above: Int, roundsLeft: Int,
  into found: inout [Double]
) {
  if values.count >= leastCounted, roundsLeft > 0 {
    let (least, most) = extremes(of: values)
    if least == most {
      found += [Double](repeating: least, count: ranks.count)
      return
    }
    if let buckets = Buckets(of: values, from: least, to: most, rankCount: ranks.count) {
      buckets.pick(ranks, from: values, above: above, roundsLeft: roundsLeft, into: &found)
      return
    }
  }
  var copy: [Double] = []
  copy.reserveCapacity(values.count)
  for index in values.indices { copy.append(values[index]) }
  if ranks.count > copy.count / 8 {
    copy.sort()
  } else {
    select(ranks.map { $0 - above }[...], in: &copy, copy.indices)
  }
  for rank in ranks { found.append(copy[rank - above]) }
}

/// Values counted by equal parts of their range.
private struct Buckets {
  private let parts: EqualParts
  private var counts: [UInt32]

  /// Counts; nil where the range cannot be parted.
  init?(of values: Span<Double>, from least: Double, to most: Double, rankCount: Int) {
    // For many ranks every bucket is looked into, and small ones are sorted fast.
    let wish = rankCount > 64 ? values.count / 16 : values.count / 8
    let count = min(max(256, wish), rankCount > 64 ? 65_536 : 2_048)
    guard values.count <= UInt32.max, let parts = EqualParts(of: least, most, count: count)
    else { return nil }
    self.parts = parts
    counts = [UInt32](repeating: 0, count: count + 2)
    var counts = counts
    var output = counts.mutableSpan
    for index in values.indices { output[parts.part(of: values[index])] &+= 1 }
    self.counts = counts
  }

  /// The most values of a bucket that are sorted where they are gathered. (Measured for 1,001 of
  /// 125,000 distances: a copy for each bucket was a third of the time.)
  private static let sortedAtOnce = 48

  func pick(
    _ ranks: ArraySlice<Int>, from values: Span<Double>, above: Int, roundsLeft: Int,
    into found: inout [Double]
  ) {
    // Per bucket where its values are gathered, or -1; wanted ones beside each other.
    var places = [Int](repeating: -1, count: counts.count)
    var parts: [(ranks: ArraySlice<Int>, above: Int, range: Range<Int>)] = []
    var rest = ranks
    var below = above
    var gatheredCount = 0
    for bucket in counts.indices {
      guard let next = rest.first else { break }
      let count = Int(counts[bucket])
      if next < below + count {
        let end = rest.firstIndex { $0 >= below + count } ?? rest.endIndex
        parts.append((rest[..<end], below, gatheredCount..<gatheredCount + count))
        places[bucket] = gatheredCount
        gatheredCount += count
        rest = rest[end...]
      }
      below += count
    }

    var gathered = [Double](repeating: 0, count: gatheredCount)
    gather(values, &places, &gathered)
    for part in parts {
      if part.range.count <= Buckets.sortedAtOnce {
        sortNeighbours(part.range, in: &gathered)
        let first = part.range.lowerBound - part.above
        for rank in part.ranks { found.append(gathered[first + rank]) }
        continue
      }
      Matrices.pick(
        part.ranks, from: gathered.span.extracting(part.range), above: part.above,
        roundsLeft: roundsLeft - 1, into: &found)
    }
  }

  private func gather(_ values: Span<Double>, _ places: inout [Int], _ gathered: inout [Double]) {
    var places = places.mutableSpan
    var output = gathered.mutableSpan
    for index in values.indices {
      let value = values[index]
      let bucket = parts.part(of: value)
      let place = places[bucket]
      if place >= 0 {
        output[place] = value
        places[bucket] = place &+ 1
      }
    }
  }
}

/// Sorts a few values by moving each past its larger neighbours.
private func sortNeighbours(_ range: Range<Int>, in values: inout [Double]) {
  var values = values.mutableSpan
  for index in range.dropFirst() {
    let value = values[index]
    var place = index
    while place > range.lowerBound, value < values[place &- 1] {
      values[place] = values[place &- 1]
      place &-= 1
    }
    values[place] = value
  }
}

/// The smallest and the largest of some values; NaN is left out.
///
/// Infinity and -infinity where there are none.
public func extremes(of values: Span<Double>) -> (least: Double, most: Double) {
  var least = SIMD8<Double>(repeating: .infinity)
  var most = -least
  var index = 0
  while index + 8 <= values.count {
    let next = eight(values, at: index)
    least.replace(with: next, where: next .< least)
    most.replace(with: next, where: next .> most)
    index += 8
  }
  var (low, high) = (least.min(), most.max())
  while index < values.count {
    if values[index] < low { low = values[index] }
    if values[index] > high { high = values[index] }
    index += 1
  }
  return (low, high)
}

/// The first place of a rank among sorted ones.
private func place(of rank: Int, in sorted: [Int]) -> Int {
  var low = 0
  var high = sorted.count
  while low < high {
    let middle = (low + high) / 2
    if sorted[middle] < rank { low = middle + 1 } else { high = middle }
  }
  return low
}
