/// The texts that mean a missing cell.
struct MissingTexts {
  private let texts: [[UInt8]]

  /// One bit per length, so that most cells are told by their length alone.
  private let lengths: UInt64

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
    lengths = self.texts.reduce(0) { $0 | 1 << UInt64(min($1.count, 63)) }
  }

  /// Whether a cell is empty, only spaces, or one of the texts with spaces around it.
  @inline(__always)
  func contains(_ cell: Span<UInt8>) -> Bool {
    var low = 0
    var high = cell.count
    while low < high, cell[low] <= 0x20, cell[low] == 0x20 || cell[low] == 0x09 { low &+= 1 }
    while high > low, cell[high &- 1] == 0x20 || cell[high &- 1] == 0x09 { high &-= 1 }
    if low == high { return true }
    guard lengths >> UInt64(min(high &- low, 63)) & 1 == 1 else { return false }
    return isListed(cell.extracting(low..<high))
  }

  private func isListed(_ cell: Span<UInt8>) -> Bool {
    texts.contains { text in
      guard text.count == cell.count else { return false }
      for index in cell.indices where cell[index] != text[index] { return false }
      return true
    }
  }
}
