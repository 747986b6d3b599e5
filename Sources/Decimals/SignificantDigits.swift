/// Where the digits of a long number count: without zeros before the first.
struct SignificantDigits {
  /// More digits than this never matter one by one: the middle between two doubles has at most 767,
  /// so after 800 it is enough to know whether anything follows.
  static let limit = 800

  /// The first 19 digits (or fewer) as a number.
  let first19: UInt64

  /// The power of ten that belongs to `first19`.
  let exponentOf19: Int

  /// Whether a digit other than 0 follows the first 19.
  let isTruncated: Bool

  private let range: Range<Int>
  private let pointExponent: Int

  /// Counts over the digits, which may hold one point.
  init(_ bytes: Span<UInt8>, in range: Range<Int>, exponent: Int) {
    var significand: UInt64 = 0
    var count = 0
    var power = exponent
    var isTruncated = false
    var isFraction = false
    var first = range.upperBound
    for offset in range {
      let digit = bytes[offset] &- zero
      guard digit < 10 else {
        isFraction = true
        continue
      }
      if count == 0 && digit != 0 { first = offset }
      if count > 0 || digit != 0 {
        if count < 19 {
          significand = significand &* 10 &+ UInt64(digit)
          count += 1
          if isFraction { power -= 1 }
        } else {
          if digit != 0 { isTruncated = true }
          if !isFraction { power += 1 }
        }
      } else if isFraction {
        power -= 1
      }
    }
    first19 = significand
    exponentOf19 = power
    self.isTruncated = isTruncated
    self.range = first..<range.upperBound
    pointExponent = power + count
  }

  /// All digits as a natural number, with the power of ten that belongs to it.
  ///
  /// After `limit` digits a single 1 stands for any rest, which keeps the order to every middle.
  func natural(_ bytes: Span<UInt8>) -> (BigNatural, exponent: Int) {
    var natural = BigNatural(0)
    var count = 0
    var hasRest = false
    var chunk: UInt64 = 0
    var scale: UInt64 = 1
    for offset in range {
      let digit = bytes[offset] &- zero
      guard digit < 10 else { continue }
      guard count < Self.limit else {
        if digit != 0 { hasRest = true }
        if hasRest { break }
        continue
      }
      chunk = chunk * 10 + UInt64(digit)
      scale *= 10
      count += 1
      if scale == 1_000_000_000_000_000_000 {
        natural.multiply(by: scale, adding: chunk)
        (chunk, scale) = (0, 1)
      }
    }
    natural.multiply(by: scale, adding: chunk)
    if hasRest {
      natural.multiply(by: 10, adding: 1)
      count += 1
    }
    return (natural, pointExponent - count)
  }
}
