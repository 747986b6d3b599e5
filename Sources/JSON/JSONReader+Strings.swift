import Decimals

extension JSONReader {
  /// Takes the string at the cursor, its escapes resolved; "" where there is none.
  public mutating func readString() -> String {
    guard byte(of: bytes.span, at: position) == UInt8(ascii: "\"") else {
      skip()
      return ""
    }
    let start = position &+ 1
    let stop = nextQuoteOrBackslash(bytes.span, start)
    guard byte(of: bytes.span, at: stop) == UInt8(ascii: "\\") else {
      position = min(stop &+ 1, bytes.count)
      return String(decoding: bytes[start..<stop], as: UTF8.self)
    }
    let end = min(endOfCheckedString(bytes.span, stop), bytes.count)
    position = end
    return String(decoding: unescaped(bytes.span, start..<end &- 1), as: UTF8.self)
  }
}

/// The characters of a checked string: the runs between escapes, and what the escapes stand for.
private func unescaped(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
  var characters: [UInt8] = []
  characters.reserveCapacity(range.count)
  var position = range.lowerBound
  while position < range.upperBound {
    let found = bytes[position]
    guard found == UInt8(ascii: "\\") else {
      characters.append(found)
      position &+= 1
      continue
    }
    switch byte(of: bytes, at: position &+ 1) {
    case UInt8(ascii: "n"): characters.append(0x0A)
    case UInt8(ascii: "t"): characters.append(0x09)
    case UInt8(ascii: "r"): characters.append(0x0D)
    case UInt8(ascii: "b"): characters.append(0x08)
    case UInt8(ascii: "f"): characters.append(0x0C)
    case UInt8(ascii: "u"):
      position = appendCodePoint(bytes, escape: position, to: &characters)
      continue
    case let other: characters.append(other)
    }
    position &+= 2
  }
  return characters
}

/// Appends what `\uXXXX`, or a pair of them, stands for; the offset after it.
private func appendCodePoint(
  _ bytes: Span<UInt8>, escape: Int, to characters: inout [UInt8]
) -> Int {
  guard let unit = codeUnit(bytes, escape) else { return escape &+ 2 }
  var code = UInt32(unit)
  var end = escape &+ 6
  if unit & 0xFC00 == 0xD800, let low = codeUnit(bytes, end) {
    code = 0x10000 &+ (code & 0x3FF) &<< 10 &+ UInt32(low & 0x3FF)
    end &+= 6
  }
  if let scalar = UnicodeScalar(code) {
    characters += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
  }
  return end
}
