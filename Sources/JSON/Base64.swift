import Decimals

/// The bytes behind standard base64 (RFC 4648, section 4) with or without its padding; `nil` for
/// anything else, or once the work is cancelled.
public func decodeBase64(
  _ text: ArraySlice<UInt8>, isCancelled: () -> Bool = { false }
) -> [UInt8]? {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.count / 4 * 3 + 3)
  // A look at a global in the loop asks each time whether it is there: 6 % of an `assign` in base64.
  let values = base64Values
  var pending: UInt32 = 0
  var count = 0
  var padding = 0
  for (offset, byte) in text.enumerated() {
    if offset & 0xF_FFFF == 0, isCancelled() { return nil }
    if byte == UInt8(ascii: "=") {
      padding += 1
      continue
    }
    let value = values[Int(byte)]
    guard value < 64, padding == 0 else { return nil }
    pending = pending << 6 | UInt32(value)
    count += 1
    if count == 4 {
      bytes.append(UInt8(truncatingIfNeeded: pending >> 16))
      bytes.append(UInt8(truncatingIfNeeded: pending >> 8))
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending = 0
      count = 0
    }
  }
  switch (count, padding) {
  case (0, 0): return bytes
  case (2, 0), (2, 2):
    bytes.append(UInt8(truncatingIfNeeded: pending >> 4))
    return bytes
  case (3, 0), (3, 1):
    bytes.append(UInt8(truncatingIfNeeded: pending >> 10))
    bytes.append(UInt8(truncatingIfNeeded: pending >> 2))
    return bytes
  default: return nil
  }
}

/// Per byte its value in base64's alphabet; 64 for a byte outside of it.
private let base64Values: [UInt8] = {
  var values = [UInt8](repeating: 64, count: 256)
  for (value, byte) in base64Letters.enumerated() { values[Int(byte)] = UInt8(value) }
  return values
}()

/// Decodes 32 letters to three words, again and again; the first byte is the lowest of a word.
///
/// Two letters at a time by a table of all pairs of bytes, of which letters touch 16 KB. Letter by
/// letter with shifts and appends this was a third of an `assign` in base64, with a table for each
/// of four letters 30 %.
///
/// - Parameters:
///   - start: The offset of the first letter; all letters have to be there.
///   - words: A multiple of three, all overwritten.
///   - make: What a word becomes.
/// - Returns: Whether all were letters of the standard alphabet.
@inline(__always)
func decodeBase64<Word>(
  _ text: Span<UInt8>, from start: Int, into words: inout MutableSpan<Word>,
  _ make: (UInt64) -> Word
) -> Bool {
  let table = base64Pairs.span
  precondition(table.count == 1 << 16)
  var all: UInt16 = 0
  /// Eight letters as six bytes, the first byte lowest.
  @inline(__always)
  func eight(_ position: Int) -> UInt64 {
    let letters = eightBytes(of: text, at: position)
    let first = table[Int(truncatingIfNeeded: letters & 0xFFFF)]
    let second = table[Int(truncatingIfNeeded: letters &>> 16 & 0xFFFF)]
    let third = table[Int(truncatingIfNeeded: letters &>> 32 & 0xFFFF)]
    let fourth = table[Int(truncatingIfNeeded: letters &>> 48)]
    all |= first | second | third | fourth
    let bits =
      UInt64(first) &<< 52 | UInt64(second) &<< 40 | UInt64(third) &<< 28 | UInt64(fourth) &<< 16
    return bits.byteSwapped
  }
  var position = start
  var index = 0
  while index &+ 3 <= words.count {
    let (a, b) = (eight(position), eight(position &+ 8))
    let (c, d) = (eight(position &+ 16), eight(position &+ 24))
    words[index] = make(a | b &<< 48)
    words[index &+ 1] = make(b &>> 16 | c &<< 32)
    words[index &+ 2] = make(c &>> 32 | d &<< 16)
    index &+= 3
    position &+= 32
  }
  return all & notBase64 == 0
}

/// Set in the table for a pair of which one is no letter; twelve bits leave it free.
private let notBase64: UInt16 = 1 << 15

/// Per pair of bytes, the first the lower, the twelve bits of two letters.
private let base64Pairs: [UInt16] = {
  var pairs = [UInt16](repeating: notBase64, count: 1 << 16)
  for (first, high) in base64Values.enumerated() where high < 64 {
    for (second, low) in base64Values.enumerated() where low < 64 {
      pairs[second << 8 | first] = UInt16(high) << 6 | UInt16(low)
    }
  }
  return pairs
}()
