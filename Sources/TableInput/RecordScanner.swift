import Decimals

/// Where a cell lies in a piece of text.
struct CellRange {
  /// Index of its first byte; without the quotation mark, unless ``isEscaped``.
  let start: UInt32

  private let endAndMark: UInt32

  init(start: Int, end: Int, isEscaped: Bool) {
    self.start = UInt32(truncatingIfNeeded: start)
    endAndMark = UInt32(truncatingIfNeeded: end) | (isEscaped ? 0x8000_0000 : 0)
  }

  /// Index behind its last byte.
  var end: Int { Int(endAndMark & 0x7FFF_FFFF) }

  /// Whether it has quotation marks that must be taken out; then it begins with one.
  var isEscaped: Bool { endAndMark >= 0x8000_0000 }

  var range: Range<Int> { Int(start)..<end }

  /// Whether another cell of the text has the same bytes and marks.
  @inline(__always)
  func isSame(as other: CellRange, in bytes: Span<UInt8>) -> Bool {
    range.count == other.range.count && isEscaped == other.isEscaped
      && areEqual(
        bytes, at: Int(start), bytes, at: Int(other.start), count: range.count)
  }
}

/// Cuts text into records and cells by RFC 4180, leniently: a line may end with LF, CR or both, and
/// what stands behind a closing quotation mark belongs to the cell.
///
/// It keeps nothing from one piece of text to the next, so pieces that begin with a record can be
/// cut by several scanners at once.
struct RecordScanner {
  /// How a look at a record ended.
  enum Outcome {
    /// It was cut; the next begins at `end`.
    case record(end: Int, cellCount: Int, lastIsEmpty: Bool)
    /// The text ends within it.
    case incomplete
    /// The text ends, nothing follows, and a quotation mark was never closed.
    case unclosedQuote
    /// Only blank lines were left.
    case nothing
    /// The next record belongs to others.
    case stopped
    /// As many records were cut as were asked for.
    case full
  }

  let delimiter: UInt8

  /// Per column of the file the place among those that are wanted, or -1.
  let slots: [Int32]

  /// How many columns are wanted.
  let slotCount: Int

  /// Per place among the wanted ones the column of the file.
  private let columns: [Int]

  /// The ends in the text at hand.
  private var ends: CellEnds

  /// How many records are cut at most: few enough that their cells stay in the cache.
  let limit: Int

  /// The wanted cells, record by record; only those of the records that were cut count.
  private(set) var cells: [CellRange]

  /// Where each record begins; only the first ``recordCount`` count.
  private(set) var recordStarts: [Int]

  /// How many records were cut.
  private(set) var recordCount = 0

  /// Records with another number of cells than the header, in order.
  private(set) var ragged: [Ragged] = []

  /// A record with another number of cells than the header.
  struct Ragged {
    /// How many whole records of the same piece came before it.
    let recordsBefore: Int
    let range: Range<Int>
  }

  private static let quote = UInt8(ascii: "\"")

  /// Keeps what to look for; `slots` has an entry per column of the header.
  init(delimiter: UInt8, slots: [Int32], slotCount: Int, limit: Int? = nil) {
    self.delimiter = delimiter
    self.slots = slots
    self.slotCount = slotCount
    var columns = Array(repeating: 0, count: slotCount)
    for (column, slot) in slots.enumerated() where slot >= 0 { columns[Int(slot)] = column }
    self.columns = columns
    ends = CellEnds(delimiter: delimiter)
    let limit = limit ?? max(1, min(2_048, 65_536 / max(1, slotCount)))
    self.limit = limit
    cells = Array(
      repeating: CellRange(start: 0, end: 0, isEscaped: false), count: limit * slotCount)
    recordStarts = Array(repeating: 0, count: limit)
  }

  /// Forgets the records that were cut.
  mutating func forget() {
    recordCount = 0
    ragged.removeAll(keepingCapacity: true)
  }

  /// Cuts up to ``limit`` records, forgetting those of the piece before.
  ///
  /// - Parameters:
  ///   - bytes: The text.
  ///   - start: Index where a record begins.
  ///   - stop: Index from which on no record is begun.
  ///   - isLast: Whether nothing follows the text.
  /// - Returns: Index behind the last whole record and the blank lines that follow it, and how the
  ///   cutting ended.
  mutating func scan(
    _ bytes: Span<UInt8>, from start: Int, stop: Int, isLast: Bool
  ) -> (end: Int, outcome: Outcome) {
    // Locals, because a span of one property and a change of another overlap.
    var cells: [CellRange] = []
    var recordStarts: [Int] = []
    swap(&cells, &self.cells)
    swap(&recordStarts, &self.recordStarts)
    defer {
      swap(&cells, &self.cells)
      swap(&recordStarts, &self.recordStarts)
    }
    forget()
    ends.forget()
    let wanted = (self.slots, self.columns)
    let (slots, columns) = (wanted.0.span, wanted.1.span)
    var cellSpan = cells.mutableSpan
    var startSpan = recordStarts.mutableSpan
    var finder = EndFinder(delimiter: delimiter)
    var count = 0
    var position = start
    defer { recordCount = count }
    while true {
      let begin = Self.skipBlankLines(bytes, from: position)
      ends.pass(begin &- position)
      position = begin
      guard position < bytes.count else { return (position, isLast ? .nothing : .incomplete) }
      guard position < stop else { return (position, .stopped) }
      guard count < limit else { return (position, .full) }
      let (end, isWhole): (Int, Bool)
      if ends.hasRecord(at: position, in: bytes) {
        let record = ends.record
        end = record.end
        isWhole = hasAllCells(record.cellCount, record.lastIsEmpty)
        if isWhole { ends.cut(at: position, columns, into: &cellSpan, from: count &* slotCount) }
        ends.passRecord()
      } else {
        let outcome = Self.cut(
          bytes, from: position, isLast: isLast, &finder, slots: slots, into: &cellSpan,
          at: count &* slotCount)
        guard case .record(let recordEnd, let cellCount, let lastIsEmpty) = outcome else {
          return (position, outcome)
        }
        end = recordEnd
        isWhole = hasAllCells(cellCount, lastIsEmpty)
      }
      if isWhole {
        startSpan[count] = position
        count &+= 1
      } else {
        ragged.append(Ragged(recordsBefore: count, range: position..<end))
        // Not endless pieces of ragged records alone.
        if ragged.count >= limit { return (end, .full) }
      }
      position = end
    }
  }

  /// Whether a record has as many cells as the header; some programs end every line but the first
  /// with a delimiter.
  @inline(__always)
  private func hasAllCells(_ cellCount: Int, _ lastIsEmpty: Bool) -> Bool {
    cellCount == slots.count || (cellCount == slots.count &+ 1 && lastIsEmpty)
  }

  /// Index of the first byte that ends no line.
  @inline(__always)
  static func skipBlankLines(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var position = start
    while position < bytes.count, bytes[position] == 0x0A || bytes[position] == 0x0D {
      position &+= 1
    }
    return position
  }

  /// Cuts one record.
  ///
  /// - Parameters:
  ///   - start: Index where it begins, not within a blank line.
  ///   - slots: Per column the place of its cell among those that are wanted, or -1; cells behind
  ///     the last column are counted only.
  ///   - cells: Receives the wanted cells from index `first` on.
  @inline(__always)
  static func cut(
    _ bytes: Span<UInt8>, from start: Int, isLast: Bool, _ finder: inout EndFinder,
    slots: Span<Int32>, into cells: inout MutableSpan<CellRange>, at first: Int
  ) -> Outcome {
    let count = bytes.count
    guard start < count else { return isLast ? .nothing : .incomplete }
    var position = start
    var index = 0
    finder.skip(to: start, in: bytes)
    while true {
      let cell: CellRange
      if position < count, bytes[position] == quote {
        guard let quoted = cutQuoted(bytes, &position, isLast: isLast, &finder) else {
          return isLast ? .unclosedQuote : .incomplete
        }
        cell = quoted
      } else {
        let end = finder.next(in: bytes)
        cell = CellRange(start: position, end: end, isEscaped: false)
        position = end
      }
      if index < slots.count, slots[index] >= 0 { cells[first &+ Int(slots[index])] = cell }
      index &+= 1
      guard position < count else {
        return isLast
          ? .record(end: position, cellCount: index, lastIsEmpty: cell.range.isEmpty) : .incomplete
      }
      let byte = bytes[position]
      position &+= 1
      // The LF of a CR LF is a blank line to the next record.
      if byte == 0x0A || byte == 0x0D {
        return .record(end: position, cellCount: index, lastIsEmpty: cell.range.isEmpty)
      }
    }
  }

  /// Cuts a cell that begins with a quotation mark, and moves to its end; `nil` where the text ends
  /// before one can tell.
  @inline(never)
  private static func cutQuoted(
    _ bytes: Span<UInt8>, _ position: inout Int, isLast: Bool, _ finder: inout EndFinder
  ) -> CellRange? {
    let start = position
    var hasDoubled = false
    position &+= 1
    while true {
      position = TableInput.index(of: quote, in: bytes, from: position)
      guard position < bytes.count else { return nil }
      guard position &+ 1 < bytes.count else {
        if !isLast { return nil }
        break
      }
      guard bytes[position &+ 1] == quote else { break }
      hasDoubled = true
      position &+= 2
    }
    let closing = position
    finder.skip(to: closing &+ 1, in: bytes)
    position = finder.next(in: bytes)
    if hasDoubled || position > closing &+ 1 {
      return CellRange(start: start, end: position, isEscaped: true)
    }
    return CellRange(start: start &+ 1, end: closing, isEscaped: false)
  }

  /// Appends a cell with its quotation marks taken out.
  ///
  /// - Parameter cell: Begins with the opening mark.
  static func appendUnescaped(_ cell: Span<UInt8>, to bytes: inout [UInt8]) {
    var position = 1
    var isQuoted = true
    while position < cell.count {
      let byte = cell[position]
      position += 1
      guard isQuoted, byte == quote else {
        bytes.append(byte)
        continue
      }
      if position < cell.count, cell[position] == quote {
        bytes.append(quote)
        position += 1
      } else {
        isQuoted = false
      }
    }
  }
}
