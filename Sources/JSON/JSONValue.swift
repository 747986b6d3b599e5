/// A JSON value as a tree: for parameters and options, not for rows of data.
///
///     let value = JSONValue(text.root, deferring: ["data"])
///     value["k"]?.integer                    // 4, for `4` and for `4.0`
public enum JSONValue: Sendable {
  /// `null`
  case null
  /// `true` or `false`
  case bool(Bool)
  /// A number, with its token.
  case number(JSONNumber)
  /// Text.
  case string(String)
  /// A list.
  case array([JSONValue])
  /// Named members.
  case object(JSONObject)
  /// An array or object that is left unread where it stands.
  case slice(JSONSlice)

  /// Reads a checked value.
  ///
  /// - Parameter keys: Members with these names, at any depth, stay `.slice` where they are arrays
  ///   or objects; other values are read.
  public init(_ slice: JSONSlice, deferring keys: Set<String> = []) {
    var reader = JSONReader(slice)
    self.init(&reader, deferring: keys)
  }

  /// Reads the value at the cursor, as deep as the checker has let through.
  private init(_ reader: inout JSONReader, deferring keys: Set<String>) {
    switch reader.kind {
    case .null:
      reader.readNull()
      self = .null
    case .bool:
      self = .bool(reader.readBool())
    case .number:
      self = JSONNumber(text: reader.readNumberToken()).map { .number($0) } ?? .null
    case .string:
      self = .string(reader.readString())
    case .array:
      var elements: [JSONValue] = []
      reader.enterArray()
      while reader.nextElement() { elements.append(JSONValue(&reader, deferring: keys)) }
      self = .array(elements)
    case .object:
      var members: [(key: String, value: JSONValue)] = []
      reader.enterObject()
      while let key = reader.nextKey() {
        let isContainer = reader.kind == .array || reader.kind == .object
        let isDeferred = isContainer && keys.contains(key)
        let value =
          isDeferred ? .slice(reader.readSlice()) : JSONValue(&reader, deferring: keys)
        members.append((key, value))
      }
      self = .object(JSONObject(members))
    }
  }
}

extension JSONValue: Equatable {
  /// Whether both are the same value: numbers by their doubles where these are exact, else by
  /// token; text code point by code point; a slice as what it holds.
  public static func == (first: JSONValue, second: JSONValue) -> Bool {
    switch (first, second) {
    case (.null, .null): true
    case (.bool(let mine), .bool(let other)): mine == other
    case (.number(let mine), .number(let other)): mine.isEqual(to: other)
    case (.string(let mine), .string(let other)): isSame(mine, other)
    case (.array(let mine), .array(let other)): mine == other
    case (.object(let mine), .object(let other)): mine == other
    case (.slice(let mine), .slice(let other)) where mine == other: true
    case (.slice(let mine), _): JSONValue(mine) == second
    case (_, .slice(let other)): first == JSONValue(other)
    default: false
    }
  }
}

extension JSONNumber {
  /// `5`, `5.0` and `5e0` are one number; beyond 2^53 only the same token is.
  func isEqual(to other: JSONNumber) -> Bool {
    if text == other.text { return true }
    return value == other.value && value.magnitude < 9_007_199_254_740_992
  }
}
