/// Sums of the columns of a table as whole numbers, so that no order of adding changes a bit.
///
/// Every value is written as a whole multiple of 2⁻⁹⁶ times the power of two above the column's
/// largest magnitude. All bits of values down to 2⁻⁴³ of that magnitude are kept, and those of
/// smaller ones down to 2⁻⁹⁶ of it; so sums are the true sums, taking a value away undoes adding
/// it, and the mean of equal values is that value. Up to 2³⁰ values fit in one sum.
///
/// A value is cut in two parts of 50 and 46 bits, each rounded to a whole number by adding 1.5·2⁵²,
/// which costs an addition where a conversion to `Int128` costs 23 ns.
public struct ExactSums: Sendable {
  private static let magic = 0x1.8p52
  private static let magicBits = Int64(bitPattern: magic.bitPattern)

  /// Per column: what brings its largest magnitude just below 2⁵⁰.
  public let scales: [Double]

  /// Number of columns.
  public var columnCount: Int { scales.count }

  /// Fits the scales to columns.
  ///
  /// - Parameter largestMagnitudes: The largest absolute value of each column, finite.
  public init(largestMagnitudes: [Double]) {
    scales = largestMagnitudes.map { magnitude in
      guard magnitude > 0 else { return 1 }
      // A magnitude below 2^-950 would need a scale beyond the range of a double.
      let exponent = max(Int(magnitude.exponent) + 1, -950)
      return Double(sign: .plus, exponent: 50 - exponent, significand: 1)
    }
  }

  /// A value of a column as a whole number.
  ///
  /// - Parameters:
  ///   - value: Not larger in magnitude than the column's largest.
  ///   - column: Which column it is of.
  @inline(__always)
  public func whole(_ value: Double, column: Int) -> Int128 {
    let scaled = value * scales[column]
    let shifted = scaled + Self.magic
    let high = Int64(bitPattern: shifted.bitPattern) &- Self.magicBits
    let rest = (scaled - (shifted - Self.magic)) * 0x1p46
    let low = Int64(bitPattern: (rest + Self.magic).bitPattern) &- Self.magicBits
    return Self.whole(high: high, low: low)
  }

  /// The whole number of both parts, or the sum of such of the sums of the parts.
  @inline(__always)
  public static func whole(high: Int64, low: Int64) -> Int128 {
    Int128(truncatingIfNeeded: high) &<< 46 &+ Int128(truncatingIfNeeded: low)
  }

  /// The mean of values of a column whose whole numbers add up to a sum.
  ///
  /// - Parameters:
  ///   - sum: The sum of the whole numbers.
  ///   - count: How many were added, at least 1.
  ///   - column: Which column they are of.
  public func mean(_ sum: Int128, count: Int, column: Int) -> Double {
    value(sum / Int128(count), column: column)
  }

  /// The mean of values of a column whose whole numbers, times weights, add up to a sum.
  ///
  /// Whole weights give the bits of as many equal values.
  ///
  /// - Parameters:
  ///   - sum: The sum of the products.
  ///   - weight: The sum of the weights, whole numbers of any scale, above 0.
  ///   - column: Which column the values are of.
  public func mean(_ sum: ProductSum, weight: Int128, column: Int) -> Double {
    value(sum.quotient(by: weight), column: column)
  }

  /// The value of a column, or a sum of such, that a whole number stands for.
  public func value(_ quotient: Int128, column: Int) -> Double {
    // Of the magnitude: the lower half of a small negative number would be nearly 2⁶⁴, and rounded.
    let magnitude = quotient.magnitude
    let high = Double(UInt64(truncatingIfNeeded: magnitude &>> 64)) * 0x1p64
    let low = Double(UInt64(truncatingIfNeeded: magnitude))
    let mean = (high + low) * 0x1p-46 / scales[column]
    return quotient < 0 ? -mean : mean
  }
}
