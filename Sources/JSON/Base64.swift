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
  let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
  for (value, byte) in alphabet.utf8.enumerated() { values[Int(byte)] = UInt8(value) }
  return values
}()

/// Decodes 32 letters to three words, again and again; the first byte is the lowest of a word.
///
/// Each letter's bits stand in a table of its own where they go among the 24 of four letters. Letter
/// by letter with shifts and appends this was a third of an `assign` in base64; now it is 3 GB/s.
///
/// - Parameters:
///   - start: The offset of the first letter; all letters have to be there.
///   - words: A multiple of three, all overwritten.
/// - Returns: Whether all were letters of the standard alphabet.
func decodeBase64(
  _ text: Span<UInt8>, from start: Int, into words: inout MutableSpan<UInt64>
) -> Bool {
  let table = base64Pieces.span
  precondition(table.count == 1024)
  @inline(__always)
  func four(_ word: UInt64, _ shift: UInt64) -> UInt32 {
    func place(_ index: UInt64) -> Int {
      Int(truncatingIfNeeded: word &>> (shift &+ 8 &* index) & 255 | index &<< 8)
    }
    return table[place(0)] | table[place(1)] | table[place(2)] | table[place(3)]
  }
  var all: UInt32 = 0
  var position = start
  var index = 0
  while index &+ 3 <= words.count {
    let a = eightBytes(of: text, at: position)
    let b = eightBytes(of: text, at: position &+ 8)
    let c = eightBytes(of: text, at: position &+ 16)
    let d = eightBytes(of: text, at: position &+ 24)
    let (a0, a1, b0, b1) = (four(a, 0), four(a, 32), four(b, 0), four(b, 32))
    let (c0, c1, d0, d1) = (four(c, 0), four(c, 32), four(d, 0), four(d, 32))
    all |= a0 | a1 | b0 | b1 | c0 | c1 | d0 | d1
    words[index] = UInt64(a0) | UInt64(a1) &<< 24 | UInt64(b0) &<< 48
    words[index &+ 1] =
      UInt64(b0) &>> 16 | UInt64(b1) &<< 8 | UInt64(c0) &<< 32 | UInt64(c1) &<< 56
    words[index &+ 2] = UInt64(c1) &>> 8 | UInt64(d0) &<< 16 | UInt64(d1) &<< 40
    index &+= 3
    position &+= 32
  }
  return all & notBase64 == 0
}

/// Set in the table for a byte that is no letter; three bytes leave it free.
private let notBase64: UInt32 = 1 << 31

/// Four tables of 256, one for each place among four letters: the bits of the letter where they
/// stand in three bytes, the first byte lowest.
private let base64Pieces: [UInt32] = {
  var pieces = [UInt32](repeating: notBase64, count: 1024)
  for (byte, value) in base64Values.enumerated() where value < 64 {
    let bits = UInt32(value)
    pieces[byte] = bits << 2
    pieces[256 + byte] = bits >> 4 | (bits & 15) << 12
    pieces[512 + byte] = (bits >> 2) << 8 | (bits & 3) << 22
    pieces[768 + byte] = bits << 16
  }
  return pieces
}()
