import Decimals

/// Little-endian doubles or singles in base64, read from the message where they stand.
///
///     guard let numbers = Base64Numbers(slice, isSinglePrecision: false) else { .. }
///     var block: [Double] = []
///     numbers.read(0..<6, into: &block)     // whether these are base64
public struct Base64Numbers: Sendable {
  /// Parts begin at multiples of this: there a letter, a number and three words begin at once.
  public static let grain = 6

  /// How many numbers there are, if all letters are right.
  public let count: Int

  /// How many bytes the text stands for, if all letters are right.
  public let byteCount: Int

  private let bytes: [UInt8]
  private let letters: Range<Int>
  private let isSinglePrecision: Bool

  /// Looks at the length and the padding of a text alone.
  ///
  /// - Returns: nil where that is no base64 for certain, or where the last number is cut off.
  public init?(_ text: JSONSlice, isSinglePrecision: Bool) {
    guard text.kind == .string else { return nil }
    let bytes = text.bytes
    var end = text.range.upperBound &- 1
    let start = text.range.lowerBound &+ 1
    var padding = 0
    while end > start, padding < 3, byte(of: bytes.span, at: end &- 1) == UInt8(ascii: "=") {
      end &-= 1
      padding &+= 1
    }
    let letters = start..<max(start, end)
    let rest = letters.count % 4
    guard padding == 0 || padding == 4 - rest && rest >= 2, rest != 1 else { return nil }
    byteCount = letters.count / 4 * 3 + max(0, rest - 1)
    (self.bytes, self.letters, self.isSinglePrecision) = (bytes, letters, isSinglePrecision)
    let width = isSinglePrecision ? 4 : 8
    guard byteCount % width == 0 else { return nil }
    count = byteCount / width
  }

  /// Replaces `values` by the numbers of a part.
  ///
  /// - Parameters:
  ///   - part: Begins at a multiple of ``grain``, and ends at one or with the last number.
  ///   - values: NaN and infinities come as they are.
  /// - Returns: Whether the part's letters are all of the standard alphabet; in a text with escapes
  ///   they are not, as a backslash is none.
  public func read(_ part: Range<Int>, into values: inout [Double]) -> Bool {
    precondition(part.lowerBound % Self.grain == 0 && part.upperBound <= count)
    precondition(part.upperBound % Self.grain == 0 || part.upperBound == count)
    let perWord = isSinglePrecision ? 2 : 1
    let first = letters.lowerBound + part.lowerBound / perWord / 3 * 32
    let groupCount = part.count / perWord / 3
    guard readGroups(groupCount, from: first, into: &values) else { return false }
    guard values.count < part.count else { return true }
    // The last few letters, less than 32.
    let rest = bytes[(first + 32 * groupCount)..<letters.upperBound]
    guard let last = decodeBase64(rest) else { return false }
    for offset in stride(from: 0, to: last.count, by: 8) { append(word(last, offset), to: &values) }
    values.removeLast(values.count - part.count)
    return true
  }

  /// Replaces `values` by the numbers of groups of 32 letters.
  private func readGroups(_ count: Int, from start: Int, into values: inout [Double]) -> Bool {
    guard isSinglePrecision else {
      if values.count != 3 * count { values = Array(repeating: 0, count: 3 * count) }
      var room = values.mutableSpan
      return decodeBase64(bytes.span, from: start, into: &room) { Double(bitPattern: $0) }
    }
    values.removeAll(keepingCapacity: true)
    var words = [UInt64](repeating: 0, count: 3 * count)
    var room = words.mutableSpan
    guard decodeBase64(bytes.span, from: start, into: &room, { $0 }) else { return false }
    for word in words { append(word, to: &values) }
    return true
  }

  private func append(_ word: UInt64, to values: inout [Double]) {
    guard isSinglePrecision else { return values.append(Double(bitPattern: word)) }
    values.append(Double(Float(bitPattern: UInt32(truncatingIfNeeded: word))))
    values.append(Double(Float(bitPattern: UInt32(truncatingIfNeeded: word &>> 32))))
  }

  /// The bytes from an offset on as a word; what is not there is 0.
  private func word(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
    eightBytes(of: bytes.span, at: offset)
  }
}
