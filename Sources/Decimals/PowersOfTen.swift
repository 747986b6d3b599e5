/// Powers of ten in the three forms that reading and writing need.
enum PowersOfTen {
  /// 10^0 to 10^8.
  static let integers: [UInt64] = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
  ]

  /// 10^0 to 10^22, which are exact doubles.
  static let doubles: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// Exponents in `table`.
  ///
  /// With a significand of 1 to 19 digits everything below is less than half of the smallest double
  /// (10^19 · 10^-343 < 2.47e-324), everything above 308 more than the largest. Writing needs
  /// -292 to 324.
  static let exponents = -342...324

  /// A power of ten as 128 bits, rounded down: `high` · 2^64 + `low`, times 2^`binaryExponent`.
  struct Power {
    let high: UInt64
    let low: UInt64
    let binaryExponent: Int
    let isExact: Bool
  }

  /// 10^q for every q of `exponents`, from exact integers: about 0.1 ms, once.
  static let table: [Power] = negative.reversed() + positive

  /// 10^0 to 10^324: 5^q is multiplied up exactly, and its first 128 bits are kept.
  private static var positive: [Power] {
    var power = BigNatural(1)
    return (0...exponents.upperBound).map { exponent in
      if exponent > 0 { power.multiply(by: 5) }
      let (high, low, shift, isExact) = power.leading128Bits()
      return Power(high: high, low: low, binaryExponent: shift + exponent, isExact: isExact)
    }
  }

  /// 10^-1 to 10^-342: 2^1024 is divided by 5 again and again.
  ///
  /// Rounding down twice is rounding down once, ⌊⌊x / a⌋ / b⌋ = ⌊x / ab⌋, so each quotient is the
  /// exact 5^-q · 2^1024, rounded down; at least 229 bits of it are left, of which 128 are kept.
  private static var negative: [Power] {
    var quotient = BigNatural(1)
    quotient.shiftLeft(by: 1024)
    return (1...(-exponents.lowerBound)).map { exponent in
      quotient.divide(by: 5)
      let (high, low, shift, _) = quotient.leading128Bits()
      return Power(
        high: high, low: low, binaryExponent: shift - 1024 - exponent, isExact: false)
    }
  }
}
