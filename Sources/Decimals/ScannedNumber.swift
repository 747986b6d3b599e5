/// A number found in a text, and where it ends.
public struct ScannedNumber: Equatable, Sendable {
  /// The nearest double, ±infinity beyond the range.
  public let value: Double

  /// Offset of the first byte after the number.
  public let end: Int

  /// Whether the number is written without point and exponent.
  public let isInteger: Bool

  /// Keeps all three.
  @inline(__always)
  public init(value: Double, end: Int, isInteger: Bool) {
    self.value = value
    self.end = end
    self.isInteger = isInteger
  }
}

/// Reads the JSON number that begins at `start`, as far as it goes; allocates nothing in the usual
/// case (up to 19 digits).
///
/// What follows the number is not looked at: the caller decides which bytes may stand there.
///
/// - Returns: nil where no number begins, or where it breaks off (`1.`, `1e`, `-`, `01`).
@inline(__always)
public func scanNumber(_ bytes: Span<UInt8>, from start: Int) -> ScannedNumber? {
  var position = start
  let isNegative = byte(of: bytes, at: position) == UInt8(ascii: "-")
  if isNegative { position &+= 1 }

  let integerStart = position
  var significand: UInt64 = 0
  var next = appendDigits(bytes, &position, &significand)
  let integerCount = position &- integerStart
  guard integerCount == 1 || (integerCount > 1 && byte(of: bytes, at: integerStart) != zero) else {
    return nil
  }

  var fractionCount = 0
  if next == UInt8(ascii: ".") {
    position &+= 1
    let fractionStart = position
    next = appendDigits(bytes, &position, &significand)
    fractionCount = position &- fractionStart
    guard fractionCount > 0 else { return nil }
  }

  let digitsEnd = position
  var exponent = 0
  var isInteger = fractionCount == 0
  if next | 0x20 == UInt8(ascii: "e") {
    guard let written = scanExponent(bytes, &position) else { return nil }
    exponent = written
    isInteger = false
  }

  let magnitude =
    if integerCount &+ fractionCount <= 19 {
      scaled(significand, by: exponent &- fractionCount)
    } else {
      magnitude(ofDigits: bytes, in: integerStart..<digitsEnd, exponent: exponent)
    }
  return ScannedNumber(
    value: isNegative ? -magnitude : magnitude, end: position, isInteger: isInteger)
}

/// The number that begins at `start`, where it is as most are: without exponent, and at most seven
/// digits before the point and seven behind it; nil for others, which ``scanNumber(_:from:)`` reads.
///
/// Nothing here branches on how many digits there are, which no processor can foresee: rows of
/// numbers with four decimals take a third less time.
@inline(__always)
public func scanShortNumber(_ bytes: Span<UInt8>, from start: Int) -> ScannedNumber? {
  let isNegative = byte(of: bytes, at: start) == UInt8(ascii: "-")
  let wholeStart = start &+ (isNegative ? 1 : 0)
  let whole = eightBytes(of: bytes, at: wholeStart)
  let wholeCount = leadingDigitCount(of: whole)
  guard wholeCount > 0, wholeCount < 8, !beginsWithSpareZero(whole, wholeCount) else { return nil }
  var significand = number(ofDigits: whole, count: wholeCount)
  var next = byte(of: whole, at: wholeCount)
  var end = wholeStart &+ wholeCount
  var value = Double(Int64(bitPattern: significand))
  let isInteger = next != UInt8(ascii: ".")
  if !isInteger {
    let part = eightBytes(of: bytes, at: end &+ 1)
    let count = leadingDigitCount(of: part)
    guard count > 0, count < 8 else { return nil }
    significand =
      significand &* PowersOfTen.integers[count] &+ number(ofDigits: part, count: count)
    next = byte(of: part, at: count)
    end &+= 1 &+ count
    // Both are exact, so the one division rounds as the definition does (Clinger).
    value = Double(Int64(bitPattern: significand)) / PowersOfTen.doubles[count]
  }
  guard next | 0x20 != UInt8(ascii: "e") else { return nil }
  let sign: UInt64 = isNegative ? 1 &<< 63 : 0
  return ScannedNumber(
    value: Double(bitPattern: value.bitPattern | sign), end: end, isInteger: isInteger)
}

/// Appends the digits at `position` to a number; beyond 19 digits it wraps and is of no use.
///
/// Eight digits at once are taken by a branch of their own: there the next position does not wait
/// for the count, which is half of the time of a number with eight decimals.
///
/// - Returns: The byte after the digits.
@inline(__always)
private func appendDigits(
  _ bytes: Span<UInt8>, _ position: inout Int, _ significand: inout UInt64
) -> UInt8 {
  while true {
    let word = eightBytes(of: bytes, at: position)
    let count = leadingDigitCount(of: word)
    guard count == 8 else {
      guard count > 0 else { return byte(of: word, at: 0) }
      significand =
        significand &* PowersOfTen.integers[count] &+ number(ofDigits: word, count: count)
      position &+= count
      return byte(of: word, at: count)
    }
    significand = significand &* 100_000_000 &+ number(ofDigits: word, count: 8)
    position &+= 8
    let next = byte(of: bytes, at: position)
    guard next &- zero < 10 else { return next }
  }
}

/// Reads an exponent from its `e` on; nil where no digit follows.
///
/// An exponent above 10^15 stops growing: no message holds enough digits to bring it back.
@inline(never)
private func scanExponent(_ bytes: Span<UInt8>, _ position: inout Int) -> Int? {
  position &+= 1
  let sign = byte(of: bytes, at: position)
  if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { position &+= 1 }
  let start = position
  var exponent = 0
  while case let digit = byte(of: bytes, at: position) &- zero, digit < 10 {
    if exponent < 1_000_000_000_000_000 { exponent = exponent &* 10 &+ Int(digit) }
    position &+= 1
  }
  guard position > start else { return nil }
  return sign == UInt8(ascii: "-") ? 0 &- exponent : exponent
}

let zero = UInt8(ascii: "0")
