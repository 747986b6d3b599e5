/// SHA-256 of bytes that arrive in pieces.
///
/// > Source: FIPS 180-4, *Secure Hash Standard*; the constants are the fractional parts of square
/// > and cube roots of the first primes, computed here rather than listed.
struct SHA256 {
  private var state: SIMD8<UInt32>
  private var pending: [UInt8] = []
  private var byteCount: UInt64 = 0

  private static let primes: [UInt64] = {
    var found: [UInt64] = []
    var candidate: UInt64 = 2
    while found.count < 64 {
      if found.allSatisfy({ candidate % $0 != 0 }) { found.append(candidate) }
      candidate += 1
    }
    return found
  }()

  /// The first 32 bits of the fractional part of a root, found exactly in integers: the largest
  /// x with x^power ≤ prime · 2^(32·power), modulo 2^32.
  private static func rootFraction(_ prime: UInt64, power: Int) -> UInt32 {
    var low: UInt64 = 0
    var high: UInt64 = 1 << 37
    while high - low > 1 {
      let middle = (low + high) / 2
      if isRootAtMost(middle, prime, power) { low = middle } else { high = middle }
    }
    return UInt32(truncatingIfNeeded: low)
  }

  private static func isRootAtMost(_ root: UInt64, _ prime: UInt64, _ power: Int) -> Bool {
    // 37 bits cubed are 111 bits, and 311 · 2^96 fits as well.
    let wide = UInt128(root)
    let raised = power == 2 ? wide * wide : wide * wide * wide
    return raised <= UInt128(prime) << UInt128(32 * power)
  }

  private static let initial = SIMD8(primes.prefix(8).map { rootFraction($0, power: 2) })
  private static let rounds = primes.map { rootFraction($0, power: 3) }

  /// Begins with nothing hashed.
  init() { state = SHA256.initial }

  /// Hashes these bytes after what came before.
  mutating func update(_ bytes: Span<UInt8>) {
    byteCount += UInt64(bytes.count)
    var start = 0
    if !pending.isEmpty {
      start = min(64 - pending.count, bytes.count)
      for index in 0..<start { pending.append(bytes[index]) }
      guard pending.count == 64 else { return }
      let block = pending
      compress(block.span)
      pending = []
    }
    while bytes.count - start >= 64 {
      compress(bytes.extracting(start..<start + 64))
      start += 64
    }
    for index in start..<bytes.count { pending.append(bytes[index]) }
  }

  /// The digest of all that came, 32 bytes as 64 hexadecimal digits.
  consuming func hexDigest() -> String {
    let bitCount = byteCount * 8
    let fillCount = (pending.count < 56 ? 56 : 120) - pending.count
    var end: [UInt8] = [0x80] + [UInt8](repeating: 0, count: fillCount - 1)
    for shift in stride(from: 56, through: 0, by: -8) {
      end.append(UInt8(truncatingIfNeeded: bitCount >> UInt64(shift)))
    }
    update(end.span)
    return state.indices.map { index in
      let digits = String(state[index], radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  /// Folds 64 bytes into the state.
  ///
  /// The sixteen newest words of the schedule are all that is needed of it.
  private mutating func compress(_ block: Span<UInt8>) {
    var schedule = InlineArray<16, UInt32>(repeating: 0)
    for index in 0..<16 {
      let start = index &* 4
      schedule[index] =
        UInt32(block[start]) << 24 | UInt32(block[start &+ 1]) << 16
        | UInt32(block[start &+ 2]) << 8 | UInt32(block[start &+ 3])
    }
    var words = Words(state)
    let rounds = SHA256.rounds.span
    for index in 0..<16 { words.turn(schedule[index], rounds[index]) }
    for start in stride(from: 16, to: 64, by: 16) {
      for index in 0..<16 {
        let before = schedule[(index &+ 1) & 15]
        let recent = schedule[(index &+ 14) & 15]
        let small = rotate(before, 7) ^ rotate(before, 18) ^ before >> 3
        let large = rotate(recent, 17) ^ rotate(recent, 19) ^ recent >> 10
        let word = schedule[index] &+ small &+ schedule[(index &+ 9) & 15] &+ large
        schedule[index] = word
        words.turn(word, rounds[start &+ index])
      }
    }
    state = state &+ words.state
  }

  /// The eight working variables of the standard.
  private struct Words {
    private var a, b, c, d, e, f, g, h: UInt32

    init(_ state: SIMD8<UInt32>) {
      (a, b, c, d) = (state[0], state[1], state[2], state[3])
      (e, f, g, h) = (state[4], state[5], state[6], state[7])
    }

    var state: SIMD8<UInt32> { SIMD8(a, b, c, d, e, f, g, h) }

    @inline(__always)
    mutating func turn(_ word: UInt32, _ constant: UInt32) {
      let sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      let choice = g ^ (e & (f ^ g))
      let first = h &+ sum1 &+ choice &+ constant &+ word
      let sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      let majority = (a & b) | (c & (a | b))
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ sum0 &+ majority)
    }
  }
}

@inline(__always)
private func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
  word &>> count | word &<< (32 &- count)
}
