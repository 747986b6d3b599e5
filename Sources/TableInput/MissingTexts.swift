import Decimals

/// The texts that mean a missing cell.
struct MissingTexts {
  private let texts: [[UInt8]]

  /// One bit per length, so that most cells are told by their length alone.
  private let lengths: UInt64

  /// The first bytes of the texts, a bit for each: few cells begin as one of them does.
  private let firstBytes: SIMD4<UInt64>

  /// Whether a text among them could be a value (`-999`), so that it must be looked for first.
  let hasValues: Bool

  init(_ texts: [String]) {
    // Spaces around a cell do not count, so they do not count here.
    self.texts = texts.map { text in
      var bytes = Array(text.utf8)
      while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
      return Array(bytes.drop { $0 == UInt8(ascii: " ") })
    }
    hasValues = texts.contains { text in text.utf8.contains { $0 &- UInt8(ascii: "0") <= 9 } }
    var firstBytes = SIMD4<UInt64>.zero
    for case let byte? in self.texts.map(\.first) { firstBytes[Int(byte >> 6)] |= 1 << (byte & 63) }
    self.firstBytes = firstBytes
    lengths = self.texts.reduce(0) { $0 | 1 << UInt64(min($1.count, 63)) }
  }

  /// Whether a cell is empty, only spaces, or one of the texts with spaces around it.
  @inline(__always)
  func contains(_ cell: Span<UInt8>) -> Bool { contains(cell, 0..<cell.count) }

  /// The same for a cell within a longer text.
  @inline(__always)
  func contains(_ bytes: Span<UInt8>, _ cell: Range<Int>) -> Bool {
    var low = cell.lowerBound
    var high = cell.upperBound
    while low < high, bytes[low] == 0x20 || bytes[low] == 0x09 { low &+= 1 }
    while high > low, bytes[high &- 1] == 0x20 || bytes[high &- 1] == 0x09 { high &-= 1 }
    if low == high { return true }
    guard lengths &>> UInt64(min(high &- low, 63)) & 1 == 1 else { return false }
    let first = bytes[low]
    guard firstBytes[Int(first &>> 6)] &>> UInt64(first & 63) & 1 == 1 else { return false }
    return isListed(bytes.extracting(low..<high))
  }

  private func isListed(_ cell: Span<UInt8>) -> Bool {
    texts.contains { text in
      text.count == cell.count && areEqual(text.span, at: 0, cell, at: 0, count: cell.count)
    }
  }
}
