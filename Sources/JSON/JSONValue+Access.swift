// What checking of parameters asks a value.

extension JSONValue {
  /// Whether it is `null`.
  public var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// `true` or `false`, if it is one of them.
  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The integer, if it is a number without a fraction that fits: 5.0 counts as 5.
  public var integer: Int? {
    if case .number(let number) = self { number.integer } else { nil }
  }

  /// The nearest double, if it is a number within double range.
  public var double: Double? {
    if case .number(let number) = self, number.value.isFinite { number.value } else { nil }
  }

  /// The text, if it is one.
  public var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The elements, if it is a list; a deferred one is read.
  public var array: [JSONValue]? {
    switch self {
    case .array(let elements): elements
    case .slice(let slice) where slice.kind == .array: JSONValue(slice).array
    default: nil
    }
  }

  /// The members, if it is an object; a deferred one is read.
  public var object: JSONObject? {
    switch self {
    case .object(let object): object
    case .slice(let slice) where slice.kind == .object: JSONValue(slice).object
    default: nil
    }
  }

  /// The value of a member, if it is an object that has it; the last one of that name.
  public subscript(key: String) -> JSONValue? {
    object?[key]
  }

  /// What it is.
  public var kind: JSONKind {
    switch self {
    case .null: .null
    case .bool: .bool
    case .number: .number
    case .string: .string
    case .array: .array
    case .object: .object
    case .slice(let slice): slice.kind
    }
  }

  /// The word for its kind in messages to people: number, text, list, object, true/false, null.
  public var kindName: String {
    kind.name
  }
}

extension JSONValue: CustomStringConvertible {
  /// The value as compact JSON.
  public var description: String {
    var writer = JSONWriter()
    writer.write(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringInterpolation,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// The value `null`.
  public init(nilLiteral: ()) {
    self = .null
  }

  /// The value `true` or `false`.
  public init(booleanLiteral value: Bool) {
    self = .bool(value)
  }

  /// An integer.
  public init(integerLiteral value: Int) {
    self = .number(JSONNumber(value))
  }

  /// A number; NaN and infinity become null.
  public init(floatLiteral value: Double) {
    self.init(value)
  }

  /// Text.
  public init(stringLiteral value: String) {
    self = .string(value)
  }

  /// A list.
  public init(arrayLiteral elements: JSONValue...) {
    self = .array(elements)
  }

  /// Named members, in the order of the literal.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(JSONObject(elements.map { (key: $0.0, value: $0.1) }))
  }

  /// A double in its shortest form; NaN and infinity become null, as they do everywhere on the wire.
  public init(_ value: Double) {
    self = value.isFinite ? .number(JSONNumber(value)) : .null
  }

  /// An integer.
  public init(_ value: Int) {
    self = .number(JSONNumber(value))
  }

  /// `true` or `false`.
  public init(_ value: Bool) {
    self = .bool(value)
  }

  /// Text.
  public init(_ value: String) {
    self = .string(value)
  }
}
