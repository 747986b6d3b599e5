import Tables

/// A number for each distinct pair of codes, in the order in which the pairs first came.
///
/// Open addressing with linear probing; at most two thirds full. A miss costs one cache line.
struct PairCodes {
  private var keys: [UInt64] = Array(repeating: .max, count: 64)
  private var codes: [Int32] = Array(repeating: -1, count: 64)

  /// Number of distinct pairs.
  private(set) var count = 0

  /// The number of the pair and whether it is new; both codes must be 0 or above.
  mutating func code(of first: Int32, _ second: Int32) -> (code: Int32, isNew: Bool) {
    let key = UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
    var slot = place(of: key)
    while keys[slot] != .max {
      if keys[slot] == key { return (codes[slot], false) }
      slot = (slot &+ 1) & (keys.count &- 1)
    }
    let code = Int32(truncatingIfNeeded: count)
    keys[slot] = key
    codes[slot] = code
    count += 1
    if count * 3 > keys.count * 2 { grow() }
    return (code, true)
  }

  private func place(of key: UInt64) -> Int {
    Int(truncatingIfNeeded: mixed(key)) & (keys.count &- 1)
  }

  private mutating func grow() {
    let old = (keys, codes)
    keys = Array(repeating: .max, count: old.0.count * 2)
    codes = Array(repeating: -1, count: old.0.count * 2)
    for (index, key) in old.0.enumerated() where key != .max {
      var slot = place(of: key)
      while keys[slot] != .max { slot = (slot &+ 1) & (keys.count &- 1) }
      keys[slot] = key
      codes[slot] = old.1[index]
    }
  }
}

/// The rows met so far, by 128 bits of hash each.
///
/// Two different rows among a billion are taken for equal with a chance of 10⁻²¹.
struct RowHashes {
  private var hashes: [SIMD2<UInt64>] = Array(repeating: .zero, count: 64)
  private var count = 0

  /// Whether the row is new; then it is remembered.
  mutating func insert(_ hash: SIMD2<UInt64>) -> Bool {
    let hash = hash == .zero ? SIMD2(1, 0) : hash
    var slot = Int(truncatingIfNeeded: hash[0]) & (hashes.count &- 1)
    while hashes[slot] != .zero {
      if hashes[slot] == hash { return false }
      slot = (slot &+ 1) & (hashes.count &- 1)
    }
    hashes[slot] = hash
    count += 1
    if count * 4 > hashes.count * 3 { grow() }
    return true
  }

  private mutating func grow() {
    let old = hashes
    hashes = Array(repeating: .zero, count: old.count * 2)
    for hash in old where hash != .zero {
      var slot = Int(truncatingIfNeeded: hash[0]) & (hashes.count &- 1)
      while hashes[slot] != .zero { slot = (slot &+ 1) & (hashes.count &- 1) }
      hashes[slot] = hash
    }
  }
}
