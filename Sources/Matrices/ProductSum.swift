/// A sum of products of two whole numbers of 96 bits, without rounding.
///
/// For values times weights: both are whole numbers of ``ExactSums``, so a product has up to 192
/// bits, and the sum of as many as 2²⁹ of them 221. The numbers are cut in halves of 48 bits, whose
/// products fit in an `Int128` with room for that many.
public struct ProductSum: Equatable, Sendable {
  /// What counts 2⁹⁶, 2⁴⁸ and 1.
  private var high: Int128 = 0
  private var middle: Int128 = 0
  private var low: Int128 = 0

  /// The sum of nothing.
  public init() {}

  /// Adds a product.
  public mutating func add(_ value: Int128, times weight: Int128) {
    let (values, weights) = (halves(value), halves(weight))
    high &+= values.high &* weights.high
    middle &+= values.high &* weights.low &+ values.low &* weights.high
    low &+= values.low &* weights.low
  }

  /// Takes a product away again.
  public mutating func subtract(_ value: Int128, times weight: Int128) {
    let (values, weights) = (halves(value), halves(weight))
    high &-= values.high &* weights.high
    middle &-= values.high &* weights.low &+ values.low &* weights.high
    low &-= values.low &* weights.low
  }

  /// Adds another sum.
  public static func &+= (sum: inout ProductSum, other: ProductSum) {
    sum.high &+= other.high
    sum.middle &+= other.middle
    sum.low &+= other.low
  }

  /// The quotient by the sum of the weights, rounded towards 0.
  ///
  /// - Parameter weight: The sum of the weights that were added, above 0; then the quotient lies
  ///   among the values.
  func quotient(by weight: Int128) -> Int128 {
    // 256 bits: what each part has below and above 2¹²⁸, and what is carried over.
    var upper = (low >> 127) &+ (middle >> 80) &+ (high >> 32)
    var lower = UInt128(truncatingIfNeeded: low)
    for part in [
      UInt128(truncatingIfNeeded: middle) &<< 48, UInt128(truncatingIfNeeded: high) &<< 96,
    ] {
      let (sum, carries) = lower.addingReportingOverflow(part)
      lower = sum
      if carries { upper &+= 1 }
    }
    let isNegative = upper < 0
    if isNegative {
      lower = ~lower &+ 1
      upper = ~upper &+ (lower == 0 ? 1 : 0)
    }
    let magnitude = weight.magnitude.dividingFullWidth((UInt128(upper.magnitude), lower)).quotient
    let quotient = Int128(truncatingIfNeeded: magnitude)
    return isNegative ? 0 &- quotient : quotient
  }
}

/// A number as 2⁴⁸ · high + low, with low not negative.
@inline(__always)
private func halves(_ number: Int128) -> (high: Int128, low: Int128) {
  (number >> 48, number & 0xFFFF_FFFF_FFFF)
}
