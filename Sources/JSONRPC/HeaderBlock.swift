/// The headers before one message, line by line; only the length counts.
struct HeaderBlock: Sendable {
  /// The announced bytes, where a usable `Content-Length` came.
  private(set) var length: Int?

  /// Whether there was any line yet.
  private(set) var hasLines = false

  /// The largest length that is believed: 2^53, exact as a double in every client.
  static let lengthLimit = 1 << 53

  /// Takes one line without its end; what is wrong with it, else nil.
  mutating func take(_ line: ArraySlice<UInt8>) -> String? {
    hasLines = true
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
      return "a header line has no colon; send lines such as Content-Length: 25"
    }
    guard Self.isContentLength(Self.trimmed(line[..<colon])) else { return nil }
    let value = Self.trimmed(line[(colon + 1)...])
    guard let number = Self.number(value) else {
      let shown = RPCError.shortened(String(decoding: value, as: UTF8.self))
      return "Content-Length is \"\(shown)\" but must be the number of bytes of the message, "
        + "digits alone and at most \(Self.lengthLimit)"
    }
    if let length, length != number {
      return "Content-Length came twice, as \(length) and as \(number); send it once"
    }
    length = number
    return nil
  }

  /// What is wrong with the whole block at its end, else nil.
  var problem: String? {
    length == nil
      ? "the header block has no Content-Length; send the number of bytes of the message" : nil
  }

  private static func isContentLength(_ name: ArraySlice<UInt8>) -> Bool {
    // The bit that tells small letters; no other character of the name becomes one by it.
    name.count == 14 && name.elementsEqual("content-length".utf8) { ($0 | 0x20) == $1 }
      && name[name.startIndex + 7] == UInt8(ascii: "-")
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard let first = text.firstIndex(where: { !isBlank($0) }),
      let last = text.lastIndex(where: { !isBlank($0) })
    else { return [] }
    return text[first...last]
  }

  /// Digits alone, with a value that is believed; never overflows, however many digits come.
  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty else { return nil }
    var value = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
      if value > lengthLimit { return nil }
    }
    return value
  }
}
