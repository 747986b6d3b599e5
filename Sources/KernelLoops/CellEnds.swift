extension Loops {
  /// Marks the bytes of a text at which cells and lines end with a bit each, and the words with a
  /// quotation mark.
  ///
  /// - Parameters:
  ///   - words: The text, eight bytes a word, the first byte lowest.
  ///   - delimiter: What ends a cell, as LF and CR do.
  ///   - cells: Receives eight bits for each word, as the next two; as long as the words.
  ///   - lines: LF and CR alone.
  ///   - quotes: All eight or none.
  @inline(never)
  public static func markCellEnds(
    of words: Span<UInt64>, delimiter: UInt8, cells: inout MutableSpan<UInt8>,
    lines: inout MutableSpan<UInt8>, quotes: inout MutableSpan<UInt8>
  ) {
    let delimiters = everyByte &* UInt64(delimiter)
    let wordCount = words.count
    precondition(
      cells.count >= wordCount && lines.count >= wordCount && quotes.count >= wordCount)
    for index in 0..<wordCount {
      let text = words[index]
      let seven = text & lowBits
      // Adding 127 sets the high bit of what is not 0; what has it set is none of these bytes.
      let feeds = (seven ^ (everyByte &* 0x0A)) &+ lowBits
      let returns = (seven ^ (everyByte &* 0x0D)) &+ lowBits
      let marks = (seven ^ (everyByte &* 0x22)) &+ lowBits
      let other = text ^ delimiters
      let inLine = (feeds & returns) | text
      cells[index] = eightBits(inLine & (((other & lowBits) &+ lowBits) | other))
      lines[index] = eightBits(inLine)
      quotes[index] = (marks | text) & highBits == highBits ? 0 : 0xFF
    }
  }

  /// Lists the bytes that are marked as ends of cells, up to the first word with a quotation mark.
  ///
  /// - Parameters:
  ///   - cells: A bit for each byte, 64 a word.
  ///   - lines: The same of ends of lines.
  ///   - quotes: The same of words with a quotation mark.
  ///   - offset: What is added to every place.
  ///   - places: Receives from index 1 on the place of each end, and something behind them: room for
  ///     all bytes and 16 more.
  ///   - lineEnds: Receives the indices of those places at which lines end: as much room.
  /// - Returns: How many lines end there.
  @inline(never)
  public static func listCellEnds(
    cells: Span<UInt64>, lines: Span<UInt64>, quotes: Span<UInt64>, offset: UInt32,
    places: inout MutableSpan<UInt32>, lineEnds: inout MutableSpan<UInt32>
  ) -> Int {
    var (count, lineCount) = (1, 0)
    for block in cells.indices {
      let unquoted = below(quotes[block])
      var marks = cells[block] & unquoted
      var lineMarks = lines[block] & marks
      let end = count &+ marks.nonzeroBitCount
      let lineEnd = lineCount &+ lineMarks.nonzeroBitCount
      // Two lines and twelve ends at least, so that nothing waits for whether there are so many.
      repeat {
        guard lineCount >= 0, lineCount &+ 2 <= lineEnds.count else { return lineCount }
        for index in 0..<2 {
          lineEnds[lineCount &+ index] = UInt32(
            truncatingIfNeeded: count &+ (marks & below(lineMarks)).nonzeroBitCount)
          lineMarks &= lineMarks &- 1
        }
        lineCount &+= 2
      } while lineMarks != 0
      lineCount = lineEnd
      let start = offset &+ UInt32(truncatingIfNeeded: 64 &* block)
      repeat {
        guard count >= 0, count &+ 12 <= places.count else { return 0 }
        for index in 0..<12 {
          places[count &+ index] = start &+ UInt32(truncatingIfNeeded: marks.trailingZeroBitCount)
          marks &= marks &- 1
        }
        count &+= 12
      } while marks != 0
      count = end
      if unquoted != .max { break }
    }
    return lineCount
  }

  /// A bit for each byte of a word, set where its high bit is not.
  @inline(__always)
  private static func eightBits(_ word: UInt64) -> UInt8 {
    // Bit 8b + 7 goes to bit 56 + b; no two of the products meet, so nothing is carried.
    UInt8(truncatingIfNeeded: ((~word & highBits) &* 0x0002_0408_1020_4081) &>> 56)
  }

  /// The bits below the lowest that is set; all where none is.
  @inline(__always)
  private static func below(_ bits: UInt64) -> UInt64 { (bits & (0 &- bits)) &- 1 }

  @inline(__always)
  private static var everyByte: UInt64 { 0x0101_0101_0101_0101 }

  @inline(__always)
  private static var highBits: UInt64 { 0x8080_8080_8080_8080 }

  @inline(__always)
  private static var lowBits: UInt64 { 0x7F7F_7F7F_7F7F_7F7F }
}
