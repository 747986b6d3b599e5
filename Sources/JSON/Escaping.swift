import Decimals

/// Appends text as it stands between the quotes of a string.
func appendEscaped(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
  var start = 0
  while start < text.count {
    let end = endOfPlain(text, start)
    append(text.extracting(start..<end), to: &bytes)
    guard end < text.count else { return }
    start = end &+ appendEscape(text, end, to: &bytes)
  }
}

/// The offset of the first byte from `start` on that is escaped, or may be: what begins like U+0085
/// or U+2028 is looked at more closely.
@inline(__always)
private func endOfPlain(_ text: Span<UInt8>, _ start: Int) -> Int {
  var position = start
  while position < text.count {
    let stops = stopsInString(eightBytes(of: text, at: position))
    if stops == 0 {
      position &+= 8
      continue
    }
    position &+= stops.trailingZeroBitCount / 8
    guard position < text.count else { return text.count }
    let found = text[position]
    guard found >= 0x80, lineBreakLength(text, position) == 0 else { return position }
    position &+= 1
  }
  return text.count
}

/// The length of the line break beyond ASCII at `offset` (U+0085, U+2028, U+2029), or 0.
@inline(__always)
func lineBreakLength(_ text: Span<UInt8>, _ offset: Int) -> Int {
  switch byte(of: text, at: offset) {
  case 0xC2 where byte(of: text, at: offset &+ 1) == 0x85: 2
  case 0xE2
  where byte(of: text, at: offset &+ 1) == 0x80
    && byte(of: text, at: offset &+ 2) & 0xFE == 0xA8:
    3
  default: 0
  }
}

/// Appends the escape of the character at `offset`; the length of the character.
private func appendEscape(
  _ text: Span<UInt8>, _ offset: Int, to bytes: inout [UInt8]
) -> Int {
  let found = text[offset]
  switch found {
  case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), found]
  case 0x08: bytes += "\\b".utf8
  case 0x09: bytes += "\\t".utf8
  case 0x0A: bytes += "\\n".utf8
  case 0x0C: bytes += "\\f".utf8
  case 0x0D: bytes += "\\r".utf8
  case 0xC2:
    bytes += "\\u0085".utf8
    return 2
  case 0xE2:
    bytes += byte(of: text, at: offset &+ 2) == 0xA8 ? "\\u2028".utf8 : "\\u2029".utf8
    return 3
  default:
    let digits = "0123456789abcdef".utf8.map { $0 }
    bytes += "\\u00".utf8
    bytes += [digits[Int(found >> 4)], digits[Int(found & 15)]]
  }
  return 1
}

/// Appends a run of bytes.
@inline(__always)
func append(_ run: Span<UInt8>, to bytes: inout [UInt8]) {
  for index in run.indices { bytes.append(run[index]) }
}
