import Decimals

/// Checks rows of numbers as far as they are plain: `[1,-2.5,30],[4,5,6],..`, no exponents, at most
/// one space behind a comma.
///
/// All of a row's brackets stay on the stack of the checker, and nothing branches on the signs and
/// lengths of numbers, which no processor can foresee: rows of 8 take half of the time.
///
/// - Parameter start: An opening bracket, where a value may begin within an array.
/// - Returns: The opening bracket of a row before which all is checked; `start` where nothing is.
func startOfLastPlainRow(_ bytes: Span<UInt8>, _ start: Int) -> Int {
  var rowStart = start
  var position = start &+ 1
  while true {
    let end = endOfPlainNumber(bytes, position)
    guard end > position else { return rowStart }
    let next = byte(of: bytes, at: end)
    if next == UInt8(ascii: ",") {
      position = passingSpace(bytes, end &+ 1)
      continue
    }
    guard next == UInt8(ascii: "]"), byte(of: bytes, at: end &+ 1) == UInt8(ascii: ",") else {
      return rowStart
    }
    let opening = passingSpace(bytes, end &+ 2)
    guard byte(of: bytes, at: opening) == UInt8(ascii: "[") else { return rowStart }
    rowStart = opening
    position = opening &+ 1
  }
}

/// The offset after a number without exponent and with at most seven digits before its point;
/// `start` where there is none.
@inline(__always)
private func endOfPlainNumber(_ bytes: Span<UInt8>, _ start: Int) -> Int {
  let isNegative = byte(of: bytes, at: start) == UInt8(ascii: "-")
  let wholeStart = start &+ (isNegative ? 1 : 0)
  let whole = eightBytes(of: bytes, at: wholeStart)
  let count = leadingDigitCount(of: whole)
  guard count > 0, count < 8, !beginsWithSpareZero(whole, count) else { return start }
  var end = wholeStart &+ count
  var next = byte(of: whole, at: count)
  if next == UInt8(ascii: ".") {
    let fractionStart = end &+ 1
    end = fractionStart
    while true {
      let part = eightBytes(of: bytes, at: end)
      let count = leadingDigitCount(of: part)
      end &+= count
      next = byte(of: part, at: count & 7)
      if count < 8 { break }
    }
    guard end > fractionStart else { return start }
  }
  return next | 0x20 == UInt8(ascii: "e") ? start : end
}

/// Behind a comma mostly nothing or one space stands.
@inline(__always)
private func passingSpace(_ bytes: Span<UInt8>, _ position: Int) -> Int {
  position &+ (byte(of: bytes, at: position) == 0x20 ? 1 : 0)
}
