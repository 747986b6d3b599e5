/// JSON's grammar once more, as plainly as RFC 8259 writes it: a second opinion on what is a text.
///
/// Recursive, so it is asked about short inputs alone.
struct Reference {
  private let bytes: [UInt8]
  private var position = 0
  private(set) var depth = 0
  private var open = 0

  /// The nesting of a text, or nil where it is none.
  static func depth(of bytes: [UInt8]) -> Int? {
    // Overlong forms, halves of surrogate pairs and bytes beyond U+10FFFF are repaired by this.
    guard Array(String(decoding: bytes, as: UTF8.self).utf8) == bytes else { return nil }
    var reference = Reference(bytes: bytes)
    reference.space()
    guard reference.value() else { return nil }
    reference.space()
    return reference.position == bytes.count ? reference.depth : nil
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ characters: String) -> Bool {
    guard bytes[position...].starts(with: characters.utf8) else { return false }
    position += characters.utf8.count
    return true
  }

  private mutating func space() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  private mutating func value() -> Bool {
    switch next {
    case UInt8(ascii: "{"): members(end: "}") { $0.member() }
    case UInt8(ascii: "["): members(end: "]") { $0.value() }
    case UInt8(ascii: "\""): string()
    case UInt8(ascii: "t"): take("true")
    case UInt8(ascii: "f"): take("false")
    case UInt8(ascii: "n"): take("null")
    default: number()
    }
  }

  private mutating func members(end: String, _ one: (inout Reference) -> Bool) -> Bool {
    position += 1
    open += 1
    defer { open -= 1 }
    depth = max(depth, open)
    space()
    if take(end) { return true }
    while true {
      space()
      guard one(&self) else { return false }
      space()
      if take(end) { return true }
      guard take(",") else { return false }
    }
  }

  private mutating func member() -> Bool {
    guard next == UInt8(ascii: "\""), string() else { return false }
    space()
    guard take(":") else { return false }
    space()
    return value()
  }

  private mutating func string() -> Bool {
    position += 1
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return true
      case 0..<0x20: return false
      case UInt8(ascii: "\\"):
        guard escape() else { return false }
      default: break
      }
    }
    return false
  }

  private mutating func escape() -> Bool {
    guard let byte = next else { return false }
    position += 1
    guard byte == UInt8(ascii: "u") else { return "\"\\/bfnrt".utf8.contains(byte) }
    guard let unit = codeUnit() else { return false }
    guard (0xD800..<0xE000).contains(unit) else { return true }
    guard unit < 0xDC00, take("\\u"), let low = codeUnit() else { return false }
    return (0xDC00..<0xE000).contains(low)
  }

  private mutating func codeUnit() -> Int? {
    guard position + 4 <= bytes.count else { return nil }
    let digits = bytes[position..<position + 4]
    position += 4
    guard digits.allSatisfy({ "0123456789abcdefABCDEF".utf8.contains($0) }) else { return nil }
    return Int(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  private mutating func number() -> Bool {
    _ = take("-")
    if !take("0") { guard digits() else { return false } }
    if take(".") { guard digits() else { return false } }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      guard digits() else { return false }
    }
    return true
  }

  private mutating func digits() -> Bool {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    return position > start
  }
}
