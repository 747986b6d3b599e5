/// Kinds of texts that a reader of decimals gets wrong first.
enum TextFamily: CaseIterable {
  case printedBits, printedSubnormals, randomDigits, eightDecimals, wideIntegers, hugeExponents
  case manyDigits, halfways

  /// How many of them are compared.
  var count: Int {
    switch self {
    case .printedBits, .randomDigits: 300_000
    case .printedSubnormals, .wideIntegers: 100_000
    case .eightDecimals: 200_000
    case .hugeExponents: 50_000
    case .manyDigits: 20_000
    case .halfways: 150_000
    }
  }

  /// The next text of the family.
  func text(_ index: Int, _ random: inout SplitMix) -> [UInt8] {
    switch self {
    case .printedBits:
      Array(finiteDouble(&random).description.utf8)
    case .printedSubnormals:
      Array(
        Double(bitPattern: random.next() >> UInt64.random(in: 11...63, using: &random))
          .description.utf8)
    case .randomDigits:
      decimal(digitCount: 1...25, exponents: -345...310, &random)
    case .eightDecimals:
      sign(&random) + digits(Int.random(in: 1...5, using: &random), &random)
        + [UInt8(ascii: ".")] + anyDigits(Int.random(in: 7...10, using: &random), &random)
    case .wideIntegers:
      wideInteger(index, &random)
    case .hugeExponents:
      decimal(digitCount: 1...40, exponents: -5000...5000, &random)
    case .manyDigits:
      decimal(digitCount: 400...900, exponents: -1200...300, &random)
    case .halfways:
      halfway(index, &random)
    }
  }

  private func finiteDouble(_ random: inout SplitMix) -> Double {
    while true {
      let value = Double(bitPattern: random.next())
      if value.isFinite { return value }
    }
  }

  private func sign(_ random: inout SplitMix) -> [UInt8] {
    random.next() & 1 == 0 ? [] : [UInt8(ascii: "-")]
  }

  private func anyDigits(_ count: Int, _ random: inout SplitMix) -> [UInt8] {
    var digits = [UInt8](repeating: 0x30, count: count)
    var bits: UInt64 = 0
    for index in digits.indices {
      if index % 12 == 0 { bits = random.next() >> 8 }
      digits[index] += UInt8(bits % 10)
      bits /= 10
    }
    return digits
  }

  /// Digits that begin with no needless zero.
  private func digits(_ count: Int, _ random: inout SplitMix) -> [UInt8] {
    var digits = anyDigits(count, &random)
    if count > 1, digits[0] == 0x30 { digits[0] = 0x31 }
    return digits
  }

  private func decimal(
    digitCount: ClosedRange<Int>, exponents: ClosedRange<Int>, _ random: inout SplitMix
  ) -> [UInt8] {
    let count = Int.random(in: digitCount, using: &random)
    let point = Int.random(in: 0...count, using: &random)
    var text = sign(&random)
    text += point == 0 ? [0x30] : digits(point, &random)
    if point < count {
      text.append(UInt8(ascii: "."))
      // Now and then many zeros first, which count as digits but not as significant ones.
      if random.next() % 8 == 0 { text += [UInt8](repeating: 0x30, count: 30) }
      text += anyDigits(count - point, &random)
    }
    if random.next() % 4 != 0 {
      text += "e\(Int.random(in: exponents, using: &random))".utf8
    }
    return text
  }

  /// Integers around and beyond 2^53, many of them in the middle between two doubles, with and
  /// without a fraction of zeros.
  private func wideInteger(_ index: Int, _ random: inout SplitMix) -> [UInt8] {
    let shift = UInt64.random(in: 0...10, using: &random)
    let significand = 1 << 53 | (random.next() >> 11) | 1
    let text = Array(String(significand << shift).utf8)
    return switch index % 3 {
    case 0: text
    case 1: text + ".0".utf8
    default: text + "00e-2".utf8
    }
  }

  /// The middle between two neighbours in all its digits; the same and a little more; and less.
  private func halfway(_ index: Int, _ random: inout SplitMix) -> [UInt8] {
    let bits =
      index % 5 == 0 ? random.next() >> 12 : finiteDouble(&random).magnitude.bitPattern
    var (digits, exponent) = exactMiddle(above: bits)
    switch index % 3 {
    case 0: break
    case 1:
      digits += [UInt8](repeating: 0x30, count: Int(random.next() % 30)) + [0x31]
      exponent -= digits.count - exactMiddle(above: bits).digits.count
    default:
      // The last digit of a middle is never 0 after the zeros are off: one less and then nines.
      while digits.last == 0x30 {
        digits.removeLast()
        exponent += 1
      }
      digits[digits.count - 1] -= 1
      digits.append(0x39)
      exponent -= 1
    }
    return digits + "e\(exponent)".utf8
  }
}
