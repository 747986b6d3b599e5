import Decimals

// The tokens, each checked from its first byte on; the result is the offset after it.

/// Checks a number.
///
/// - Returns: Its end, the byte there, and whether the number is so long or has such an exponent that
///   it may be beyond double range.
@inline(__always)
func endOfNumber(
  _ bytes: Span<UInt8>, _ start: Int
) throws(JSONError) -> (end: Int, next: UInt8, mayOverflow: Bool) {
  let isNegative = byte(of: bytes, at: start) == UInt8(ascii: "-")
  let integerStart = isNegative ? start &+ 1 : start
  var (position, next) = endOfDigits(bytes, integerStart)
  let integerCount = position &- integerStart
  guard
    integerCount == 1 || integerCount > 1 && byte(of: bytes, at: integerStart) != UInt8(ascii: "0")
  else {
    throw .badInteger(bytes, start, integerStart, end: position)
  }

  if next == UInt8(ascii: ".") {
    let fractionStart = position &+ 1
    (position, next) = endOfDigits(bytes, fractionStart)
    guard position > fractionStart else { throw .noFraction(bytes, fractionStart) }
  }

  guard next | 0x20 == UInt8(ascii: "e") else {
    return (position, next, integerCount > 300)
  }
  position = try endOfExponent(bytes, position)
  return (position, byte(of: bytes, at: position), true)
}

/// - Returns: The offset after the digits, and the byte there.
@inline(__always)
private func endOfDigits(_ bytes: Span<UInt8>, _ start: Int) -> (end: Int, next: UInt8) {
  var position = start
  while true {
    let word = eightBytes(of: bytes, at: position)
    let count = leadingDigitCount(of: word)
    guard count == 8 else { return (position &+ count, byte(of: word, at: count)) }
    // Here the next position does not wait for the count.
    position &+= 8
    let next = byte(of: bytes, at: position)
    guard next &- 0x30 < 10 else { return (position, next) }
  }
}

@inline(never)
private func endOfExponent(_ bytes: Span<UInt8>, _ mark: Int) throws(JSONError) -> Int {
  var start = mark &+ 1
  let sign = byte(of: bytes, at: start)
  if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { start &+= 1 }
  let end = endOfDigits(bytes, start).end
  guard end > start else { throw .noExponent(bytes, start) }
  return end
}

/// Checks one of the words `true`, `false`, `null`, of which the first letter is known to be there.
@inline(__always)
func endOfWord(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
  // The words are cut from eight bytes: `false` has five, the others four.
  let found = eightBytes(of: bytes, at: start)
  let (expected, length): (UInt64, Int) =
    switch found & 0xFF {
    case 0x74: (0x6575_7274, 4)
    case 0x66: (0x65_736C_6166, 5)
    default: (0x6C6C_756E, 4)
    }
  guard found & ((1 &<< UInt64(8 &* length)) &- 1) == expected else {
    throw .noValue(bytes, start)
  }
  return start &+ length
}

/// Checks a string from its opening quote on: no control characters, only known escapes, surrogate
/// escapes in pairs, valid UTF-8.
@inline(__always)
func endOfString(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
  var position = start &+ 1
  while true {
    let stops = stopsInString(eightBytes(of: bytes, at: position))
    if stops == 0 {
      position &+= 8
      // Most strings are names and short texts, and end before.
      if position == start &+ 65 { position = skippingPlain(bytes, position) }
      continue
    }
    position &+= stops.trailingZeroBitCount / 8
    if byte(of: bytes, at: position) == UInt8(ascii: "\"") { return position &+ 1 }
    position = try endOfUnusualCharacter(bytes, position, string: start)
  }
}

/// Checks what stopped a string: an escape or a character beyond ASCII, with those that follow it
/// at once.
@inline(never)
private func endOfUnusualCharacter(
  _ bytes: Span<UInt8>, _ start: Int, string: Int
) throws(JSONError) -> Int {
  var position = start
  while position < bytes.count {
    let first = bytes[position]
    if first == UInt8(ascii: "\\") {
      position = try endOfEscape(bytes, position)
    } else if first >= 0x80 {
      let length = lengthOfCharacter(bytes, position)
      guard length > 0 else { throw .notUTF8(bytes, position) }
      position &+= length
    } else if first < 0x20 {
      throw .controlCharacter(first, position)
    } else {
      return position
    }
  }
  throw .unfinishedString(bytes, string: string)
}

/// The length of the well-formed UTF-8 sequence beyond ASCII at `start`, or 0.
///
/// > Source: The Unicode Standard, table 3-7, well-formed byte sequences.
@inline(__always)
private func lengthOfCharacter(_ bytes: Span<UInt8>, _ start: Int) -> Int {
  let first = byte(of: bytes, at: start)
  let second = byte(of: bytes, at: start &+ 1)
  func isContinuation(_ offset: Int) -> Bool { byte(of: bytes, at: start &+ offset) & 0xC0 == 0x80 }
  switch first {
  case 0xC2...0xDF:
    return isContinuation(1) ? 2 : 0
  case 0xE0...0xEF:
    let least: UInt8 = first == 0xE0 ? 0xA0 : 0x80
    let greatest: UInt8 = first == 0xED ? 0x9F : 0xBF
    return second >= least && second <= greatest && isContinuation(2) ? 3 : 0
  case 0xF0...0xF4:
    let least: UInt8 = first == 0xF0 ? 0x90 : 0x80
    let greatest: UInt8 = first == 0xF4 ? 0x8F : 0xBF
    return second >= least && second <= greatest && isContinuation(2) && isContinuation(3) ? 4 : 0
  default:
    return 0
  }
}

private func endOfEscape(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
  switch byte(of: bytes, at: start &+ 1) {
  case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
    UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
    return start &+ 2
  case UInt8(ascii: "u"):
    guard let unit = codeUnit(bytes, start) else { throw .badHexadecimal(bytes, start) }
    guard unit & 0xF800 == 0xD800 else { return start &+ 6 }
    guard unit < 0xDC00, let next = codeUnit(bytes, start &+ 6), next & 0xFC00 == 0xDC00 else {
      throw .loneSurrogate(bytes, start)
    }
    return start &+ 12
  default:
    throw .badEscape(bytes, start)
  }
}

/// The UTF-16 code unit that the escape `\uXXXX` at `start` writes, if one stands there.
func codeUnit(_ bytes: Span<UInt8>, _ start: Int) -> UInt16? {
  guard byte(of: bytes, at: start) == UInt8(ascii: "\\"),
    byte(of: bytes, at: start &+ 1) == UInt8(ascii: "u")
  else { return nil }
  var unit: UInt16 = 0
  for offset in 2..<6 {
    guard let digit = hexadecimalValue(byte(of: bytes, at: start &+ offset)) else { return nil }
    unit = unit &<< 4 | UInt16(digit)
  }
  return unit
}

/// What a hexadecimal digit stands for.
func hexadecimalValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- 0x30
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- 0x57
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte &- 0x37
  default: nil
  }
}
