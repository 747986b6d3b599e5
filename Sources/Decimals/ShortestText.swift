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
  precondition(value.isFinite)
  if value.magnitude < 1e16, let integer = wholeNumber(value) {
    if integer == 0 && value.sign == .minus { bytes.append(UInt8(ascii: "-")) }
    appendText(of: integer, to: &bytes)
    return
  }
  appendReshapedDescription(of: value, to: &bytes)
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

/// Appends an integer in decimal digits.
public func appendText(of integer: Int64, to bytes: inout [UInt8]) {
  if integer < 0 { bytes.append(UInt8(ascii: "-")) }
  var rest = integer.magnitude
  var digitCount = 1
  var bound: UInt64 = 10
  while digitCount < 20, rest >= bound {
    digitCount += 1
    bound = digitCount < 20 ? bound &* 10 : .max
  }
  let start = bytes.count
  for _ in 0..<digitCount { bytes.append(zero) }
  var index = start + digitCount
  repeat {
    let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
    index -= 1
    bytes[index] = zero + UInt8(digit)
    rest = quotient
  } while rest > 0
}

/// The standard library finds the shortest digits; its layout differs from ours in the exponent's
/// leading zero (`1e-07`) and in whole numbers from 10^16 to 2^54 (`10000000000000002.0`).
private func appendReshapedDescription(of value: Double, to bytes: inout [UInt8]) {
  var text = Array(value.description.utf8)
  if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
    if text[mark + 2] == zero { text.remove(at: mark + 2) }
    if text[..<mark].suffix(2) == [UInt8(ascii: "."), zero] {
      text.removeSubrange(mark - 2..<mark)
    }
  } else if text.suffix(2) == [UInt8(ascii: "."), zero] {
    let first = text[0] == UInt8(ascii: "-") ? 1 : 0
    var digits = text[first...].dropLast(2)
    let exponent = digits.count - 1
    while digits.last == zero { digits.removeLast() }
    let tail = digits.count > 1 ? [UInt8(ascii: ".")] + digits.dropFirst() : []
    text = Array(text[..<first]) + [digits[first]] + tail + Array("e+\(exponent)".utf8)
  }
  bytes += text
}
