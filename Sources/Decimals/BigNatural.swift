/// A natural number of any size: as much arithmetic as the exact comparison and the table need.
struct BigNatural: Equatable {
  /// From the lowest word up, without zeros at the top; empty is 0.
  private(set) var words: [UInt64]

  init(_ value: UInt64) {
    words = value == 0 ? [] : [value]
  }

  /// Multiplies by a word, then adds one.
  mutating func multiply(by factor: UInt64, adding summand: UInt64 = 0) {
    var carry = summand
    for index in words.indices {
      let (high, low) = words[index].multipliedFullWidth(by: factor)
      let (sum, overflow) = low.addingReportingOverflow(carry)
      words[index] = sum
      carry = high &+ (overflow ? 1 : 0)
    }
    if carry != 0 { words.append(carry) }
  }

  /// Multiplies by 5^`exponent`, 27 fives at a time, which fill a word.
  mutating func multiply(byPowerOfFive exponent: Int) {
    let (steps, rest) = exponent.quotientAndRemainder(dividingBy: 27)
    for _ in 0..<steps { multiply(by: 7_450_580_596_923_828_125) }
    var last: UInt64 = 1
    for _ in 0..<rest { last &*= 5 }
    multiply(by: last)
  }

  /// Divides by a word, not 0, and rounds down.
  mutating func divide(by divisor: UInt64) {
    var remainder: UInt64 = 0
    for index in words.indices.reversed() {
      (words[index], remainder) = divisor.dividingFullWidth((remainder, words[index]))
    }
    while words.last == 0 { words.removeLast() }
  }

  /// Multiplies by 2^`count`.
  mutating func shiftLeft(by count: Int) {
    guard !words.isEmpty else { return }
    let (whole, part) = count.quotientAndRemainder(dividingBy: 64)
    if part > 0 {
      multiply(by: 1 << UInt64(part))
    }
    words.insert(contentsOf: repeatElement(0, count: whole), at: 0)
  }

  /// The first 128 bits, the leading one at the top, rounded down: the number is them times
  /// 2^`shift`, exactly or nearly.
  func leading128Bits() -> (high: UInt64, low: UInt64, shift: Int, isExact: Bool) {
    let top = words.count - 1
    guard top >= 0 else { return (0, 0, 0, true) }
    let lead = UInt64(words[top].leadingZeroBitCount)
    func word(_ index: Int) -> UInt64 { index >= 0 ? words[index] : 0 }
    // A shift by 64, where `lead` is 0, gives 0.
    let high = word(top) << lead | word(top - 1) >> (64 - lead)
    let low = word(top - 1) << lead | word(top - 2) >> (64 - lead)
    let isExact = word(top - 2) << lead == 0 && words.dropLast(3).allSatisfy { $0 == 0 }
    return (high, low, 64 * (top - 1) - Int(lead), isExact)
  }

  /// Whether it is less than (-1), equal to (0) or more than (1) another.
  func compared(to other: BigNatural) -> Int {
    if words.count != other.words.count { return words.count < other.words.count ? -1 : 1 }
    for index in words.indices.reversed() where words[index] != other.words[index] {
      return words[index] < other.words[index] ? -1 : 1
    }
    return 0
  }
}
