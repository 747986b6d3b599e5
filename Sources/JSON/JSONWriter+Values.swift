import Decimals

extension JSONWriter {
  /// Writes a tree of values.
  public mutating func write(_ value: JSONValue) {
    switch value {
    case .null: writeNull()
    case .bool(let value): write(value)
    case .number(let number): writeRaw(number.text.utf8)
    case .string(let text): write(text)
    case .array(let elements):
      beginArray()
      for element in elements { write(element) }
      endArray()
    case .object(let object):
      beginObject()
      for (name, value) in object.members {
        key(name)
        write(value)
      }
      endObject()
    case .slice(let slice): write(slice)
    }
  }

  /// Writes a value of a checked message as it came, but on one line: white space between tokens is
  /// left out, and line breaks beyond ASCII within strings are escaped.
  public mutating func write(_ slice: JSONSlice) {
    separate()
    let bytes = slice.bytes.span
    var position = slice.range.lowerBound
    var isInString = false
    while position < slice.range.upperBound {
      let found = bytes[position]
      if !isInString && found <= 0x20 {
        position &+= 1
        continue
      }
      let length = lineBreakLength(bytes, position)
      if length > 0 {
        append(escapeOfLineBreak: byte(of: bytes, at: position &+ length &- 1))
        position &+= length
        continue
      }
      append(byte: found)
      position &+= 1
      if found == UInt8(ascii: "\"") {
        isInString.toggle()
      } else if found == UInt8(ascii: "\\") {
        append(byte: byte(of: bytes, at: position))
        position &+= 1
      }
    }
  }

  /// - Parameter last: The last byte of U+0085, U+2028 or U+2029 in UTF-8, which tells them apart.
  private mutating func append(escapeOfLineBreak last: UInt8) {
    let escape =
      switch last {
      case 0x85: "\\u0085"
      case 0xA8: "\\u2028"
      default: "\\u2029"
      }
    for character in escape.utf8 { append(byte: character) }
  }
}
