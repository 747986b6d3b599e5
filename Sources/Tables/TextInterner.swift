import Decimals

/// Keeps each distinct text once and numbers them in the order in which they were first seen.
///
/// Texts lie one behind another in one array of bytes, so a cell that was seen before costs a hash
/// and a comparison, and no string.
public struct TextInterner: Sendable {
  /// The texts, and zeros behind them: room for more, and whole words to compare the last one by.
  private var bytes = emptyBytes

  /// Where each text ends in `bytes`.
  private var ends: [Int] = []

  /// Hash and code of each text at a place that the hash tells, the hash in the upper half.
  ///
  /// All ones where empty; a power of two, at most half full. Side by side, so
  /// that a text that is new costs one line of the cache and one that is known three, not four.
  private var slots = emptySlots

  /// Per text whether it came as a bare number; empty while none did.
  private var numberMarks: [Bool] = []

  /// No texts yet.
  public init() {}

  /// Number of distinct texts.
  public var count: Int { ends.count }

  /// The code of a text, a new one if it was not seen before.
  ///
  /// - Parameters:
  ///   - text: UTF-8.
  ///   - isNumber: Whether it came as a bare number; `17850` and `"17850"` are two texts.
  public mutating func code(of text: Span<UInt8>, isNumber: Bool = false) -> Int32 {
    code(of: text, 0..<text.count, isNumber: isNumber)
  }

  /// The same for a part of a longer text, which is quicker where that goes on behind the part.
  public mutating func code(
    of text: Span<UInt8>, _ part: Range<Int>, isNumber: Bool = false
  ) -> Int32 {
    let hash = hash(of: text, part, isNumber: isNumber)
    return code(of: text, part, isNumber: isNumber, hash: hash)
  }

  /// The codes of all texts of another interner, in the order of its codes.
  public mutating func codes(of other: TextInterner) -> [Int32] {
    // All places are looked at before any is needed, so that the memory answers many at once.
    var hashes: [UInt32] = []
    hashes.reserveCapacity(other.count)
    var start = 0
    for code in other.ends.indices {
      let end = other.ends[code]
      let isNumber = other.isNumber(Int32(truncatingIfNeeded: code))
      let hash = self.hash(of: other.bytes.span, start..<end, isNumber: isNumber)
      hashes.append(hash)
      looked &+= slots[Int(hash) & (slots.count &- 1)]
      start = end
    }
    var codes: [Int32] = []
    codes.reserveCapacity(other.count)
    start = 0
    for code in other.ends.indices {
      let end = other.ends[code]
      codes.append(
        self.code(
          of: other.bytes.span, start..<end,
          isNumber: other.isNumber(Int32(truncatingIfNeeded: code)), hash: hashes[code]))
      start = end
    }
    return codes
  }

  /// Means nothing; a look whose outcome goes nowhere would be left out.
  private var looked: UInt64 = 0

  @inline(__always)
  private func hash(of text: Span<UInt8>, _ part: Range<Int>, isNumber: Bool) -> UInt32 {
    UInt32(truncatingIfNeeded: hashBytes(text, part, seed: isNumber ? seed &+ 1 : seed))
  }

  @inline(__always)
  private mutating func code(
    of text: Span<UInt8>, _ part: Range<Int>, isNumber: Bool, hash: UInt32
  ) -> Int32 {
    let mask = slots.count &- 1
    var slot = Int(hash) & mask
    while true {
      let found = slots[slot]
      if found == .max { break }
      let code = Int32(truncatingIfNeeded: found)
      if UInt32(truncatingIfNeeded: found &>> 32) == hash, isEqual(code, text, part),
        isNumber == self.isNumber(code)
      {
        return code
      }
      slot = (slot &+ 1) & mask
    }
    return insert(text, part, isNumber: isNumber, hash: hash, slot: slot)
  }

  /// Whether a code's text is this one.
  @inline(__always)
  private func isEqual(_ code: Int32, _ text: Span<UInt8>, _ part: Range<Int>) -> Bool {
    let start = code == 0 ? 0 : ends[Int(code) &- 1]
    let count = ends[Int(code)] &- start
    return count == part.count
      && areEqual(bytes.span, at: start, text, at: part.lowerBound, count: count)
  }

  private func isNumber(_ code: Int32) -> Bool {
    !numberMarks.isEmpty && numberMarks[Int(code)]
  }

  private mutating func insert(
    _ text: Span<UInt8>, _ part: Range<Int>, isNumber: Bool, hash: UInt32, slot: Int
  ) -> Int32 {
    let code = Int32(truncatingIfNeeded: ends.count)
    let start = ends.last ?? 0
    let end = start + part.count
    if bytes.count < end + 8 {
      bytes.append(contentsOf: repeatElement(0, count: max(bytes.count / 2, part.count + 8)))
    }
    var own = bytes.mutableSpan
    for index in 0..<part.count { own[start &+ index] = text[part.lowerBound &+ index] }
    ends.append(end)
    if isNumber || !numberMarks.isEmpty {
      numberMarks.append(
        contentsOf: repeatElement(false, count: ends.count - 1 - numberMarks.count))
      numberMarks.append(isNumber)
    }
    slots[slot] = UInt64(hash) &<< 32 | UInt64(UInt32(bitPattern: code))
    if ends.count * 2 > slots.count { grow() }
    return code
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: .max, count: old.count * 2)
    let mask = slots.count &- 1
    for entry in old where entry != .max {
      var slot = Int(truncatingIfNeeded: entry &>> 32) & mask
      while slots[slot] != .max { slot = (slot &+ 1) & mask }
      slots[slot] = entry
    }
  }

  /// The texts from a code on, in the order of their codes.
  public func labels(from first: Int = 0) -> [Label] {
    (first..<max(first, ends.count)).map { label(of: Int32(truncatingIfNeeded: $0)) }
  }

  /// The text of a code.
  public func label(of code: Int32) -> Label {
    let start = code == 0 ? 0 : ends[Int(code) - 1]
    return Label(
      String(decoding: bytes[start..<ends[Int(code)]], as: UTF8.self), isNumber: isNumber(code))
  }
}

/// What every interner begins with: without memory of its own until it keeps a text.
private let emptySlots = [UInt64](repeating: .max, count: 64)
private let emptyBytes = [UInt8](repeating: 0, count: 64)

/// Not the same in every process, so that nobody can prepare texts that collide; codes do not depend
/// on it.
///
/// One for all: requests of one row felt the system being asked for another with every column.
private let seed = UInt64.random(in: .min ... .max)

/// A hash of bytes, eight at a time.
@inline(__always)
func hashBytes(_ text: Span<UInt8>, seed: UInt64) -> UInt64 {
  hashBytes(text, 0..<text.count, seed: seed)
}

/// The same hash of a part of a text; the bytes behind the part save a loop over its last ones.
@inline(__always)
func hashBytes(_ bytes: Span<UInt8>, _ part: Range<Int>, seed: UInt64) -> UInt64 {
  var hash = seed ^ UInt64(truncatingIfNeeded: part.count)
  var position = part.lowerBound
  while position &+ 8 <= part.upperBound {
    hash = mixed(hash ^ eightBytes(of: bytes, at: position))
    position &+= 8
  }
  let rest = part.upperBound &- position
  if rest > 0 {
    let word = Decimals.bytes(rest, of: bytes, at: position)
    hash = mixed(hash ^ (word.byteSwapped &>> UInt64(truncatingIfNeeded: 64 &- 8 &* rest)))
  }
  return mixed(hash)
}

/// Spreads every bit over the whole word.
///
/// > Source: the finaliser of SplitMix64 (Steele, Lea, Flood, *Fast Splittable Pseudorandom Number
/// > Generators*, OOPSLA 2014), variant 13 of Stafford.
@inline(__always)
public func mixed(_ value: UInt64) -> UInt64 {
  var bits = value &+ 0x9E37_79B9_7F4A_7C15
  bits = (bits ^ (bits &>> 30)) &* 0xBF58_476D_1CE4_E5B9
  bits = (bits ^ (bits &>> 27)) &* 0x94D0_49BB_1331_11EB
  return bits ^ (bits &>> 31)
}
