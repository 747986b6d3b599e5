public import JSON

/// A parameter of a method: its name on the wire, its meaning, what it may be and how it is read.
public struct Field<Value: Sendable>: Sendable {
  /// What the table shows of it.
  public let description: FieldDescription

  /// How a checked value becomes a Swift value; the text is the parameter's name, for errors.
  let decode: @Sendable (JSONValue, String) throws(Mismatch) -> Value

  /// The value where the caller sent none; `nil` for a required parameter.
  let fallback: Value?

  /// A parameter that must be sent.
  public init(
    _ name: String, _ meaning: String, _ schema: Schema,
    decode: @escaping @Sendable (JSONValue, String) throws(Mismatch) -> Value
  ) {
    description = FieldDescription(
      name: name, meaning: meaning, schema: schema, isRequired: true, defaultValue: nil)
    self.decode = decode
    fallback = nil
  }

  /// A parameter that may be left out; `shown` is the default as a client would write it.
  public init(
    _ name: String, _ meaning: String, _ schema: Schema, default fallback: Value,
    shown: JSONValue? = nil,
    decode: @escaping @Sendable (JSONValue, String) throws(Mismatch) -> Value
  ) {
    description = FieldDescription(
      name: name, meaning: meaning, schema: schema, isRequired: false, defaultValue: shown)
    self.decode = decode
    self.fallback = fallback
  }
}

/// What the table shows of a parameter.
///
/// A class for the same reason as ``MethodDescriptor``.
public final class FieldDescription: Sendable {
  /// Its name on the wire.
  public let name: String
  /// What it means, in one sentence.
  public let meaning: String
  /// What it may be.
  public let schema: Schema
  /// Whether it must be sent.
  public let isRequired: Bool
  /// The default as a client would write it, where it is a plain value.
  public let defaultValue: JSONValue?

  init(
    name: String, meaning: String, schema: Schema, isRequired: Bool, defaultValue: JSONValue?
  ) {
    self.name = name
    self.meaning = meaning
    self.schema = schema
    self.isRequired = isRequired
    self.defaultValue = defaultValue
  }
}

extension Field where Value == Int {
  /// A whole number with a default.
  public static func integer(
    _ name: String, _ meaning: String, min: Int, max: Int? = nil, default fallback: Int
  ) -> Field {
    Field(
      name, meaning, .integer(min: min, max: max), default: fallback,
      shown: JSONValue(fallback)
    ) { value, _ in value.integer ?? fallback }
  }
}

extension Field where Value == Bool {
  /// A switch with a default.
  public static func flag(_ name: String, _ meaning: String, default fallback: Bool) -> Field {
    Field(name, meaning, .boolean, default: fallback, shown: .bool(fallback)) { value, _ in
      value == .bool(true)
    }
  }
}

extension Field where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the words of an enum, with a default.
  public static func choice(_ name: String, _ meaning: String, default fallback: Value) -> Field {
    Field(
      name, meaning, .choice(Value.allCases.map(\.rawValue)), default: fallback,
      shown: .string(fallback.rawValue)
    ) { value, _ in
      if case .string(let text) = value { Value(rawValue: text) ?? fallback } else { fallback }
    }
  }
}
