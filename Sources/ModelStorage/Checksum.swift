/// 64 bits that change when any byte changes: XXH64.
///
/// A change within one aligned word of eight bytes is always found, because every step is a
/// bijection of the word; any other change is missed once in 2^64. It is no protection against
/// someone who forges a file.
///
/// > Source: Yann Collet, *xxHash fast digest algorithm*, format description 0.1.1.
struct Checksum: Equatable {
  /// The sum of all bytes that were taken.
  let value: UInt64

  private static let primes: (UInt64, UInt64, UInt64, UInt64, UInt64) = (
    0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x85EB_CA77_C2B2_AE63,
    0x27D4_EB2F_1656_67C5
  )

  /// Sums bytes up.
  ///
  /// - Complexity: O(bytes), some gigabytes a second.
  init(of bytes: Span<UInt8>, seed: UInt64 = 0) {
    let (p1, p2, p3, p4, p5) = Checksum.primes
    let raw = unsafe bytes.bytes
    let count = raw.byteCount
    var place = 0
    var sum: UInt64
    if count >= 32 {
      var a = seed &+ p1 &+ p2
      var b = seed &+ p2
      var c = seed
      var d = seed &- p1
      while place <= count - 32 {
        a = Checksum.round(a, word(raw, place))
        b = Checksum.round(b, word(raw, place + 8))
        c = Checksum.round(c, word(raw, place + 16))
        d = Checksum.round(d, word(raw, place + 24))
        place += 32
      }
      sum = rotate(a, 1) &+ rotate(b, 7) &+ rotate(c, 12) &+ rotate(d, 18)
      for lane in [a, b, c, d] { sum = (sum ^ Checksum.round(0, lane)) &* p1 &+ p4 }
    } else {
      sum = seed &+ p5
    }
    sum &+= UInt64(count)
    while place <= count - 8 {
      sum = rotate(sum ^ Checksum.round(0, word(raw, place)), 27) &* p1 &+ p4
      place += 8
    }
    if place <= count - 4 {
      let half = UInt64(littleEndian: UInt64(halfWord(raw, place)))
      sum = rotate(sum ^ (half &* p1), 23) &* p2 &+ p3
      place += 4
    }
    while place < count {
      sum = rotate(sum ^ (UInt64(bytes[place]) &* p5), 11) &* p1
      place += 1
    }
    sum = (sum ^ sum >> 33) &* p2
    sum = (sum ^ sum >> 29) &* p3
    value = sum ^ sum >> 32
  }

  private static func round(_ sum: UInt64, _ word: UInt64) -> UInt64 {
    rotate(sum &+ word &* primes.1, 31) &* primes.0
  }
}

private func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 {
  word << count | word >> (64 - count)
}

private func word(_ bytes: RawSpan, _ place: Int) -> UInt64 {
  UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self))
}

private func halfWord(_ bytes: RawSpan, _ place: Int) -> UInt32 {
  UInt32(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt32.self))
}
