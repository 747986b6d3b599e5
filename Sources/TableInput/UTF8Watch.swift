import Decimals

/// Looks at bytes as they stream past and remembers whether they are ASCII, UTF-8 or neither.
struct UTF8Watch {
  /// Whether there was a byte above 127.
  private(set) var hasWideLetters = false

  /// Letters of several bytes, complete and valid.
  private(set) var validCount = 0

  /// Bytes, or beginnings of letters, that are not UTF-8.
  private(set) var invalidCount = 0

  /// Continuation bytes still due, and what the next may be.
  private var dueCount = 0
  private var lowest: UInt8 = 0x80
  private var highest: UInt8 = 0xBF

  /// Looks at the next bytes.
  mutating func add(_ bytes: Span<UInt8>) {
    guard dueCount > 0 || hasWideLetter(bytes) else { return }
    hasWideLetters = true
    var position = 0
    while position < bytes.count {
      // Most of what is not English still is ASCII: marks, digits, line ends.
      if dueCount == 0, position &+ 64 <= bytes.count,
        sixtyFourBytes(of: bytes, at: position) & SIMD8(repeating: everyByte &* 0x80) == .zero
      {
        position &+= 64
        continue
      }
      if dueCount == 0, position &+ 8 <= bytes.count,
        eightBytes(of: bytes, at: position) & 0x8080_8080_8080_8080 == 0
      {
        position &+= 8
        continue
      }
      step(bytes[position])
      position &+= 1
    }
  }

  /// With what another watch saw of a later text; both texts end with whole letters.
  func joined(with other: UTF8Watch) -> UTF8Watch {
    var joined = self
    joined.hasWideLetters = hasWideLetters || other.hasWideLetters
    joined.validCount += other.validCount
    joined.invalidCount += other.invalidCount
    return joined
  }

  /// Whether the text is to be taken for Windows-1252: more of its letters are no UTF-8 than are.
  ///
  /// Two letters of Windows-1252 may happen to be one of UTF-8 (`ß€` is one of N'Ko), so a single
  /// valid one proves nothing.
  var looksLikeWindows1252: Bool { invalidCount > validCount }

  /// Says that nothing follows.
  mutating func finish() {
    if dueCount > 0 { invalidCount += 1 }
    dueCount = 0
  }

  private mutating func step(_ byte: UInt8) {
    if dueCount > 0 {
      if byte >= lowest, byte <= highest {
        dueCount -= 1
        (lowest, highest) = (0x80, 0xBF)
        if dueCount == 0 { validCount += 1 }
        return
      }
      invalidCount += 1
      dueCount = 0
    }
    guard byte >= 0x80 else { return }
    (lowest, highest) = (0x80, 0xBF)
    // RFC 3629, section 4: the second byte is bounded so that nothing is overlong, a surrogate or
    // beyond U+10FFFF.
    switch byte {
    case 0xC2...0xDF: dueCount = 1
    case 0xE0...0xEF:
      dueCount = 2
      if byte == 0xE0 { lowest = 0xA0 }
      if byte == 0xED { highest = 0x9F }
    case 0xF0...0xF4:
      dueCount = 3
      if byte == 0xF0 { lowest = 0x90 }
      if byte == 0xF4 { highest = 0x8F }
    default: invalidCount += 1
    }
  }
}

/// Whether a text is wholly valid UTF-8.
func isValidUTF8(_ text: Span<UInt8>) -> Bool {
  var watch = UTF8Watch()
  watch.add(text)
  watch.finish()
  return watch.invalidCount == 0
}

/// Whether a text has a byte above 127.
func hasWideLetter(_ text: Span<UInt8>) -> Bool {
  var all: UInt8 = 0
  for index in text.indices { all |= text[index] }
  return all >= 0x80
}

/// Whether a part of a text has a byte above 127.
@inline(__always)
func hasWideLetter(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Bool {
  var all: UInt64 = 0
  var position = part.lowerBound
  while position &+ 8 <= part.upperBound {
    all |= eightBytes(of: bytes, at: position)
    position &+= 8
  }
  all |= Decimals.bytes(part.upperBound &- position, of: bytes, at: position)
  return all & 0x8080_8080_8080_8080 != 0
}
