/// The shortest decimal text that reads back as the same double.
///
///     shortestText(of: 5)       // 5
///     shortestText(of: 0.1)     // 0.1
///     shortestText(of: 1e22)    // 1e+22
///     shortestText(of: 1e-7)    // 1e-7
///     shortestText(of: -0.0)    // -0
///
/// - Parameter value: Finite.
public func shortestText(of value: Double) -> String {
  var bytes: [UInt8] = []
  appendShortestText(of: value, to: &bytes)
  return String(decoding: bytes, as: UTF8.self)
}

/// Appends the shortest decimal text that reads back as the same double.
///
/// - Parameter value: Finite.
public func appendShortestText(of value: Double, to bytes: inout [UInt8]) {
  let start = bytes.count
  bytes.append(contentsOf: repeatElement(0, count: longestNumberText))
  var room = bytes.mutableSpan
  let end = putShortestText(of: value, into: &room, at: start)
  bytes.removeLast(bytes.count - end)
}

/// Appends an integer in decimal digits.
public func appendText(of integer: Int64, to bytes: inout [UInt8]) {
  let start = bytes.count
  bytes.append(contentsOf: repeatElement(0, count: longestNumberText))
  var room = bytes.mutableSpan
  let end = putText(of: integer, into: &room, at: start)
  bytes.removeLast(bytes.count - end)
}

/// Bytes that the text of any double or 64-bit integer fits in: `-1.2345678901234567e-308` has 24.
public let longestNumberText = 24

/// Puts the shortest text of a double into bytes that are there already, for writers of many.
///
/// - Parameters:
///   - value: Finite.
///   - bytes: With room for ``longestNumberText`` from `start` on.
/// - Returns: The offset after the text.
public func putShortestText(
  of value: Double, into bytes: inout MutableSpan<UInt8>, at start: Int
) -> Int {
  precondition(value.isFinite)
  var position = start
  if value.sign == .minus {
    bytes[position] = UInt8(ascii: "-")
    position &+= 1
  }
  if value.magnitude < 1e16, let integer = wholeNumber(value.magnitude) {
    return putText(of: integer, into: &bytes, at: position)
  }
  let shortest = ShortestDigits(value.magnitude)
  return DigitLayout(shortest).put(into: &bytes, at: position)
}

/// Puts an integer into bytes that are there already; see ``putShortestText(of:into:at:)``.
public func putText(
  of integer: Int64, into bytes: inout MutableSpan<UInt8>, at start: Int
) -> Int {
  var position = start
  if integer < 0 {
    bytes[position] = UInt8(ascii: "-")
    position &+= 1
  }
  let (upper, last) = integer.magnitude.quotientAndRemainder(dividingBy: 100_000_000)
  guard upper > 0 else { return putLeading(last, into: &bytes, at: position) }
  let (first, middle) = upper.quotientAndRemainder(dividingBy: 100_000_000)
  if first > 0 {
    position = putLeading(first, into: &bytes, at: position)
    position = put(eightDigits(of: middle), from: 0, into: &bytes, at: position)
  } else {
    position = putLeading(middle, into: &bytes, at: position)
  }
  return put(eightDigits(of: last), from: 0, into: &bytes, at: position)
}

/// Puts up to eight digits without zeros before them; 0 is one zero.
@inline(__always)
private func putLeading(
  _ value: UInt64, into bytes: inout MutableSpan<UInt8>, at start: Int
) -> Int {
  let word = eightDigits(of: value)
  let zeroCount = (word ^ 0x3030_3030_3030_3030).trailingZeroBitCount / 8
  return put(word, from: min(zeroCount, 7), into: &bytes, at: start)
}

@inline(__always)
private func put(
  _ word: UInt64, from first: Int, into bytes: inout MutableSpan<UInt8>, at start: Int
) -> Int {
  var position = start
  for index in first..<8 {
    bytes[position] = byte(of: word, at: index)
    position &+= 1
  }
  return position
}

/// The integer that a double below 2^63 is, if it is one.
///
/// `Int64(exactly:)` would ask the mathematical library to truncate, which a program may not link.
@inline(__always)
public func wholeNumber(_ value: Double) -> Int64? {
  guard value.magnitude < 0x1p63 else { return nil }
  let integer = Int64(value)
  return Double(integer) == value ? integer : nil
}
