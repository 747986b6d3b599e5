import Decimals

// The faults within a number or a string.

extension JSONError {
  /// A minus sign without digits, or digits that begin with a needless zero.
  static func badInteger(
    _ bytes: Span<UInt8>, _ start: Int, _ integerStart: Int, end: Int
  ) -> JSONError {
    if end > integerStart {
      return JSONError(
        offset: integerStart, reason: "a number begins with a needless zero",
        hint: "remove leading zeros, or send a code with zeros as a string")
    }
    guard integerStart < bytes.count else {
      return JSONError(offset: bytes.count, reason: "the text ends inside a number")
    }
    let hint: String? =
      switch bytes[integerStart] | 0x20 {
      case UInt8(ascii: "i"): "Infinity is not JSON; send null or a finite number"
      case UInt8(ascii: "n"): "NaN is not JSON; send null"
      case UInt8(ascii: "."): "a digit stands before the point; write -0.5, not -.5"
      default: nil
      }
    return JSONError(
      offset: integerStart,
      reason: "found \(shown(bytes, integerStart)) where a digit is expected", hint: hint)
  }

  static func noFraction(_ bytes: Span<UInt8>, _ offset: Int) -> JSONError {
    digitMissing(bytes, offset, "a digit follows the point; write 2. as 2.0 or 2")
  }

  static func noExponent(_ bytes: Span<UInt8>, _ offset: Int) -> JSONError {
    digitMissing(bytes, offset, "an exponent has digits; write 1e5")
  }

  private static func digitMissing(
    _ bytes: Span<UInt8>, _ offset: Int, _ hint: String
  ) -> JSONError {
    guard offset < bytes.count else {
      return JSONError(offset: bytes.count, reason: "the text ends inside a number", hint: hint)
    }
    return JSONError(
      offset: offset, reason: "found \(shown(bytes, offset)) where a digit is expected",
      hint: hint)
  }

  static func controlCharacter(_ found: UInt8, _ offset: Int) -> JSONError {
    let (name, escape) =
      switch found {
      case 0x0A: ("a line feed", "\\n")
      case 0x0D: ("a carriage return", "\\r")
      case 0x09: ("a tab", "\\t")
      case 0: ("a NUL byte", "\\u0000")
      default: ("a control character", "\\u00" + (found < 16 ? "0" : "") + hexadecimal(found))
      }
    return JSONError(
      offset: offset, reason: "\(name) stands inside a string", hint: "write it as \(escape)")
  }

  static func unfinishedString(_ bytes: Span<UInt8>, string: Int) -> JSONError {
    JSONError(
      offset: bytes.count, reason: "the text ends inside a string",
      hint: "the string begins at byte \(string); close it with a double quote")
  }

  static func notUTF8(_ bytes: Span<UInt8>, _ offset: Int) -> JSONError {
    JSONError(
      offset: offset, reason: "\(shown(bytes, offset)) is not valid UTF-8",
      hint: "encode the text as UTF-8")
  }

  static func badEscape(_ bytes: Span<UInt8>, _ offset: Int) -> JSONError {
    guard offset + 1 < bytes.count else {
      return JSONError(offset: bytes.count, reason: "the text ends inside a string")
    }
    let found = bytes[offset + 1]
    let hint =
      switch found {
      case UInt8(ascii: "'"): "a single quote needs no backslash"
      case UInt8(ascii: "x"): "write \\u00 and two hexadecimal digits"
      default: "a backslash itself is written \\\\"
      }
    return JSONError(
      offset: offset, reason: "a backslash before \(shown(bytes, offset + 1)) is no escape",
      hint: hint)
  }

  static func badHexadecimal(_ bytes: Span<UInt8>, _ offset: Int) -> JSONError {
    var position = offset + 2
    while position < bytes.count, hexadecimalValue(bytes[position]) != nil { position += 1 }
    if position >= bytes.count {
      return JSONError(offset: bytes.count, reason: "the text ends inside a string")
    }
    return JSONError(
      offset: offset, reason: "\\u is not followed by four hexadecimal digits",
      hint: "write for example \\u00e9")
  }

  static func loneSurrogate(_ bytes: Span<UInt8>, _ offset: Int) -> JSONError {
    JSONError(
      offset: offset, reason: "\\u escapes half of a surrogate pair",
      hint: "escape both halves, or send the character itself in UTF-8")
  }

  private static func hexadecimal(_ value: UInt8) -> String {
    String(value, radix: 16)
  }
}
