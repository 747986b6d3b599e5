import Decimals

// The inner loops of `readNumbers` and `readNumericRows`: from bytes into cells that are there
// already, which is half as much work as appending one by one.

/// How many cells are made at a time: few at first, because the first may be no number at all.
enum CellChunk {
  static let first = 64
  static let last = 8192
}

/// What `readCells` came to.
struct CellRun {
  /// One past the last cell that was set.
  let cellsEnd: Int

  /// Where the next element begins, or the closing bracket stands.
  let offset: Int

  /// Whether the closing bracket stands there.
  let isAtEnd: Bool

  /// Whether it stopped although there was another cell to set, or at the array's end.
  let hasRoomLeft: Bool
}

/// Fills cells with the numbers and nulls at `start`, the first byte of an element.
@inline(__always)
func readCells(
  _ bytes: Span<UInt8>, _ start: Int, into cells: inout MutableSpan<Double>, from first: Int
) -> CellRun {
  var position = start
  var index = first
  while index < cells.count {
    guard let cell = numericCell(bytes, position) else {
      return CellRun(cellsEnd: index, offset: position, isAtEnd: false, hasRoomLeft: true)
    }
    cells[index] = cell.value
    index &+= 1
    position = skippingSpace(bytes, cell.end)
    guard byte(of: bytes, at: position) == UInt8(ascii: ",") else {
      return CellRun(cellsEnd: index, offset: position, isAtEnd: true, hasRoomLeft: true)
    }
    position = skippingSpace(bytes, position &+ 1)
  }
  return CellRun(cellsEnd: index, offset: position, isAtEnd: false, hasRoomLeft: false)
}

/// Fills cells with `limit` rows of `width` numbers, as far as there are such rows.
///
/// - Parameters:
///   - start: Where an element begins, or the closing bracket stands.
///   - byteEnd: No row is read that begins there or behind.
/// - Returns: Complete rows, and where the next element begins or the closing bracket stands.
@inline(__always)
func readRows(
  _ bytes: Span<UInt8>, _ start: Int, upTo byteEnd: Int, _ width: Int, _ limit: Int,
  into cells: inout MutableSpan<Double>, from first: Int
) -> (count: Int, offset: Int) {
  var rowStart = start
  var index = first
  for row in 0..<limit {
    guard rowStart < byteEnd, byte(of: bytes, at: rowStart) == UInt8(ascii: "[") else {
      return (row, rowStart)
    }
    var position = skippingSpace(bytes, rowStart &+ 1)
    let end = index &+ width
    while true {
      guard let cell = numericCell(bytes, position) else { return (row, rowStart) }
      cells[index] = cell.value
      index &+= 1
      position = skippingSpace(bytes, cell.end)
      guard index < end else { break }
      guard byte(of: bytes, at: position) == UInt8(ascii: ",") else { return (row, rowStart) }
      position = skippingSpace(bytes, position &+ 1)
    }
    guard byte(of: bytes, at: position) == UInt8(ascii: "]") else { return (row, rowStart) }
    rowStart = startOfNextElement(bytes, position &+ 1)
  }
  return (limit, rowStart)
}

/// From the end of an element, or from after the opening bracket, to the next element or to the
/// closing bracket.
@inline(__always)
func startOfNextElement(_ bytes: Span<UInt8>, _ start: Int) -> Int {
  let position = skippingSpace(bytes, start)
  let isComma = byte(of: bytes, at: position) == UInt8(ascii: ",")
  return isComma ? skippingSpace(bytes, position &+ 1) : position
}

/// The number or null at `position`; nil for anything else, and for a number a double cannot hold.
@inline(__always)
private func numericCell(
  _ bytes: Span<UInt8>, _ position: Int
) -> (value: Double, end: Int)? {
  if let number = scanShortNumber(bytes, from: position) { return (number.value, number.end) }
  return anyCell(bytes, position)
}

/// The cell where it is no short number.
@inline(never)
private func anyCell(_ bytes: Span<UInt8>, _ position: Int) -> (value: Double, end: Int)? {
  if let number = scanNumber(bytes, from: position) {
    let limit = number.isInteger ? 9_007_199_254_740_991.0 : Double.greatestFiniteMagnitude
    guard number.value.magnitude <= limit || isExactly2To53(bytes, position, number) else {
      return nil
    }
    return (number.value, number.end)
  }
  guard byte(of: bytes, at: position) == UInt8(ascii: "n") else { return nil }
  return (.nan, position &+ 4)
}

/// Whether the integer is ±2^53 to the digit: 2^53 + 1 reads as the same double.
@inline(never)
private func isExactly2To53(_ bytes: Span<UInt8>, _ start: Int, _ number: ScannedNumber) -> Bool {
  let isNegative = byte(of: bytes, at: start) == UInt8(ascii: "-")
  var position = isNegative ? start &+ 1 : start
  for digit in "9007199254740992".utf8 {
    guard byte(of: bytes, at: position) == digit else { return false }
    position &+= 1
  }
  return position == number.end
}
