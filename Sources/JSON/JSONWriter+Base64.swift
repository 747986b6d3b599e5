extension JSONWriter {
  /// Writes a member that is the little-endian bytes of doubles in base64.
  public mutating func member(_ name: String, base64 numbers: [Double]) {
    key(name)
    append(byte: UInt8(ascii: "\""))
    var pending: UInt32 = 0
    var count = 0
    for number in numbers {
      var bits = number.bitPattern
      for _ in 0..<8 {
        pending = pending << 8 | UInt32(bits & 0xFF)
        bits >>= 8
        count += 1
        if count == 3 {
          append(letters: pending, 4)
          (pending, count) = (0, 0)
        }
      }
    }
    // One or two bytes are left: their bits go to the front of 24, and padding stands for the rest.
    if count > 0 {
      append(letters: pending << (8 * UInt32(3 - count)), count + 1)
      for _ in count..<3 { append(byte: UInt8(ascii: "=")) }
    }
    append(byte: UInt8(ascii: "\""))
  }

  private mutating func append(letters bits: UInt32, _ count: Int) {
    for place in 0..<count {
      append(byte: base64Letters[Int(bits >> (18 - 6 * UInt32(place)) & 0x3F)])
    }
  }
}

/// The alphabet of base64 (RFC 4648, section 4).
let base64Letters = Array(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
