// The one file of this target with unsafe code: there is no safe way yet to load an integer from a
// span of bytes, and putting it together byte by byte halves the speed of every scanner. The range
// is checked here, so no caller can go wrong.

/// Eight bytes from `offset` on as one word, the first byte lowest; bytes past the end are 0.
@inlinable @inline(__always)
public func eightBytes(of bytes: Span<UInt8>, at offset: Int) -> UInt64 {
  if UInt(bitPattern: offset) < UInt(bitPattern: max(bytes.count &- 7, 0)) {
    return unsafe UInt64(
      littleEndian: bytes.bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: offset, as: UInt64.self)
    )
  }
  return lastBytes(of: bytes, at: offset)
}

/// The offset of the first such byte from `start` on; the length of the text where there is none.
///
/// Sixty-four bytes at a time: a search byte by byte was 6 % of an `assign` of 100,000 rows.
public func offset(of wanted: UInt8, in bytes: Span<UInt8>, from start: Int = 0) -> Int {
  let high: UInt64 = 0x8080_8080_8080_8080
  let low: UInt64 = 0x0101_0101_0101_0101
  let pattern = low &* UInt64(wanted)
  var position = start
  while position &+ 64 <= bytes.count {
    let differences = sixtyFourBytes(of: bytes, at: position) ^ SIMD8(repeating: pattern)
    // x - 1 borrows into the high bit where x is 0, or was above 0x80, which `& ~x` takes out.
    let found = (differences &- SIMD8(repeating: low)) & ~differences & SIMD8(repeating: high)
    if found != .zero { break }
    position &+= 64
  }
  while position < bytes.count {
    let differences = eightBytes(of: bytes, at: position) ^ pattern
    let found = (differences &- low) & ~differences & high
    if found != 0 { return min(position &+ found.trailingZeroBitCount / 8, bytes.count) }
    position &+= 8
  }
  return bytes.count
}

/// 64 bytes from `offset` on as eight words, the first byte lowest in the first; bytes past the end
/// are 0.
@inlinable @inline(__always)
public func sixtyFourBytes(of bytes: Span<UInt8>, at offset: Int) -> SIMD8<UInt64> {
  if UInt(bitPattern: offset) < UInt(bitPattern: max(bytes.count &- 63, 0)) {
    let words = unsafe bytes.bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: offset, as: SIMD8<UInt64>.self)
    #if _endian(big)
      var swapped = words
      for index in 0..<8 { swapped[index] = words[index].byteSwapped }
      return swapped
    #else
      return words
    #endif
  }
  var words = SIMD8<UInt64>.zero
  for index in 0..<8 { words[index] = eightBytes(of: bytes, at: offset &+ 8 &* index) }
  return words
}

/// Fills words with the bytes from `offset` on, the first byte lowest; bytes past the end are 0.
public func fill(
  _ words: inout MutableSpan<UInt64>, from bytes: Span<UInt8>, at offset: Int
) {
  if offset >= 0, offset <= bytes.count, words.count <= (bytes.count &- offset) / 8 {
    for index in words.indices {
      words[index] = unsafe UInt64(
        littleEndian: bytes.bytes.unsafeLoadUnaligned(
          fromUncheckedByteOffset: offset &+ 8 &* index, as: UInt64.self))
    }
  } else {
    for index in words.indices { words[index] = eightBytes(of: bytes, at: offset &+ 8 &* index) }
  }
}

/// The first `count` of the bytes from `offset` on as one word: the first byte lowest, others 0.
///
/// Bytes behind them may be there or not: a cell lies within a long text, and a load of eight bytes
/// costs less than a loop over three.
///
/// - Parameter count: 0 to 8.
@inlinable @inline(__always)
public func bytes(_ count: Int, of bytes: Span<UInt8>, at offset: Int) -> UInt64 {
  guard count > 0 else { return 0 }
  return eightBytes(of: bytes, at: offset)
    & (UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- 8 &* count))
}

/// Whether two parts of that many bytes are the same, eight bytes at a time.
@inlinable @inline(__always)
public func areEqual(
  _ first: Span<UInt8>, at start: Int, _ second: Span<UInt8>, at other: Int, count: Int
) -> Bool {
  var offset = 0
  while offset &+ 8 <= count {
    if eightBytes(of: first, at: start &+ offset) != eightBytes(of: second, at: other &+ offset) {
      return false
    }
    offset &+= 8
  }
  let rest = count &- offset
  return bytes(rest, of: first, at: start &+ offset) == bytes(rest, of: second, at: other &+ offset)
}

/// The byte at `offset`, or 0 outside.
@inlinable @inline(__always)
public func byte(of bytes: Span<UInt8>, at offset: Int) -> UInt8 {
  UInt(bitPattern: offset) < UInt(bitPattern: bytes.count) ? bytes[offset] : 0
}

/// Fewer than eight bytes are left: what there is, and zeros.
@usableFromInline @inline(never)
func lastBytes(of bytes: Span<UInt8>, at offset: Int) -> UInt64 {
  var word: UInt64 = 0
  for index in 0..<8 {
    word |= UInt64(byte(of: bytes, at: offset &+ index)) << UInt64(8 * index)
  }
  return word
}

/// The byte of a word at an index from 0 to 7, so that a byte already loaded need not be looked up.
@inlinable @inline(__always)
public func byte(of word: UInt64, at index: Int) -> UInt8 {
  UInt8(truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: 8 &* index))
}

/// How many of the eight bytes, from the first on, are decimal digits.
@inlinable @inline(__always)
public func leadingDigitCount(of word: UInt64) -> Int {
  let values = word ^ 0x3030_3030_3030_3030
  // A byte above 9 gets its high bit; a carry spoils only the bytes after it, which nobody asks.
  let others = ((values &+ 0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080
  return others.trailingZeroBitCount / 8
}

/// Whether a number of so many digits, the first bytes of a word, begins with a 0 that it must not
/// have; without a branch, as one digit and two are equally likely.
@inlinable @inline(__always)
public func beginsWithSpareZero(_ word: UInt64, _ count: Int) -> Bool {
  let first = UInt(truncatingIfNeeded: word & 0xFF) ^ 0x30
  // 0 for a zero alone, and one digit alone takes that away.
  return first &+ (count == 1 ? 1 : 0) == 0
}

/// The number that the first `count` bytes of a word, all digits, write.
///
/// - Parameter count: 1 to 8.
@inlinable @inline(__always)
public func number(ofDigits word: UInt64, count: Int) -> UInt64 {
  // Zeros go before the digits, then neighbours are joined: 1 + 1, 2 + 2, 4 + 4 digits.
  let ones = (word ^ 0x3030_3030_3030_3030) &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count)
  let tens = (ones &* 10 &+ (ones &>> 8)) & 0x00FF_00FF_00FF_00FF
  let hundreds = (tens &* 100 &+ (tens &>> 16)) & 0x0000_FFFF_0000_FFFF
  return (hundreds &* 10_000 &+ (hundreds &>> 32)) & 0xFFFF_FFFF
}
