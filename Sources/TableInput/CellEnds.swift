import Decimals
import Kernels

/// Where cells and lines end in a stretch of text that has no quotation marks: a record is cut there
/// without a look at the cells that nobody wants.
///
/// 541,909 rows of eight columns, five of them wanted: 18 ms of CPU time to find them, 26 cell by
/// cell.
struct CellEnds {
  /// Where cells end, from index 1 on.
  private var places: [UInt32]

  /// Which of the places end a line.
  private var lines: [UInt32]
  private var lineCount = 0

  /// The stretch itself.
  private var words: [UInt64]

  /// The first place and the first line behind the records that were cut.
  private var nextPlace = 1
  private var nextLine = 0

  /// Records that are cut cell by cell until the next look, as the last looks found no line: else a
  /// text with quotation marks everywhere would be looked at twice.
  private var pause = 0
  private var lastPause = 0

  /// How many blocks of 64 bytes are looked at at once: fewer where quotation marks are near.
  private var blockCount = Self.mostBlocks

  /// Few enough that their ends stay in the nearest cache.
  private static let mostBlocks = 64
  private static let leastBlocks = 8
  private let delimiter: UInt8

  /// Nothing looked at yet.
  init(delimiter: UInt8) {
    self.delimiter = delimiter
    // Each byte may be an end, and some more are written than there are.
    places = Array(repeating: 0, count: 64 * Self.mostBlocks + 16)
    lines = places
    words = Array(repeating: 0, count: 8 * Self.mostBlocks)
  }

  /// Forgets the text.
  mutating func forget() { (lineCount, nextLine) = (0, 0) }

  /// Passes blank lines of that many bytes.
  @inline(__always)
  mutating func pass(_ count: Int) {
    nextPlace &+= count
    nextLine &+= count
  }

  /// Whether the record that begins at a position, not with a line end, is known to its end.
  @inline(__always)
  mutating func hasRecord(at position: Int, in bytes: Span<UInt8>) -> Bool {
    nextLine < lineCount || findsRecord(at: position, in: bytes)
  }

  /// How many cells the record has and where it ends, if the last of them is empty.
  @inline(__always)
  var record: (end: Int, cellCount: Int, lastIsEmpty: Bool) {
    let line = Int(lines[nextLine])
    let end = Int(places[line])
    return (
      end &+ 1, line &- nextPlace &+ 1,
      line > nextPlace && Int(places[line &- 1]) &+ 1 == end
    )
  }

  /// The cells of the record, which begins at a position.
  ///
  /// - Parameters:
  ///   - columns: The wanted cells; the record must have them.
  ///   - cells: Receives them from index `first` on.
  @inline(__always)
  func cut(
    at position: Int, _ columns: Span<Int>, into cells: inout MutableSpan<CellRange>,
    from first: Int
  ) {
    let places = places.span
    for index in columns.indices {
      let end = nextPlace &+ columns[index]
      cells[first &+ index] = CellRange(
        start: end == nextPlace ? position : Int(places[end &- 1]) &+ 1, end: Int(places[end]),
        isEscaped: false)
    }
  }

  /// Goes on behind the record.
  @inline(__always)
  mutating func passRecord() {
    nextPlace = Int(lines[nextLine]) &+ 1
    nextLine &+= 1
  }

  @inline(never)
  private mutating func findsRecord(at position: Int, in bytes: Span<UInt8>) -> Bool {
    (lineCount, nextLine, nextPlace) = (0, 0, 1)
    guard pause == 0 else {
      pause &-= 1
      return false
    }
    let meetsQuote = look(at: bytes, from: position)
    blockCount =
      meetsQuote ? max(Self.leastBlocks, blockCount / 2) : min(Self.mostBlocks, blockCount &* 2)
    lastPause = lineCount > 1 ? 0 : min(2 &* lastPause &+ 1, 63)
    // Behind the last line is the record with the quotation mark.
    pause = max(lastPause, meetsQuote && lineCount > 0 ? 1 : 0)
    return lineCount > 0
  }

  /// Looks at a stretch of the text: to its end or a quotation mark, if there is one.
  private mutating func look(at bytes: Span<UInt8>, from start: Int) -> Bool {
    let rest = bytes.count &- start
    let blockCount = min(self.blockCount, (rest &+ 63) / 64)
    let marks = Marks(bytes, at: start, blockCount: blockCount, delimiter, &words)
    var (places, lines): ([UInt32], [UInt32]) = ([], [])
    swap(&places, &self.places)
    swap(&lines, &self.lines)
    defer {
      swap(&places, &self.places)
      swap(&lines, &self.lines)
    }
    var placeSpan = places.mutableSpan
    var lineSpan = lines.mutableSpan
    lineCount = kernels.listCellEnds(
      cells: marks.cells.span.extracting(0..<blockCount),
      lines: marks.lines.span.extracting(0..<blockCount),
      quotes: marks.quotes.span.extracting(0..<blockCount),
      offset: UInt32(truncatingIfNeeded: start), places: &placeSpan, lineEnds: &lineSpan)
    return marks.hasQuote
  }

  /// A bit for each byte of a stretch, 64 a word.
  private struct Marks {
    private(set) var cells = InlineArray<64, UInt64>(repeating: 0)
    private(set) var lines = InlineArray<64, UInt64>(repeating: 0)
    private(set) var quotes = InlineArray<64, UInt64>(repeating: 0)
    private(set) var hasQuote = false

    init(
      _ bytes: Span<UInt8>, at start: Int, blockCount: Int, _ delimiter: UInt8,
      _ words: inout [UInt64]
    ) {
      var wordSpan = words.mutableSpan
      fill(&wordSpan, from: bytes, at: start)
      var eights = InlineArray<512, UInt8>(repeating: 0)
      var (lineEights, quoteEights) = (eights, eights)
      var cellSpan = eights.mutableSpan
      var lineSpan = lineEights.mutableSpan
      var quoteSpan = quoteEights.mutableSpan
      kernels.markCellEnds(
        of: words.span.extracting(0..<8 &* blockCount), delimiter: delimiter, cells: &cellSpan,
        lines: &lineSpan, quotes: &quoteSpan)
      for block in 0..<blockCount {
        cells[block] = eightBytes(of: eights.span, at: 8 &* block)
        lines[block] = eightBytes(of: lineEights.span, at: 8 &* block)
        quotes[block] = eightBytes(of: quoteEights.span, at: 8 &* block)
        if quotes[block] != 0 { hasQuote = true }
      }
      // Behind the text there are zeros, which the delimiter could be in UTF-16.
      let rest = bytes.count &- start &- 64 &* (blockCount &- 1)
      if rest < 64 { cells[blockCount &- 1] &= (1 &<< UInt64(truncatingIfNeeded: rest)) &- 1 }
    }
  }
}
