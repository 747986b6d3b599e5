public import JSON

extension Schema {
  /// Whom a JSON Schema is written for.
  enum Dialect {
    /// One document of all methods, draft-07: named schemas stand in its components.
    case openRPC
    /// One schema alone, 2020-12: named schemas stand in its own `$defs`.
    case arguments
    /// The same of what is read by programs alone: kinds and names, without words and bounds.
    case result

    fileprivate var place: String {
      switch self {
      case .openRPC: "#/components/schemas/"
      case .arguments, .result: "#/$defs/"
      }
    }
  }

  /// The schema as a draft-07 JSON Schema; named schemas become references into `components`.
  public var json: JSONValue { .object(JSONObject(members(.openRPC))) }

  /// The schema as a JSON Schema; named schemas become references.
  func json(_ dialect: Dialect) -> JSONValue { .object(JSONObject(members(dialect))) }

  /// The members of the JSON Schema, in a fixed order.
  func members(_ dialect: Dialect) -> [(key: String, value: JSONValue)] {
    let all = allMembers(dialect)
    guard dialect == .result else { return all }
    return all.filter { !Self.wordsAndBounds.contains($0.key) }
  }

  private static let wordsAndBounds: Set = [
    "description", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
  ]

  private func allMembers(_ dialect: Dialect) -> [(key: String, value: JSONValue)] {
    switch self {
    case .any: []
    case .null: [("type", "null")]
    case .boolean: [("type", "boolean")]
    case .number(let min, let max):
      [("type", "number")] + bound("minimum", min.map { .number(JSONNumber($0)) })
        + bound("maximum", max.map { .number(JSONNumber($0)) })
    case .integer(let min, let max):
      [("type", "integer")] + bound("minimum", min.map { JSONValue($0) })
        + bound("maximum", max.map { JSONValue($0) })
    case .string(let min, let max):
      [("type", "string")] + bound("minLength", positive(min))
        + bound("maxLength", max.map { JSONValue($0) })
    case .choice(let texts):
      [("type", "string"), ("enum", .array(texts.map { .string($0) }))]
    case .name(let versioned):
      [
        ("type", "string"), ("minLength", 1), ("maxLength", versioned ? 140 : 128),
        ("description", .string(words)),
      ]
    case .array(let element, let min, let max):
      [("type", "array"), ("items", element.json(dialect))]
        + bound("minItems", positive(min))
        + bound("maxItems", max.map { JSONValue($0) })
    case .object(let properties, let open): objectMembers(properties, open, dialect)
    case .oneOf(let alternatives): [("anyOf", .array(alternatives.map { $0.json(dialect) }))]
    case .deferred(let shown, _): shown.members(dialect)
    case .named(let name, _): [("$ref", .string(dialect.place + name))]
    case .described(let sentence, let schema):
      // The sentence of whoever uses a schema stands in place of the schema's own.
      [("description", .string(sentence))]
        + schema.members(dialect).filter { $0.key != "description" }
    }
  }

  /// A bound that says something: not 0. (A bare `nil` here would be the JSON value null.)
  private func positive(_ count: Int) -> JSONValue? {
    count > 0 ? .some(JSONValue(count)) : .none
  }

  private func bound(_ key: String, _ value: JSONValue?) -> [(key: String, value: JSONValue)] {
    value.map { [(key, $0)] } ?? []
  }

  private func objectMembers(
    _ properties: [Property], _ open: Schema?, _ dialect: Dialect
  ) -> [(key: String, value: JSONValue)] {
    let required = properties.filter(\.isRequired).map { JSONValue.string($0.name) }
    let named = properties.map { (key: $0.name, value: $0.schema.json(dialect)) }
    var members: [(key: String, value: JSONValue)] = [("type", "object")]
    if !properties.isEmpty { members.append(("properties", .object(JSONObject(named)))) }
    if !required.isEmpty { members.append(("required", .array(required))) }
    // Where other members may be anything, a schema alone leaves that unsaid: it is the default.
    if case .any? = open, dialect != .openRPC { return members }
    members.append(("additionalProperties", open.map { $0.json(dialect) } ?? .bool(false)))
    return members
  }

  /// Every named schema inside this one, by name.
  func collectNamed(into found: inout [String: Schema]) {
    switch self {
    case .any, .null, .boolean, .number, .integer, .string, .choice, .name: return
    case .array(let element, _, _): element.collectNamed(into: &found)
    case .object(let properties, let open):
      for property in properties { property.schema.collectNamed(into: &found) }
      open?.collectNamed(into: &found)
    case .oneOf(let alternatives):
      for alternative in alternatives { alternative.collectNamed(into: &found) }
    case .deferred(let shown, _): shown.collectNamed(into: &found)
    case .described(_, let schema): schema.collectNamed(into: &found)
    case .named(let name, let schema):
      guard found[name] == nil else { return }
      found[name] = schema
      schema.collectNamed(into: &found)
    }
  }
}
