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

  /// What is known of the letters so far.
  private(set) var watch = UTF8Watch()

  /// Place in the file of the next byte to read.
  private var fileOffset: Int64

  /// Place in the file of `buffer[placeIndex]`, which lies before or at the start of `range`.
  private var place: Int64
  private var placeIndex = 0

  /// Bytes of UTF-16 that are not a whole letter yet.
  private var leftover: [UInt8] = []
  private var raw: [UInt8] = []

  /// Nothing read yet.
  ///
  /// - Parameter bufferSize: In bytes, at least 1.
  init(file: OpenFile, offset: Int64, wideEncoding: TextEncoding?, bufferSize: Int) {
    self.file = file
    self.wideEncoding = wideEncoding
    // A small file needs no large buffer; one byte more shows its end at once.
    let rest = Int(min(max(0, file.size - offset), Int64(bufferSize)))
    buffer = Array(repeating: 0, count: max(1, min(bufferSize, rest + 1)))
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
  /// - Throws: ``TableError/unreadableFile(path:reason:)``.
  mutating func fill() throws(TableError) {
    guard !isAtEnd else { return }
    _ = filePlace(of: range.lowerBound)
    moveToFront()
    if range.count == buffer.count {
      buffer.append(contentsOf: repeatElement(0, count: buffer.count))
    }
    if let wideEncoding {
      try fillWide(isBigEndian: wideEncoding == .utf16BigEndian)
    } else {
      let free = range.upperBound..<buffer.count
      let count = try file.read(into: &buffer, free, at: fileOffset)
      fileOffset += Int64(count)
      let bytes = buffer
      watch.add(bytes.span.extracting(free.lowerBound..<free.lowerBound + count))
      range = 0..<range.upperBound + count
    }
    isAtEnd = fileOffset >= file.size
    if isAtEnd {
      watch.finish()
      try file.checkUnchanged()
    }
  }

  private mutating func moveToFront() {
    let start = range.lowerBound
    if wideEncoding == nil { place += Int64(start - placeIndex) }
    placeIndex = 0
    guard start > 0 else { return }
    for index in range { buffer[index - start] = buffer[index] }
    range = 0..<range.count
  }

  private mutating func fillWide(isBigEndian: Bool) throws(TableError) {
    // Two bytes of UTF-16 become three of UTF-8 at most.
    let wanted = max(4, (buffer.count - range.count) / 3 * 2)
    raw = leftover + Array(repeating: 0, count: wanted)
    let count = try file.read(into: &raw, leftover.count..<raw.count, at: fileOffset)
    fileOffset += Int64(count)
    let total = leftover.count + count
    var text = Array(buffer[range])
    let used = appendUTF16(
      raw.span.extracting(0..<total), isBigEndian: isBigEndian, isLast: fileOffset >= file.size,
      to: &text)
    leftover = Array(raw[used..<total])
    range = 0..<text.count
    if text.count < buffer.count {
      text.append(contentsOf: repeatElement(0, count: buffer.count - text.count))
    }
    buffer = text
  }
}
