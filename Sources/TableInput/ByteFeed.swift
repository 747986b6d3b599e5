import Tables

/// The text of a file as UTF-8 or bytes that agree with it up to 127, a piece at a time.
///
/// One buffer holds the piece: what was not taken moves to its front, the rest is filled from the
/// file. Only a record that does not fit makes the buffer grow, up to ``recordLimit``.
struct ByteFeed {
  /// The longest record that is read, in bytes.
  static let recordLimit = 16 << 20

  let file: OpenFile

  /// `nil` while single bytes are read as they are, UTF-8 or Windows-1252.
  let wideEncoding: TextEncoding?

  /// The piece; only `range` of it counts.
  private(set) var buffer: [UInt8]

  /// What was read and not taken yet.
  private(set) var range = 0..<0

  /// Whether nothing comes after the piece.
  private(set) var isAtEnd = false

  /// How many bytes are read first, and whether they were.
  private let firstCount: Int
  private var hasBegun = false

  /// Place in the file of the next byte to read.
  private var fileOffset: Int64

  /// Place in the file of `buffer[placeIndex]`, which lies before or at the start of `range`.
  private var place: Int64
  private var placeIndex = 0

  /// Bytes of UTF-16 that are not a whole letter yet.
  private var leftover: [UInt8] = []

  /// Nothing read yet.
  ///
  /// - Parameters:
  ///   - bufferSize: How many bytes are read first; then less, for what began there needs only its
  ///     end.
  ///   - buffer: Memory to read into; its content does not count.
  init(
    file: OpenFile, offset: Int64, wideEncoding: TextEncoding?, bufferSize: Int,
    buffer: [UInt8] = []
  ) {
    self.file = file
    self.wideEncoding = wideEncoding
    self.buffer = buffer
    firstCount = max(1, bufferSize)
    fileOffset = offset
    place = offset
  }

  /// Takes what was read up to an index of the buffer.
  mutating func take(upTo index: Int) { range = index..<range.upperBound }

  /// Place in the file where the byte at an index of the buffer begins; indices must ascend.
  mutating func filePlace(of index: Int) -> Int64 {
    guard wideEncoding != nil else { return place + Int64(index - placeIndex) }
    place += 2 * wideUnitCount(placeIndex..<index)
    placeIndex = index
    return place
  }

  /// How many units of UTF-16 a part of the buffer was made of.
  private func wideUnitCount(_ part: Range<Int>) -> Int64 {
    var count: Int64 = 0
    for index in part {
      let byte = buffer[index]
      if byte & 0xC0 != 0x80 { count += byte >= 0xF0 ? 2 : 1 }
    }
    return count
  }

  /// Reads more behind what is left.
  ///
  /// - Returns: By how much what is left moved to the front.
  /// - Throws: ``TableError/unreadableFile(path:reason:)``.
  @discardableResult
  mutating func fill() throws(TableError) -> Int {
    guard !isAtEnd else { return 0 }
    let moved = range.lowerBound
    _ = filePlace(of: moved)
    moveToFront()
    // Twice as much each time, or a long record would be looked at again and again; but no byte
    // beyond what a record may have, so that the limit is the same wherever the reading began.
    let more = max(min(firstCount, 4_096), range.count)
    let wanted =
      hasBegun ? max(1, min(more, ByteFeed.recordLimit - range.count)) : firstCount
    hasBegun = true
    let count = Int(min(Int64(wanted), max(0, file.size - fileOffset)))
    if let wideEncoding {
      try fillWide(max(4, count), isBigEndian: wideEncoding == .utf16BigEndian)
    } else {
      let end = range.count + count
      // A word behind the end, so that the last cells too are loaded whole.
      if buffer.count < end + 8 {
        buffer.append(contentsOf: repeatElement(0, count: end + 8 - buffer.count))
      }
      fileOffset += Int64(try file.read(into: &buffer, range.count..<end, at: fileOffset))
      range = 0..<end
    }
    isAtEnd = fileOffset >= file.size
    if isAtEnd { try file.checkUnchanged() }
    return moved
  }

  private mutating func moveToFront() {
    let start = range.lowerBound
    if wideEncoding == nil { place += Int64(start - placeIndex) }
    placeIndex = 0
    guard start > 0 else { return }
    for index in range { buffer[index - start] = buffer[index] }
    range = 0..<range.count
  }

  private mutating func fillWide(_ wanted: Int, isBigEndian: Bool) throws(TableError) {
    var raw = leftover + Array(repeating: 0, count: wanted)
    let count = try file.read(into: &raw, leftover.count..<raw.count, at: fileOffset)
    fileOffset += Int64(count)
    let total = leftover.count + count
    var text = Array(buffer[range])
    let used = appendUTF16(
      raw.span.extracting(0..<total), isBigEndian: isBigEndian, isLast: fileOffset >= file.size,
      to: &text)
    leftover = Array(raw[used..<total])
    range = 0..<text.count
    buffer = text
  }
}
