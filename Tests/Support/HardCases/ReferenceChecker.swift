/// RFC 8259 as a plain recursive descent, byte by byte: slow, obvious, and written without a look
/// at the code it checks.
struct ReferenceChecker {
  private let bytes: [UInt8]
  private let depthLimit: Int
  private var position = 0

  /// Whether a text is JSON by our rules: strict grammar, valid UTF-8, whole surrogate pairs.
  static func accepts(_ bytes: [UInt8], depthLimit: Int) -> Bool {
    guard String(validating: bytes, as: UTF8.self) != nil else { return false }
    var checker = ReferenceChecker(bytes: bytes, depthLimit: depthLimit)
    checker.space()
    guard checker.value(depth: 0) else { return false }
    checker.space()
    return checker.position == bytes.count
  }

  private init(bytes: [UInt8], depthLimit: Int) {
    self.bytes = bytes
    self.depthLimit = depthLimit
  }

  private var next: Character? {
    position < bytes.count ? Character(UnicodeScalar(bytes[position])) : nil
  }

  private mutating func take(_ expected: Character) -> Bool {
    guard next == expected else { return false }
    position += 1
    return true
  }

  private mutating func space() {
    while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) {
      position += 1
    }
  }

  private mutating func value(depth: Int) -> Bool {
    switch next {
    case "{": depth < depthLimit && object(depth: depth + 1)
    case "[": depth < depthLimit && array(depth: depth + 1)
    case "\"": string()
    case "t": word("true")
    case "f": word("false")
    case "n": word("null")
    default: number()
    }
  }

  private mutating func word(_ word: String) -> Bool {
    for letter in word { guard take(letter) else { return false } }
    return true
  }

  private mutating func object(depth: Int) -> Bool {
    _ = take("{")
    space()
    if take("}") { return true }
    repeat {
      space()
      guard next == "\"", string() else { return false }
      space()
      guard take(":") else { return false }
      space()
      guard value(depth: depth) else { return false }
      space()
    } while take(",")
    return take("}")
  }

  private mutating func array(depth: Int) -> Bool {
    _ = take("[")
    space()
    if take("]") { return true }
    repeat {
      space()
      guard value(depth: depth) else { return false }
      space()
    } while take(",")
    return take("]")
  }

  private mutating func number() -> Bool {
    _ = take("-")
    if !take("0") {
      guard digits() else { return false }
    }
    if take(".") { guard digits() else { return false } }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      return digits()
    }
    return true
  }

  private mutating func digits() -> Bool {
    let start = position
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
    return position > start
  }

  private mutating func string() -> Bool {
    _ = take("\"")
    var awaitsLowHalf = false
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte < 0x20 { return false }
      if byte == UInt8(ascii: "\""), !awaitsLowHalf { return true }
      guard byte == UInt8(ascii: "\\") else {
        if awaitsLowHalf { return false }
        continue
      }
      guard position < bytes.count else { return false }
      let letter = bytes[position]
      position += 1
      guard letter == UInt8(ascii: "u") else {
        guard !awaitsLowHalf, "\"\\/bfnrt".utf8.contains(letter) else { return false }
        continue
      }
      guard position + 4 <= bytes.count else { return false }
      let digits = String(decoding: bytes[position..<position + 4], as: UTF8.self)
      guard digits.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
        let unit = UInt16(digits, radix: 16)
      else { return false }
      position += 4
      let isLow = (0xDC00...0xDFFF).contains(unit)
      guard isLow == awaitsLowHalf else { return false }
      awaitsLowHalf = (0xD800...0xDBFF).contains(unit)
    }
    return false
  }
}
