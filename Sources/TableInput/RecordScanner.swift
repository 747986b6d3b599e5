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
    case record(end: Int, cellCount: Int)
    /// The text ends within it.
    case incomplete
    /// The text ends, nothing follows, and a quotation mark was never closed.
    case unclosedQuote
    /// Only blank lines were left.
    case nothing
  }

  let delimiter: UInt8

  /// Per column of the file the place among those that are wanted, or -1.
  let slots: [Int32]

  /// How many columns are wanted.
  let slotCount: Int

  /// The wanted cells, record by record.
  private(set) var cells: [CellRange] = []

  /// Where each record begins.
  private(set) var recordStarts: [Int] = []

  /// Records with another number of cells than the header, in order.
  private(set) var ragged: [Ragged] = []

  /// A record with another number of cells than the header.
  struct Ragged {
    /// How many whole records of the same piece came before it.
    let recordsBefore: Int
    let range: Range<Int>
    let cellCount: Int
  }

  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  /// Keeps what to look for; `slots` has an entry per column of the header.
  init(delimiter: UInt8, slots: [Int32], slotCount: Int) {
    self.delimiter = delimiter
    self.slots = slots
    self.slotCount = slotCount
  }

  /// How many records were cut.
  var recordCount: Int { recordStarts.count }

  /// Cuts up to `limit` records, forgetting those of the piece before.
  ///
  /// - Parameters:
  ///   - bytes: The text.
  ///   - start: Index where a record begins.
  ///   - isLast: Whether nothing follows the text.
  /// - Returns: Index behind the last whole record, and how the cutting ended.
  mutating func scan(
    _ bytes: Span<UInt8>, from start: Int, isLast: Bool, limit: Int
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
    cells.removeAll(keepingCapacity: true)
    recordStarts.removeAll(keepingCapacity: true)
    ragged.removeAll(keepingCapacity: true)
    let wanted = self.slots
    let slots = wanted.span
    var position = start
    while recordStarts.count < limit {
      let recordStart = Self.skipBlankLines(bytes, from: position)
      let cellStart = cells.count
      // A cell that is not there stays empty, and the record counts as ragged anyway.
      cells.append(
        contentsOf: repeatElement(CellRange(start: 0, end: 0, isEscaped: false), count: slotCount))
      var lastIsEmpty = false
      let outcome = Self.cut(bytes, from: recordStart, isLast: isLast, delimiter: delimiter) {
        index, cell in
        lastIsEmpty = cell.range.isEmpty
        guard index < slots.count, slots[index] >= 0 else { return }
        cells[cellStart &+ Int(slots[index])] = cell
      }
      guard case .record(let end, let cellCount) = outcome else {
        cells.removeLast(slotCount)
        return (recordStart, outcome)
      }
      // Some programs end every line but the first with a delimiter.
      if cellCount == slots.count || (cellCount == slots.count + 1 && lastIsEmpty) {
        recordStarts.append(recordStart)
      } else {
        cells.removeLast(slotCount)
        ragged.append(
          Ragged(
            recordsBefore: recordStarts.count, range: recordStart..<end, cellCount: cellCount))
      }
      position = end
    }
    return (position, .record(end: position, cellCount: 0))
  }

  /// Index of the first byte that ends no line.
  private static func skipBlankLines(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var position = start
    while position < bytes.count, bytes[position] == lineFeed || bytes[position] == carriageReturn {
      position += 1
    }
    return position
  }

  /// Cuts one record and shows each of its cells.
  ///
  /// - Parameters:
  ///   - start: Index where it begins, not within a blank line.
  ///   - visit: Gets each cell and its index in the record.
  @inline(__always)
  static func cut(
    _ bytes: Span<UInt8>, from start: Int, isLast: Bool, delimiter: UInt8,
    visit: (Int, CellRange) -> Void
  ) -> Outcome {
    let count = bytes.count
    guard start < count else { return isLast ? .nothing : .incomplete }
    var position = start
    var index = 0
    while true {
      let cellStart = position
      if position < count, bytes[position] == quote {
        var hasDoubled = false
        position &+= 1
        while true {
          while position < count, bytes[position] != quote { position &+= 1 }
          guard position < count else { return isLast ? .unclosedQuote : .incomplete }
          guard position &+ 1 < count else {
            if !isLast { return .incomplete }
            break
          }
          guard bytes[position &+ 1] == quote else { break }
          hasDoubled = true
          position &+= 2
        }
        let closing = position
        position &+= 1
        while position < count, !endsCell(bytes[position], delimiter) { position &+= 1 }
        if hasDoubled || position > closing &+ 1 {
          visit(index, CellRange(start: cellStart, end: position, isEscaped: true))
        } else {
          visit(index, CellRange(start: cellStart &+ 1, end: closing, isEscaped: false))
        }
      } else {
        while position < count, !endsCell(bytes[position], delimiter) { position &+= 1 }
        visit(index, CellRange(start: cellStart, end: position, isEscaped: false))
      }
      index &+= 1
      guard position < count else {
        return isLast ? .record(end: position, cellCount: index) : .incomplete
      }
      let byte = bytes[position]
      position &+= 1
      // The LF of a CR LF is a blank line to the next record.
      if byte != delimiter { return .record(end: position, cellCount: index) }
    }
  }

  @inline(__always)
  private static func endsCell(_ byte: UInt8, _ delimiter: UInt8) -> Bool {
    byte == delimiter || byte == lineFeed || byte == carriageReturn
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
