import Glibc

/// The Yeo-Johnson transform: a power for numbers on both sides of 0 that makes them look more
/// normal.
///
/// > Source: Yeo and Johnson, *A New Family of Power Transformations to Improve Normality or
/// > Symmetry*, Biometrika 87(4), 2000.
enum YeoJohnson {
  /// The transformed value; infinite where it leaves the range of a double.
  @inline(__always)
  static func apply(_ value: Double, lambda: Double) -> Double {
    ofLogarithm(logarithm(of: value), lambda: lambda)
  }

  /// ln(1 + |x|) with the sign of x.
  @inline(__always)
  static func logarithm(of value: Double) -> Double {
    value < 0 ? -log1p(-value) : log1p(value)
  }

  /// The transformed value of the number whose ``logarithm(of:)`` this is.
  @inline(__always)
  static func ofLogarithm(_ logarithm: Double, lambda: Double) -> Double {
    // ((x + 1)^λ - 1) / λ, and its mirror image with 2 - λ below 0, without loss near 0.
    if logarithm < 0 {
      let mirrored = 2 - lambda
      return mirrored.magnitude > .ulpOfOne ? -expm1(-logarithm * mirrored) / mirrored : logarithm
    }
    return lambda.magnitude > .ulpOfOne ? expm1(logarithm * lambda) / lambda : logarithm
  }

  /// The value whose transformed value this is; NaN where there is none.
  static func invert(_ result: Double, lambda: Double) -> Double {
    let exponent = result < 0 ? 2 - lambda : lambda
    let size = result.magnitude
    let logarithm = exponent.magnitude > .ulpOfOne ? log1p(size * exponent) / exponent : size
    return result < 0 ? -expm1(logarithm) : expm1(logarithm)
  }
}
