/// The sum of values and how many there are; NaN is left out.
///
/// Value *i* is added to part *i* mod 8 and the parts are joined in order, so the bits depend on the
/// values and their places alone. Eight parts neither wait for each other nor round as much as one.
public func laneSum(of values: Span<Double>) -> (sum: Double, count: Int) {
  var sums = SIMD8<Double>.zero
  var missing = SIMD8<Int64>.zero
  let whole = values.count & ~7
  var index = 0
  while index < whole {
    let next = eight(values, at: index)
    let isThere = next .== next
    sums += next.replacing(with: 0, where: .!isThere)
    missing &+= SIMD8<Int64>.zero.replacing(with: 1, where: .!isThere)
    index += 8
  }
  while index < values.count {
    let isThere = !values[index].isNaN
    sums[index - whole] += isThere ? values[index] : 0
    missing[index - whole] += isThere ? 0 : 1
    index += 1
  }
  var sum = 0.0
  for lane in 0..<8 { sum += sums[lane] }
  return (sum, values.count - Int(missing.wrappedSum()))
}

/// The sums of the differences from a centre and of their squares; NaN is left out.
///
/// The first would be 0 without rounding. As ``laneSum(of:)``, in eight parts.
public func laneSquares(
  of values: Span<Double>, around center: Double
) -> (squares: Double, rest: Double) {
  var squares = SIMD8<Double>.zero
  var rests = SIMD8<Double>.zero
  let whole = values.count & ~7
  var index = 0
  while index < whole {
    let next = eight(values, at: index)
    let difference = (next - center).replacing(with: 0, where: .!(next .== next))
    squares += difference * difference
    rests += difference
    index += 8
  }
  while index < values.count {
    let difference = values[index].isNaN ? 0 : values[index] - center
    squares[index - whole] += difference * difference
    rests[index - whole] += difference
    index += 1
  }
  var sum = 0.0
  var rest = 0.0
  for lane in 0..<8 {
    sum += squares[lane]
    rest += rests[lane]
  }
  return (sum, rest)
}

/// Eight values from a place on.
@inline(__always)
func eight(_ values: Span<Double>, at start: Int) -> SIMD8<Double> {
  let part = values.extracting(start..<start &+ 8)
  return SIMD8(part[0], part[1], part[2], part[3], part[4], part[5], part[6], part[7])
}

/// How many values lie above each of some limits, and how many are NaN.
public func countsAbove(_ limits: [Double], _ values: Span<Double>) -> (above: [Int], missing: Int)
{
  var above = [SIMD8<Int64>](repeating: .zero, count: limits.count)
  var missing = SIMD8<Int64>.zero
  let whole = values.count & ~7
  var start = 0
  while start < whole {
    // Few enough to stay in the first-level cache while all limits pass over them.
    let end = min(start + 2_048, whole)
    for (place, limit) in limits.enumerated() {
      var count = above[place]
      var index = start
      while index < end {
        count &+= SIMD8<Int64>.zero.replacing(with: 1, where: eight(values, at: index) .> limit)
        index += 8
      }
      above[place] = count
    }
    var index = start
    while index < end {
      let next = eight(values, at: index)
      missing &+= SIMD8<Int64>.zero.replacing(with: 1, where: .!(next .== next))
      index += 8
    }
    start = end
  }
  var counts = above.map { Int($0.wrappedSum()) }
  var missingCount = Int(missing.wrappedSum())
  for index in whole..<values.count {
    let value = values[index]
    if value.isNaN { missingCount += 1 }
    for (place, limit) in limits.enumerated() where value > limit { counts[place] += 1 }
  }
  return (counts, missingCount)
}
