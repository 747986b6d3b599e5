/// The double nearest to `significand` × 10^`exponent`.
///
/// Three ways, from the fast to the rare. Where both factors are exact doubles one division or
/// multiplication rounds once, which is the definition (Clinger). Else the power is taken from a
/// table of 128 bits, rounded down, so that the product is known to lie in a narrow interval; where
/// the whole interval rounds to one double, that is the answer. Else the exact integers decide.
///
/// > Source: Clinger, *How to Read Floating Point Numbers Accurately*, PLDI 1990; the second step
/// > after Lemire, *Number Parsing at a Gigabyte per Second*, Softw. Pract. Exp. 51(8), 2021, with
/// > an interval in place of its case distinctions.
@inline(__always)
func scaled(_ significand: UInt64, by exponent: Int) -> Double {
  if significand <= 1 << 53 {
    if exponent == 0 { return Double(Int64(bitPattern: significand)) }
    let value = Double(Int64(bitPattern: significand))
    if exponent < 0 && exponent >= -22 { return value / PowersOfTen.doubles[0 &- exponent] }
    if exponent > 0 && exponent <= 22 { return value * PowersOfTen.doubles[exponent] }
  }
  return scaledByTable(significand, by: exponent)
}

/// The second way, and the third where the second cannot tell.
@inline(never)
private func scaledByTable(_ significand: UInt64, by exponent: Int) -> Double {
  guard let bracket = Bracket(significand, by: exponent) else {
    return significand == 0 || exponent < 0 ? 0 : .infinity
  }
  if let bits = bracket.certainBits { return Double(bitPattern: bits) }
  return exactlyRounded(
    BigNatural(significand), by: exponent, below: bracket.lower.floorBits)
}

/// The magnitude of a number with more than 19 digits.
///
/// - Parameters:
///   - range: Where the digits stand, among them at most one point.
///   - exponent: The written exponent.
@inline(never)
func magnitude(ofDigits bytes: Span<UInt8>, in range: Range<Int>, exponent: Int) -> Double {
  let digits = SignificantDigits(bytes, in: range, exponent: exponent)
  guard let bracket = Bracket(digits.first19, by: digits.exponentOf19) else {
    return digits.first19 == 0 || digits.exponentOf19 < 0 ? 0 : .infinity
  }
  let bits = digits.isTruncated ? bracket.certainBitsOfTruncated : bracket.certainBits
  if let bits { return Double(bitPattern: bits) }
  let (natural, power) = digits.natural(bytes)
  return exactlyRounded(natural, by: power, below: bracket.lower.floorBits)
}

/// What is known of `significand` × 10^`exponent` from the table: its first 64 bits, rounded down,
/// and whether the error can reach them.
struct Bracket {
  /// What the first 64 bits round to.
  let lower: Rounding

  /// The product rounded down: 64 bits, the next 64, and whether any follow.
  private let high: UInt64
  private let middle: UInt64
  private let hasRest: Bool

  private let isExact: Bool
  private let shift: UInt64
  private let binaryExponent: Int

  /// Multiplies; nil where the product is 0 or beyond all doubles for certain.
  @inline(__always)
  init?(_ significand: UInt64, by exponent: Int) {
    guard significand != 0, PowersOfTen.exponents.contains(exponent) else { return nil }
    let power = PowersOfTen.table[exponent &- PowersOfTen.exponents.lowerBound]
    shift = UInt64(significand.leadingZeroBitCount)
    let factor = significand << shift

    // 64 × 128 bits: the true product is that plus less than `factor`.
    let upper = factor.multipliedFullWidth(by: power.high)
    let under = factor.multipliedFullWidth(by: power.low)
    let (sum, carry) = upper.low.addingReportingOverflow(under.high)
    high = upper.high &+ (carry ? 1 : 0)
    middle = sum
    hasRest = sum != 0 || under.low != 0
    isExact = power.isExact
    binaryExponent = power.binaryExponent &- Int(shift) &+ 128
    lower = Rounding(high, exponent: binaryExponent)
  }

  /// The double, as bits, where the error of the table cannot change it.
  ///
  /// The error is below 2^64, one unit of `middle`: unless `middle` is all ones it stays out of
  /// `high`, and where there was a rest there still is one.
  @inline(__always)
  var certainBits: UInt64? {
    if isExact { return lower.nearestBits(hasRest: hasRest) }
    return middle != .max && hasRest ? lower.nearestBits(hasRest: true) : nil
  }

  /// The same where the true significand is more than the given one, by less than 1.
  ///
  /// One more in the significand is the power times 2^`shift` more: below 2^`shift` + 2 units of
  /// `high`, the errors included.
  var certainBitsOfTruncated: UInt64? {
    let (above, overflow) = high.addingReportingOverflow((1 << shift) &+ 2)
    guard !overflow else { return nil }
    let least = lower.nearestBits(hasRest: false)
    let most = Rounding(above, exponent: binaryExponent).nearestBits(hasRest: true)
    return least == most ? least : nil
  }
}

/// A 64-bit number times a power of two, cut to the 53 bits of a double (fewer where subnormal).
struct Rounding {
  /// The double not above, as bits; infinity beyond the range.
  let floorBits: UInt64

  private let half: Bool
  private let rest: Bool

  /// - Parameter value: Not 0.
  init(_ value: UInt64, exponent: Int) {
    let lead = value.leadingZeroBitCount
    let top = exponent &+ 63 &- lead
    if top > 1023 {
      (floorBits, half, rest) = (Double.infinity.bitPattern, false, false)
      return
    }
    let width = top >= -1022 ? 53 : 53 &- (-1022 &- top)
    guard width >= 0 else {
      (floorBits, half, rest) = (0, false, true)
      return
    }
    let dropped = UInt64(truncatingIfNeeded: 64 &- lead &- width)
    let kept = value >> dropped
    half = (value >> (dropped &- 1)) & 1 == 1
    rest = value & ((1 << (dropped &- 1)) &- 1) != 0
    // The leading bit of a normal number adds itself to the exponent field.
    floorBits = top >= -1022 ? (UInt64(truncatingIfNeeded: top &+ 1022) << 52) &+ kept : kept
  }

  /// The nearest double, ties to even; one more is the next double, or infinity after the last.
  ///
  /// - Parameter hasRest: Whether the true value is a little more than the 64 bits say.
  func nearestBits(hasRest: Bool) -> UInt64 {
    half && (rest || hasRest || floorBits & 1 == 1) ? floorBits &+ 1 : floorBits
  }
}
