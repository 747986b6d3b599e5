import Decimals

// Every fault the checker can find, with the advice that goes with it. Written for people who make
// JSON by hand or by a library with habits of its own: Python's NaN and None, single quotes,
// comments, trailing commas.

extension JSONError {
  static func tooDeep(_ offset: Int, _ limit: Int) -> JSONError {
    JSONError(
      offset: offset, reason: "nesting is deeper than \(limit)",
      hint: "send at most \(limit) arrays and objects within each other")
  }

  /// Where a value must begin stands something else.
  static func noValue(_ bytes: Span<UInt8>, _ offset: Int) -> JSONError {
    guard offset < bytes.count else {
      let isEmpty = lastSignificantByte(bytes, before: offset) == 0
      return JSONError(
        offset: bytes.count,
        reason: isEmpty ? "the text is empty" : "the text ends where a value is expected",
        hint: isEmpty ? "send one JSON value" : nil)
    }
    let found = bytes[offset]
    if offset == 0, let encoding = encodingHint(bytes) {
      return JSONError(offset: 0, reason: "\(shown(bytes, 0)) begins no value", hint: encoding)
    }
    if found == UInt8(ascii: "]") || found == UInt8(ascii: "}") {
      if lastSignificantByte(bytes, before: offset) == UInt8(ascii: ",") {
        return trailingComma(bytes, offset)
      }
    }
    if let word = unfinishedWord(bytes, offset) {
      return JSONError(offset: bytes.count, reason: "the text ends inside the word \(word)")
    }
    return JSONError(
      offset: offset, reason: "\(shown(bytes, offset)) begins no value",
      hint: valueHint(bytes, offset))
  }

  /// The word of which the text ends with the first letters.
  private static func unfinishedWord(_ bytes: Span<UInt8>, _ offset: Int) -> String? {
    ["true", "false", "null"].first { word in
      let length = bytes.count - offset
      return length < word.utf8.count
        && zip(word.utf8, offset..<bytes.count).allSatisfy { bytes[$1] == $0 }
    }
  }

  /// After an element or member stands neither a comma nor the closing bracket.
  static func noSeparator(
    _ bytes: Span<UInt8>, _ offset: Int, isInObject: Bool, opening: Int
  ) -> JSONError {
    let container = isInObject ? "object" : "array"
    let bracket = isInObject ? "}" : "]"
    guard offset < bytes.count else {
      return JSONError(
        offset: bytes.count,
        reason: "the text ends inside the \(container) that begins at byte \(opening)",
        hint: "close it with \(bracket)")
    }
    let hint: String? =
      switch bytes[offset] {
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        "the \(container) that begins at byte \(opening) is closed with \(bracket)"
      case UInt8(ascii: ":") where !isInObject: "members with names stand in braces, not brackets"
      case UInt8(ascii: ";"): "a comma parts \(isInObject ? "members" : "elements")"
      case UInt8(ascii: "/"), UInt8(ascii: "#"): "JSON has no comments; leave it out"
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "\""), UInt8(ascii: "["),
        UInt8(ascii: "{"), UInt8(ascii: "-"), UInt8(ascii: "t"), UInt8(ascii: "f"),
        UInt8(ascii: "n"):
        "a comma is missing before it"
      case UInt8(ascii: "x"), UInt8(ascii: "X"): "write numbers in decimal digits"
      case UInt8(ascii: "_"): "write numbers without marks between the digits"
      default: nil
      }
    return JSONError(
      offset: offset,
      reason: "found \(shown(bytes, offset)) where a comma or \(bracket) is expected", hint: hint)
  }

  /// Where a member's name must begin stands something else.
  static func noName(_ bytes: Span<UInt8>, _ offset: Int) -> JSONError {
    guard offset < bytes.count else {
      return JSONError(
        offset: bytes.count, reason: "the text ends inside an object", hint: "close it with }")
    }
    if bytes[offset] == UInt8(ascii: "}") { return trailingComma(bytes, offset) }
    let hint: String =
      switch bytes[offset] {
      case UInt8(ascii: "'"): "names take double quotes, not single ones"
      case UInt8(ascii: "/"), UInt8(ascii: "#"): "JSON has no comments; leave it out"
      case UInt8(ascii: ","): "a member is missing before the comma; remove the comma"
      default: "names stand in double quotes"
      }
    return JSONError(
      offset: offset, reason: "found \(shown(bytes, offset)) where a member's name is expected",
      hint: hint)
  }

  static func noColon(_ bytes: Span<UInt8>, _ offset: Int) -> JSONError {
    guard offset < bytes.count else {
      return JSONError(
        offset: bytes.count, reason: "the text ends after a member's name",
        hint: "a colon and a value follow a name")
    }
    return JSONError(
      offset: offset, reason: "found \(shown(bytes, offset)) where a colon is expected",
      hint: "a colon and a value follow a name")
  }

  static func textAfterValue(_ bytes: Span<UInt8>, _ offset: Int) -> JSONError {
    let hint =
      switch bytes[offset] {
      case UInt8(ascii: "]"), UInt8(ascii: "}"): "there is one closing bracket too many"
      case UInt8(ascii: "/"), UInt8(ascii: "#"): "JSON has no comments; leave it out"
      case 0: "the text ends with its value; leave out the NUL byte"
      default: "send one JSON value per message"
      }
    return JSONError(
      offset: offset, reason: "found \(shown(bytes, offset)) after the end of the value",
      hint: hint)
  }

  private static func trailingComma(_ bytes: Span<UInt8>, _ offset: Int) -> JSONError {
    JSONError(
      offset: offset, reason: "found \(shown(bytes, offset)) after a comma",
      hint: "a trailing comma is not JSON; remove it")
  }

  /// What the writer of a value that is none may have meant.
  private static func valueHint(_ bytes: Span<UInt8>, _ offset: Int) -> String? {
    let words: [(String, String)] = [
      ("nan", "NaN is not JSON; send null"),
      ("none", "None is Python's; send null"),
      ("nil", "nil is not JSON; send null"),
      ("na", "NA is not JSON; send null"),
      ("null", "null is written in lower case"),
      ("inf", "Infinity is not JSON; send null or a finite number"),
      ("true", "true is written in lower case"),
      ("false", "false is written in lower case"),
      ("undefined", "undefined is not JSON; send null or leave the member out"),
    ]
    for (word, hint) in words where hasWord(bytes, offset, word) { return hint }
    return switch bytes[offset] {
    case UInt8(ascii: "'"): "strings take double quotes, not single ones"
    case UInt8(ascii: "/"), UInt8(ascii: "#"): "JSON has no comments; leave it out"
    case UInt8(ascii: "+"): "a number has no plus sign; leave it out"
    case UInt8(ascii: "."): "a digit stands before the point; write 0.5, not .5"
    case UInt8(ascii: ","): "a value is missing before the comma; send null or remove the comma"
    case UInt8(ascii: "]"), UInt8(ascii: "}"): "a value is missing before the bracket"
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
      "text stands in double quotes"
    case 0xE2 where byte(of: bytes, at: offset + 1) == 0x80: "strings take straight double quotes"
    default: nil
    }
  }

  /// Whether a word stands there, in letters of any case, as far as it goes.
  private static func hasWord(_ bytes: Span<UInt8>, _ offset: Int, _ word: String) -> Bool {
    var position = offset
    for letter in word.utf8 {
      guard byte(of: bytes, at: position) | 0x20 == letter else { return false }
      position += 1
    }
    return true
  }

  /// What a first byte tells about a text that is not UTF-8.
  private static func encodingHint(_ bytes: Span<UInt8>) -> String? {
    switch (bytes[0], byte(of: bytes, at: 1)) {
    case (0xEF, 0xBB): "leave out the byte order mark"
    case (0xFE, 0xFF), (0xFF, 0xFE): "the text is UTF-16; send UTF-8"
    case (0, _) where bytes.count > 1: "the text is UTF-16 or UTF-32; send UTF-8"
    default: nil
    }
  }

  private static func lastSignificantByte(_ bytes: Span<UInt8>, before offset: Int) -> UInt8 {
    var position = min(offset, bytes.count) - 1
    while position >= 0, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position -= 1 }
    return byte(of: bytes, at: position)
  }
}

/// The character at `offset` as it may be shown in a message: printable ASCII as it is, a letter
/// beyond it as itself where it is whole, everything else as a number.
func shown(_ bytes: Span<UInt8>, _ offset: Int) -> String {
  let found = byte(of: bytes, at: offset)
  return switch found {
  case 0x21...0x7E: String(UnicodeScalar(found))
  default: "byte 0x" + (found < 16 ? "0" : "") + String(found, radix: 16, uppercase: true)
  }
}
