/// The digits of a number and where its point goes: `0.00012`, `12.5`, `1.25e+100`.
struct DigitLayout {
  /// The digits, the first one, then eight, then eight, in ASCII; 17 in all with zeros at the end.
  private let first: UInt8
  private let middle: UInt64
  private let last: UInt64

  /// Digits without the zeros at the end.
  private let count: Int

  /// The power of ten of the first digit.
  private let exponent: Int

  /// Brings the digits to 17 and cuts them in three.
  @inline(__always)
  init(_ shortest: ShortestDigits) {
    let length = digitCount(of: shortest.digits)
    let padded = shortest.digits &* powersOfTen[17 &- length]
    let (head, tail) = padded.quotientAndRemainder(dividingBy: 10_000_000_000_000_000)
    let (upper, under) = tail.quotientAndRemainder(dividingBy: 100_000_000)
    first = zero &+ UInt8(truncatingIfNeeded: head)
    middle = eightDigits(of: upper)
    last = eightDigits(of: under)
    exponent = shortest.exponent &+ length &- 1
    count =
      if under != 0 {
        17 &- zerosAtEnd(last)
      } else if upper != 0 {
        9 &- zerosAtEnd(middle)
      } else {
        1
      }
  }

  /// Puts the number into bytes with room for it; the offset after it.
  @inline(__always)
  func put(into bytes: inout MutableSpan<UInt8>, at start: Int) -> Int {
    var position = start
    if exponent >= 16 || exponent < -4 {
      position = putDigits(0..<1, into: &bytes, at: position)
      if count > 1 {
        position = putPoint(into: &bytes, at: position)
        position = putDigits(1..<count, into: &bytes, at: position)
      }
      return putExponent(into: &bytes, at: position)
    }
    if exponent < 0 {
      bytes[position] = zero
      position = putPoint(into: &bytes, at: position &+ 1)
      for _ in 0..<(-1 &- exponent) {
        bytes[position] = zero
        position &+= 1
      }
      return putDigits(0..<count, into: &bytes, at: position)
    }
    // Whole numbers below 10^16 are written elsewhere, so digits are left for after the point.
    let wholeCount = min(exponent &+ 1, count)
    position = putDigits(0..<wholeCount, into: &bytes, at: position)
    position = putPoint(into: &bytes, at: position)
    return putDigits(wholeCount..<count, into: &bytes, at: position)
  }

  @inline(__always)
  private func putDigits(
    _ range: Range<Int>, into bytes: inout MutableSpan<UInt8>, at start: Int
  ) -> Int {
    var position = start
    for index in range {
      bytes[position] =
        if index == 0 {
          first
        } else if index <= 8 {
          byte(of: middle, at: index &- 1)
        } else {
          byte(of: last, at: index &- 9)
        }
      position &+= 1
    }
    return position
  }

  @inline(__always)
  private func putPoint(into bytes: inout MutableSpan<UInt8>, at position: Int) -> Int {
    bytes[position] = UInt8(ascii: ".")
    return position &+ 1
  }

  private func putExponent(into bytes: inout MutableSpan<UInt8>, at start: Int) -> Int {
    bytes[start] = UInt8(ascii: "e")
    bytes[start &+ 1] = exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+")
    return putText(of: Int64(exponent.magnitude), into: &bytes, at: start &+ 2)
  }
}

/// The eight digits of a number below 10^8 in ASCII, the first one lowest.
///
/// Each step parts every lane in two at once: 4 + 4 digits, 2 + 2, 1 + 1; the factors are 1 / 100 and
/// 1 / 10 in fixed point, exact for lanes below 10,000 and below 100.
@inline(__always)
func eightDigits(of value: UInt64) -> UInt64 {
  let (upper, under) = value.quotientAndRemainder(dividingBy: 10_000)
  let fours = upper | under << 32
  let hundreds = ((fours &* 10_486) >> 20) & 0x0000_007F_0000_007F
  let twos = hundreds | (fours &- 100 &* hundreds) << 16
  let tens = ((twos &* 103) >> 10) & 0x000F_000F_000F_000F
  return (tens | (twos &- 10 &* tens) << 8) | 0x3030_3030_3030_3030
}

@inline(__always)
private func zerosAtEnd(_ word: UInt64) -> Int {
  (word ^ 0x3030_3030_3030_3030).leadingZeroBitCount / 8
}

/// How many decimal digits a number below 10^17 has; not 0.
@inline(__always)
private func digitCount(of value: UInt64) -> Int {
  // log10(2) is 1233 / 4096 within reach; the estimate is right or one too low.
  let estimate = ((64 &- value.leadingZeroBitCount) &* 1233) >> 12
  return value >= powersOfTen[estimate] ? estimate &+ 1 : estimate
}

/// 10^0 to 10^19.
private let powersOfTen: [UInt64] = [
  1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
  1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
  1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
]
