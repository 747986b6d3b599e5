import JSON

/// An id as it is compared: numbers by their text, texts by their value.
enum RequestKey: Hashable, Sendable {
  case number(String)
  case text(String)
  case null

  /// The key of an id; nil for what is none.
  init?(_ slice: JSONSlice) {
    switch slice.kind {
    case .number: self = .number(slice.text)
    case .string:
      var reader = JSONReader(slice)
      self = .text(reader.readString())
    case .null: self = .null
    case .object, .array, .bool: return nil
    }
  }
}
