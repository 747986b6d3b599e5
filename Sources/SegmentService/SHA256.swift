/// SHA-256 of bytes that arrive in pieces.
///
/// > Source: FIPS 180-4, *Secure Hash Standard*; the constants are the fractional parts of square
/// > and cube roots of the first primes, computed here rather than listed.
struct SHA256 {
  private var state: [UInt32]
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

  private static let initial = primes.prefix(8).map { rootFraction($0, power: 2) }
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
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  /// Folds 64 bytes into the state.
  private mutating func compress(_ block: Span<UInt8>) {
    var schedule = InlineArray<64, UInt32>(repeating: 0)
    for index in 0..<16 {
      var word: UInt32 = 0
      for byte in 0..<4 { word = word << 8 | UInt32(block[index * 4 + byte]) }
      schedule[index] = word
    }
    for index in 16..<64 {
      let before = schedule[index - 15]
      let recent = schedule[index - 2]
      let small = rotate(before, 7) ^ rotate(before, 18) ^ before >> 3
      let large = rotate(recent, 17) ^ rotate(recent, 19) ^ recent >> 10
      schedule[index] = schedule[index - 16] &+ small &+ schedule[index - 7] &+ large
    }
    // The eight working variables of the standard, a to h.
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    let rounds = SHA256.rounds.span
    for index in 0..<64 {
      let sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      let choice = (e & f) ^ (~e & g)
      let first = h &+ sum1 &+ choice &+ rounds[index] &+ schedule[index]
      let sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ sum0 &+ majority)
    }
    let added = [a, b, c, d, e, f, g, h]
    for index in added.indices { state[index] &+= added[index] }
  }

  private func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }
}
