/// The shortest decimal within a double's rounding interval, and of those the nearest to it.
struct ShortestDigits {
  /// The digits as an integer, possibly with zeros at the end; not 0.
  let digits: UInt64

  /// The power of ten that belongs to them.
  let exponent: Int

  /// - Parameter value: Positive and finite.
  ///
  /// The double is c · 2^q, and its interval reaches to the middles with its neighbours. All three
  /// are scaled by a power of ten to numbers of at most 17 digits; the scaling keeps 64 bits and the
  /// knowledge whether anything follows, which is proven to be enough to compare them rightly.
  ///
  /// > Source: Giulietti, *The Schubfach way to render doubles*, 2020, sections 8 and 9.
  @inline(__always)
  init(_ value: Double) {
    let bits = value.bitPattern
    let fraction = bits & ((1 << 52) &- 1)
    let field = Int(truncatingIfNeeded: bits >> 52) & 2047
    let significand = field == 0 ? fraction : fraction | 1 << 52
    let q = max(field, 1) &- 1075

    // Below a power of two the doubles lie twice as close.
    let isLowerCloser = fraction == 0 && field > 1
    let lowerFactor = 4 &* significand &- (isLowerCloser ? 1 : 2)
    let upperFactor = 4 &* significand &+ 2

    // k = ⌊log10 of the interval's width⌋: 2^q, or 3/4 of it.
    let k = (q &* 1_262_611 &- (isLowerCloser ? 524_031 : 0)) >> 22
    let power = PowersOfTen.table[0 &- k &- PowersOfTen.exponents.lowerBound]
    let shift = UInt64(truncatingIfNeeded: q &+ power.binaryExponent &+ 128)
    let scale = Scale(power)
    let lowerEnd = scale.product(lowerFactor << shift)
    let scaled = scale.product((4 &* significand) << shift)
    let upperEnd = scale.product(upperFactor << shift)

    // The ends belong to the interval where ties to even lead to this double.
    let isOdd = significand & 1
    let lower = lowerEnd &+ isOdd
    let upper = upperEnd &- isOdd

    let quarter = scaled / 4
    if quarter >= 10 {
      let short = quarter / 10
      let isBelowInside = lower <= 40 &* short
      let isAboveInside = 40 &* short &+ 40 <= upper
      if isBelowInside != isAboveInside {
        digits = short &+ (isAboveInside ? 1 : 0)
        exponent = k &+ 1
        return
      }
    }
    let isBelowInside = lower <= 4 &* quarter
    let isAboveInside = 4 &* quarter &+ 4 <= upper
    if isBelowInside != isAboveInside {
      digits = quarter &+ (isAboveInside ? 1 : 0)
    } else {
      let middle = 4 &* quarter &+ 2
      let roundsUp = scaled > middle || (scaled == middle && quarter & 1 == 1)
      digits = quarter &+ (roundsUp ? 1 : 0)
    }
    exponent = k
  }
}

/// A power of ten as 128 bits, rounded up, to multiply by.
private struct Scale {
  private let high: UInt64
  private let low: UInt64

  @inline(__always)
  init(_ power: PowersOfTen.Power) {
    let (sum, carry) = power.low.addingReportingOverflow(power.isExact ? 0 : 1)
    low = sum
    high = power.high &+ (carry ? 1 : 0)
  }

  /// The first 64 of 192 bits; the last of them is set where anything follows (round to odd).
  @inline(__always)
  func product(_ factor: UInt64) -> UInt64 {
    let under = low.multipliedFullWidth(by: factor).high
    let upper = high.multipliedFullWidth(by: factor)
    let (middle, carry) = upper.low.addingReportingOverflow(under)
    return (upper.high &+ (carry ? 1 : 0)) | (middle > 1 ? 1 : 0)
  }
}
