extension JSONWriter {
  /// Writes a member that is the little-endian bytes of doubles in base64.
  public mutating func member(_ name: String, base64 numbers: [Double]) {
    key(name)
    let letterCount = (numbers.count * 8 + 2) / 3 * 4
    var text = [UInt8](repeating: UInt8(ascii: "="), count: letterCount + 2)
    // A look at a global in the loop asks each time whether it is there.
    let alphabet = base64Letters
    var position = 1
    var pending: UInt128 = 0
    var bitCount = 0
    for number in numbers {
      // The byte that comes first in the bits that come first.
      pending = pending << 64 | UInt128(number.bitPattern.byteSwapped)
      bitCount += 64
      while bitCount >= 6 {
        bitCount -= 6
        text[position] = alphabet[Int(truncatingIfNeeded: pending >> bitCount & 0x3F)]
        position += 1
      }
    }
    // Two or four bits are left: zeros fill them up to a letter, and padding stands for the rest.
    if bitCount > 0 {
      text[position] = alphabet[Int(truncatingIfNeeded: pending << (6 - bitCount) & 0x3F)]
    }
    text[0] = UInt8(ascii: "\"")
    text[text.count - 1] = UInt8(ascii: "\"")
    writeRaw(text)
  }
}

/// The alphabet of base64 (RFC 4648, section 4).
let base64Letters = Array(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
