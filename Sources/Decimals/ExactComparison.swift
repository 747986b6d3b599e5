/// Rounds `natural` × 10^`exponent` where only the exact integers can tell.
///
/// - Parameter floorBits: A double, as bits, that is not above the number, while the number is well
///   below the double after the next: so the answer is this one or the next, and the middle between
///   them decides.
func exactlyRounded(
  _ natural: BigNatural, by exponent: Int, below floorBits: UInt64
) -> Double {
  let field = Int(floorBits >> 52)
  guard field < 2047 else { return .infinity }
  let fraction = floorBits & ((1 << 52) - 1)
  // The middle between m · 2^e and (m + 1) · 2^e is (2m + 1) · 2^(e - 1).
  let significand = field == 0 ? fraction : fraction | 1 << 52
  let middleExponent = max(field, 1) - 1076
  var middle = BigNatural(2 * significand + 1)
  var number = natural

  // Both sides become integers: fives and twos of 10^q go where their exponent is positive.
  if exponent >= 0 {
    number.multiply(byPowerOfFive: exponent)
  } else {
    middle.multiply(byPowerOfFive: -exponent)
  }
  let shift = exponent - middleExponent
  if shift >= 0 {
    number.shiftLeft(by: shift)
  } else {
    middle.shiftLeft(by: -shift)
  }

  let order = number.compared(to: middle)
  let roundsUp = order > 0 || (order == 0 && floorBits & 1 == 1)
  return Double(bitPattern: roundsUp ? floorBits + 1 : floorBits)
}
