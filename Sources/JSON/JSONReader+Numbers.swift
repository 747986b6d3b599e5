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
    let message = self.bytes
    let bytes = message.span
    var position = self.position
    var room = limit
    while room > 0, let cell = numericCell(bytes, position) {
      values.append(cell.value)
      room &-= 1
      position = skippingSpace(bytes, cell.end)
      guard byte(of: bytes, at: position) == UInt8(ascii: ",") else {
        self.position = min(position &+ 1, bytes.count)
        return false
      }
      position = skippingSpace(bytes, position &+ 1)
    }
    self.position = position
    return true
  }

  /// Within an array of arrays, takes the rows from here on that consist of exactly `width` numbers
  /// or nulls.
  ///
  /// It stops before the first other row (by the rules of ``readNumbers(into:limit:)``), before the
  /// end of the array and after `limit` rows; ``nextElement()`` then tells which it was.
  ///
  /// - Parameters:
  ///   - width: Numbers in a row; at least 1.
  ///   - limit: Rows to append at most.
  ///   - rowMajor: Receives the rows one after the other; a null is NaN.
  /// - Returns: How many rows were appended.
  public mutating func readNumericRows(
    width: Int, limit: Int, into rowMajor: inout [Double]
  ) -> Int {
    // A span of a property would keep the whole reader from being changed.
    let message = self.bytes
    let bytes = message.span
    var rowCount = 0
    var position = skippingSpace(bytes, self.position)
    if byte(of: bytes, at: position) == UInt8(ascii: ",") {
      position = skippingSpace(bytes, position &+ 1)
    }
    self.position = position
    while rowCount < limit, byte(of: bytes, at: position) == UInt8(ascii: "[") {
      let length = rowMajor.count
      guard let end = appendRow(bytes, position &+ 1, width, &rowMajor) else {
        rowMajor.removeLast(rowMajor.count &- length)
        return rowCount
      }
      rowCount &+= 1
      position = skippingSpace(bytes, end)
      if byte(of: bytes, at: position) == UInt8(ascii: ",") {
        position = skippingSpace(bytes, position &+ 1)
      }
      self.position = position
    }
    return rowCount
  }
}

/// Appends the cells of one row from after its bracket on; the offset after it, or nil where it is
/// no row of `width` numbers.
@inline(__always)
private func appendRow(
  _ bytes: Span<UInt8>, _ start: Int, _ width: Int, _ values: inout [Double]
) -> Int? {
  var position = skippingSpace(bytes, start)
  var room = width
  while let cell = numericCell(bytes, position) {
    values.append(cell.value)
    room &-= 1
    position = skippingSpace(bytes, cell.end)
    guard byte(of: bytes, at: position) == UInt8(ascii: ","), room > 0 else {
      let isEnd = byte(of: bytes, at: position) == UInt8(ascii: "]")
      return isEnd && room == 0 ? position &+ 1 : nil
    }
    position = skippingSpace(bytes, position &+ 1)
  }
  return nil
}

/// The number or null at `position`; nil for anything else, and for a number a double cannot hold.
@inline(__always)
private func numericCell(
  _ bytes: Span<UInt8>, _ position: Int
) -> (value: Double, end: Int)? {
  if let number = scanNumber(bytes, from: position) {
    let limit = number.isInteger ? 9_007_199_254_740_992.0 : Double.greatestFiniteMagnitude
    guard number.value.magnitude <= limit else { return nil }
    // 2^53 + 1 rounds to 2^53: where that comes out, the digits decide.
    if number.value.magnitude == limit, number.isInteger {
      guard isExactly2To53(bytes, position) else { return nil }
    }
    return (number.value, number.end)
  }
  guard byte(of: bytes, at: position) == UInt8(ascii: "n") else { return nil }
  return (.nan, position &+ 4)
}

@inline(never)
private func isExactly2To53(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
  let isNegative = byte(of: bytes, at: start) == UInt8(ascii: "-")
  var position = isNegative ? start &+ 1 : start
  for digit in "9007199254740992".utf8 {
    guard byte(of: bytes, at: position) == digit else { return false }
    position &+= 1
  }
  return true
}
