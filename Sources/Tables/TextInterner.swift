import Decimals

/// Keeps each distinct text once and numbers them in the order in which they were first seen.
///
/// Texts lie one behind another in one array of bytes, so a cell that was seen before costs a hash
/// and a comparison, and no string.
public struct TextInterner: Sendable {
  private var bytes: [UInt8] = []

  /// Where each text ends in `bytes`.
  private var ends: [Int] = []

  /// Hash of each text.
  private var hashes: [UInt32] = []

  /// Codes by hash, -1 where empty; a power of two, at most half full.
  private var slots: [Int32] = Array(repeating: -1, count: 64)

  /// Per text whether it came as a bare number; empty while none did.
  private var numberMarks: [Bool] = []

  /// Not the same in every interner, so that nobody can prepare texts that collide; codes do not
  /// depend on it.
  private let seed: UInt64

  /// No texts yet.
  public init() {
    seed = UInt64.random(in: .min ... .max)
  }

  /// Number of distinct texts.
  public var count: Int { ends.count }

  /// The code of a text, a new one if it was not seen before.
  ///
  /// - Parameters:
  ///   - text: UTF-8.
  ///   - isNumber: Whether it came as a bare number; `17850` and `"17850"` are two texts.
  public mutating func code(of text: Span<UInt8>, isNumber: Bool = false) -> Int32 {
    let hash = UInt32(
      truncatingIfNeeded: hashBytes(text, seed: isNumber ? seed &+ 1 : seed))
    let mask = slots.count &- 1
    var slot = Int(hash) & mask
    while true {
      let code = slots[slot]
      if code < 0 { break }
      if hashes[Int(code)] == hash, isEqual(code, text), isNumber == self.isNumber(code) {
        return code
      }
      slot = (slot &+ 1) & mask
    }
    return insert(text, isNumber: isNumber, hash: hash, slot: slot)
  }

  /// Whether a code's text is this one.
  public func isEqual(_ code: Int32, _ text: Span<UInt8>) -> Bool {
    let end = ends[Int(code)]
    let start = code == 0 ? 0 : ends[Int(code) &- 1]
    guard end &- start == text.count else { return false }
    let own = bytes.span
    for index in text.indices where own[start &+ index] != text[index] { return false }
    return true
  }

  private func isNumber(_ code: Int32) -> Bool {
    !numberMarks.isEmpty && numberMarks[Int(code)]
  }

  private mutating func insert(
    _ text: Span<UInt8>, isNumber: Bool, hash: UInt32, slot: Int
  ) -> Int32 {
    let code = Int32(truncatingIfNeeded: ends.count)
    for index in text.indices { bytes.append(text[index]) }
    ends.append(bytes.count)
    hashes.append(hash)
    if isNumber || !numberMarks.isEmpty {
      numberMarks.append(
        contentsOf: repeatElement(false, count: hashes.count - 1 - numberMarks.count))
      numberMarks.append(isNumber)
    }
    slots[slot] = code
    if ends.count * 2 > slots.count { grow() }
    return code
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 2)
    let mask = slots.count &- 1
    for code in hashes.indices {
      var slot = Int(hashes[code]) & mask
      while slots[slot] >= 0 { slot = (slot &+ 1) & mask }
      slots[slot] = Int32(truncatingIfNeeded: code)
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

/// A hash of bytes, eight at a time.
@inline(__always)
func hashBytes(_ text: Span<UInt8>, seed: UInt64) -> UInt64 {
  var hash = seed ^ UInt64(truncatingIfNeeded: text.count)
  var position = 0
  while position &+ 8 <= text.count {
    hash = mixed(hash ^ eightBytes(of: text, at: position))
    position &+= 8
  }
  if position < text.count {
    var rest: UInt64 = 0
    while position < text.count {
      rest = rest &<< 8 | UInt64(text[position])
      position &+= 1
    }
    hash = mixed(hash ^ rest)
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
