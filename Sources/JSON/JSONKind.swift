/// What a JSON value is.
public enum JSONKind: Equatable, Sendable {
  /// Named members in braces.
  case object
  /// Elements in brackets.
  case array
  /// Text in quotes.
  case string
  /// Any number.
  case number
  /// `true` or `false`.
  case bool
  /// `null`.
  case null

  /// The kind of the value that begins with a byte, in a checked text.
  @inline(__always)
  init(first byte: UInt8) {
    self =
      switch byte {
      case UInt8(ascii: "{"): .object
      case UInt8(ascii: "["): .array
      case UInt8(ascii: "\""): .string
      case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
      case UInt8(ascii: "n"): .null
      default: .number
      }
  }

  /// The word for it in messages to people: `list`, `text`, `true/false`.
  public var name: String {
    switch self {
    case .object: "object"
    case .array: "list"
    case .string: "text"
    case .number: "number"
    case .bool: "true/false"
    case .null: "null"
    }
  }
}
