import Tables

/// A number for each distinct pair of codes, in the order in which the pairs first came.
///
/// Open addressing with linear probing; at most two thirds full. Key and number lie side by side,
/// so a miss costs one cache line.
struct PairCodes {
  /// Per slot the pair and its number; all ones where empty.
  private var slots: [SIMD2<UInt64>] = Array(repeating: emptySlot, count: 64)

  /// Number of distinct pairs.
  private(set) var count = 0

  /// The number of the pair and whether it is new; both codes must be 0 or above.
  mutating func code(of first: Int32, _ second: Int32) -> (code: Int32, isNew: Bool) {
    let key = UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
    var slot = place(of: key)
    while true {
      let found = slots[slot]
      if found[0] == key { return (Int32(truncatingIfNeeded: found[1]), false) }
      if found[0] == .max { break }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    let code = Int32(truncatingIfNeeded: count)
    slots[slot] = SIMD2(key, UInt64(UInt32(bitPattern: code)))
    count += 1
    if count * 3 > slots.count * 2 { grow() }
    return (code, true)
  }

  private func place(of key: UInt64) -> Int {
    Int(truncatingIfNeeded: mixed(key)) & (slots.count &- 1)
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: emptySlot, count: old.count * 2)
    for entry in old where entry[0] != .max {
      var slot = place(of: entry[0])
      while slots[slot][0] != .max { slot = (slot &+ 1) & (slots.count &- 1) }
      slots[slot] = entry
    }
  }
}

private let emptySlot = SIMD2<UInt64>(repeating: .max)

/// The customers of invoices: most invoices have one, which four bytes tell without a hash.
struct InvoiceOwners {
  /// Per invoice its first customer.
  private var owners = PagedCodes()

  /// Per invoice the place that was set for its first customer.
  private var places = PagedCodes()

  /// Invoices of further customers, and the places that were set for these.
  private var others = PairCodes()
  private var otherPlaces: [Int32] = []

  /// A pair of an invoice and a customer.
  enum Entry {
    /// The invoice's first customer.
    case first(Int)
    /// Another, with a number of the pair.
    case other(Int)
  }

  /// The pair's entry and whether it is new; both codes must be 0 or above.
  @inline(__always)
  mutating func entry(of customer: Int32, _ invoice: Int32) -> (entry: Entry, isNew: Bool) {
    let index = Int(invoice)
    let owner = owners[index]
    if owner == customer { return (.first(index), false) }
    if owner < 0 {
      owners[index] = customer
      return (.first(index), true)
    }
    let (code, isNew) = others.code(of: customer, invoice)
    return (.other(Int(code)), isNew)
  }

  /// Where the orders of a pair count: the place that was set last, which must be 0 or above.
  subscript(place entry: Entry) -> Int32 {
    get {
      switch entry {
      case .first(let index): places[index]
      case .other(let index): otherPlaces[index]
      }
    }
    set {
      switch entry {
      case .first(let index): places[index] = newValue
      case .other(let index):
        while otherPlaces.count <= index { otherPlaces.append(-1) }
        otherPlaces[index] = newValue
      }
    }
  }

  /// Hands on the place of every pair that has one.
  func forEachPlace(_ body: (Int32) -> Void) {
    places.forEach(body)
    for place in otherPlaces where place >= 0 { body(place) }
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
