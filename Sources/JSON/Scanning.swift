import Decimals

// Small steps over bytes, shared by the checker and the reader.

/// The offset of the first byte at or after `position` that is no white space.
@inline(__always)
func skippingSpace(_ bytes: Span<UInt8>, _ position: Int) -> Int {
  let first = byte(of: bytes, at: position)
  if first > 0x20 { return position }
  // `1, 2` has one space: the loop is for the rest.
  let second = byte(of: bytes, at: position &+ 1)
  if first == 0x20 && second > 0x20 { return position &+ 1 }
  return skippingMoreSpace(bytes, position)
}

@inline(never)
private func skippingMoreSpace(_ bytes: Span<UInt8>, _ start: Int) -> Int {
  var position = start
  while position < bytes.count, isSpace(bytes[position]) { position &+= 1 }
  return position
}

@inline(__always)
private func isSpace(_ byte: UInt8) -> Bool {
  byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
}

/// A word whose lowest set high bit marks the first of eight bytes that needs a look within a
/// string: a quote, a backslash, a control character, or anything beyond ASCII.
@inline(__always)
func stopsInString(_ word: UInt64) -> UInt64 {
  let highBits: UInt64 = 0x8080_8080_8080_8080
  let lowBits: UInt64 = 0x0101_0101_0101_0101
  let quotes = word ^ (lowBits &* 0x22)
  let backslashes = word ^ (lowBits &* 0x5C)
  // x - 1 borrows into the high bit where x is 0; a borrow spoils only later bytes.
  let found = (quotes &- lowBits) | (backslashes &- lowBits) | (word &- lowBits &* 0x20) | word
  return found & highBits
}

/// Passes over 64 bytes of a string at a time while none of them needs a look.
///
/// Numbers in base64 stand in one string of megabytes: three times as fast as eight at a time.
@inline(never)
func skippingPlain(_ bytes: Span<UInt8>, _ start: Int) -> Int {
  let highBits = SIMD8<UInt64>(repeating: 0x8080_8080_8080_8080)
  let lowBits = SIMD8<UInt64>(repeating: 0x0101_0101_0101_0101)
  let quotes = SIMD8<UInt64>(repeating: 0x2222_2222_2222_2222)
  let backslashes = SIMD8<UInt64>(repeating: 0x5C5C_5C5C_5C5C_5C5C)
  let spaces = SIMD8<UInt64>(repeating: 0x2020_2020_2020_2020)
  var position = start
  while position &+ 64 <= bytes.count {
    let words = sixtyFourBytes(of: bytes, at: position)
    // As in `stopsInString`.
    let found =
      ((words ^ quotes) &- lowBits) | ((words ^ backslashes) &- lowBits) | (words &- spaces)
      | words
    guard found & highBits == .zero else { break }
    position &+= 64
  }
  return position
}

/// The offset of the first byte at or after `position` that is a quote or a backslash, in a checked
/// string.
@inline(__always)
func nextQuoteOrBackslash(_ bytes: Span<UInt8>, _ start: Int) -> Int {
  var position = start
  while position < bytes.count {
    if position == start &+ 64 { position = skippingPlain(bytes, position) }
    let word = eightBytes(of: bytes, at: position)
    let highBits: UInt64 = 0x8080_8080_8080_8080
    let lowBits: UInt64 = 0x0101_0101_0101_0101
    let quotes = word ^ (lowBits &* 0x22)
    let backslashes = word ^ (lowBits &* 0x5C)
    // Bytes beyond ASCII have no high bit left after `& ~x`, so they do not stop the scan.
    let found =
      (((quotes &- lowBits) & ~quotes) | ((backslashes &- lowBits) & ~backslashes)) & highBits
    if found != 0 { return position &+ found.trailingZeroBitCount / 8 }
    position &+= 8
  }
  return bytes.count
}

/// The offset after a checked string whose first character stands at `position`.
@inline(__always)
func endOfCheckedString(_ bytes: Span<UInt8>, _ position: Int) -> Int {
  var position = position
  while true {
    position = nextQuoteOrBackslash(bytes, position)
    if byte(of: bytes, at: position) != UInt8(ascii: "\\") { return position &+ 1 }
    position &+= 2
  }
}

/// The offset after the container that begins at `start`, in a checked text.
func endOfCheckedContainer(_ bytes: Span<UInt8>, _ start: Int) -> Int {
  var position = start
  var depth = 0
  while position < bytes.count {
    switch bytes[position] {
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      depth &+= 1
      position &+= 1
    case UInt8(ascii: "]"), UInt8(ascii: "}"):
      depth &-= 1
      position &+= 1
      if depth == 0 { return position }
    case UInt8(ascii: "\""):
      position = endOfCheckedString(bytes, position &+ 1)
    default:
      position &+= 1
    }
  }
  return position
}

/// From the end of one element, or from after the opening bracket, to the next element; at the end
/// to the offset after the closing bracket.
@inline(__always)
func startOfElement(_ bytes: Span<UInt8>, _ start: Int) -> (offset: Int, isEnd: Bool) {
  let position = skippingSpace(bytes, start)
  return switch byte(of: bytes, at: position) {
  case UInt8(ascii: ","): (skippingSpace(bytes, position &+ 1), false)
  case UInt8(ascii: "]"), UInt8(ascii: "}"): (position &+ 1, true)
  default: (position, position >= bytes.count)
  }
}

/// From the end of a member's name to its value.
@inline(__always)
func startOfMemberValue(_ bytes: Span<UInt8>, _ start: Int) -> Int {
  let position = skippingSpace(bytes, start)
  let isColon = byte(of: bytes, at: position) == UInt8(ascii: ":")
  return isColon ? skippingSpace(bytes, position &+ 1) : position
}

/// The offset after the checked value that begins at `start`.
@inline(__always)
func endOfCheckedValue(
  _ bytes: Span<UInt8>, _ start: Int, _ extents: ContainerExtents
) -> Int {
  switch byte(of: bytes, at: start) {
  case UInt8(ascii: "{"), UInt8(ascii: "["):
    return extents.end(ofValueAt: start) ?? endOfCheckedContainer(bytes, start)
  case UInt8(ascii: "\""):
    return extents.end(ofValueAt: start) ?? min(endOfCheckedString(bytes, start &+ 1), bytes.count)
  default:
    var position = start
    while position < bytes.count, !endsScalar(bytes[position]) { position &+= 1 }
    return position
  }
}

@inline(__always)
private func endsScalar(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"): true
  default: byte <= 0x20
  }
}
