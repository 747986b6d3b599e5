import Decimals

// Columns and rows of numbers, without a value or a call per number.

extension JSONReader {
  /// Within an array, takes the run of elements from here on that are numbers or null.
  ///
  /// It stops before an element of another kind, before an integer beyond ±2^53 (whose digits a
  /// double would lose) and before a number beyond double range, and after `limit` elements.
  ///
  /// - Parameters:
  ///   - values: Receives the numbers; a null is NaN.
  ///   - limit: Elements to append at most.
  /// - Returns: True where an element follows, with the cursor at it; false where the array has
  ///   ended, which leaves it.
  public mutating func readNumbers(into values: inout [Double], limit: Int) -> Bool {
    guard nextElement() else { return false }
    // A span of a property would keep the whole reader from being changed.
    let message = bytes
    var position = self.position
    var room = limit
    var chunk = CellChunk.first
    while room > 0 {
      let length = values.count
      let count = min(room, chunk)
      values.append(contentsOf: repeatElement(0, count: count))
      var cells = values.mutableSpan
      let run = readCells(message.span, position, into: &cells, from: length)
      values.removeLast(length &+ count &- run.cellsEnd)
      position = run.offset
      room &-= count
      chunk = min(chunk &* 2, CellChunk.last)
      guard run.hasRoomLeft else { continue }
      if run.isAtEnd { position = min(position &+ 1, message.count) }
      self.position = position
      return !run.isAtEnd
    }
    self.position = position
    return true
  }

  /// Within an array of arrays, takes the rows from here on that consist of exactly `width` numbers
  /// or nulls.
  ///
  /// It stops before the first other row (by the rules of ``readNumbers(into:limit:)``), before the
  /// end of the array, after `limit` rows, and before a row that begins at the offset `byteEnd` or
  /// behind it; ``nextElement()`` then tells which it was.
  ///
  /// - Parameters:
  ///   - width: Numbers in a row; at least 1 (else no row is read).
  ///   - limit: Rows to append at most.
  ///   - byteEnd: An offset in the message.
  ///   - rowMajor: Receives the rows one after the other; a null is NaN.
  /// - Returns: How many rows were appended.
  public mutating func readNumericRows(
    width: Int, limit: Int, upTo byteEnd: Int = .max, into rowMajor: inout [Double]
  ) -> Int {
    guard width > 0 else { return 0 }
    let message = bytes
    var rowCount = 0
    var position = startOfNextElement(message.span, self.position)
    var chunk = max(1, CellChunk.first / width)
    while rowCount < limit {
      let length = rowMajor.count
      let count = min(limit &- rowCount, chunk)
      rowMajor.append(contentsOf: repeatElement(0, count: count &* width))
      var cells = rowMajor.mutableSpan
      let rows = readRows(
        message.span, position, upTo: byteEnd, width, count, into: &cells, from: length)
      rowMajor.removeLast((count &- rows.count) &* width)
      position = rows.offset
      rowCount &+= rows.count
      guard rows.count == count else { break }
      chunk = max(1, min(chunk &* 2, CellChunk.last / width))
    }
    self.position = position
    return rowCount
  }
}
