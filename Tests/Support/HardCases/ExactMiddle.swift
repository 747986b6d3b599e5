/// The middle between a double and the next as digits and a power of ten, by schoolbook arithmetic
/// in base 10^9 that shares nothing with the code under test.
func exactMiddle(above bits: UInt64) -> (digits: [UInt8], exponent: Int) {
  let field = Int(bits >> 52)
  let fraction = bits & ((1 << 52) - 1)
  let middle = 2 * (field == 0 ? fraction : fraction | 1 << 52) + 1
  let power = max(field, 1) - 1076
  var limbs: [UInt64] = [middle % 1_000_000_000, middle / 1_000_000_000]
  var rest = abs(power)
  // m · 2^-p = m · 5^p · 10^-p.
  let (base, step): (UInt64, Int) = power < 0 ? (5, 13) : (2, 31)
  while rest > 0 {
    let count = min(rest, step)
    var factor: UInt64 = 1
    for _ in 0..<count { factor *= base }
    var carry: UInt64 = 0
    for index in limbs.indices {
      let product = limbs[index] * factor + carry
      limbs[index] = product % 1_000_000_000
      carry = product / 1_000_000_000
    }
    while carry > 0 {
      limbs.append(carry % 1_000_000_000)
      carry /= 1_000_000_000
    }
    rest -= count
  }
  var digits: [UInt8] = []
  for limb in limbs.reversed() {
    var divisor: UInt64 = 100_000_000
    while divisor > 0 {
      digits.append(0x30 + UInt8(limb / divisor % 10))
      divisor /= 10
    }
  }
  return (Array(digits.drop { $0 == 0x30 }), min(power, 0))
}
