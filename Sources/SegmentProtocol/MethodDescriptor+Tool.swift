public import JSON

/// A method as an assistant sees it: schemas that stand alone, in the dialect of 2020-12.
///
/// An assistant reads all of them before its first call, so they are short: `data` is one object
/// with the members of all its forms, and what a recipe may say is told once.
extension MethodDescriptor {
  /// The parameters, as the schema of one closed object.
  ///
  /// - Parameter recipe: A sentence in place of all that a recipe may say, where it is shown
  ///   elsewhere; nil for the whole.
  public func argumentsSchema(recipe: String?) -> JSONValue {
    var replacements = ["Data": DataSource.shortSchema, "FeatureDefaults": Self.defaults]
    replacements["Recipe"] = recipe.map { .described($0, .object([], open: .any)) }
    let properties = fields.map { field in
      let schema = Schema.described(
        field.meaning, field.schema.replacingNamed(replacements))
      return field.isRequired
        ? Schema.Property.required(field.name, schema) : .optional(field.name, schema)
    }
    return Schema.object(properties).alone(.arguments, defaults: fields)
  }

  /// The result, as the schema of one object that may gain members.
  ///
  /// - Parameter more: Members that are added on the way.
  public func resultSchema(adding more: [Schema.Property]) -> JSONValue {
    let schema = result.replacingNamed(
      Dictionary(uniqueKeysWithValues: Self.sideFacts.map { ($0, .object([], open: .any)) }))
    guard case .object(let properties, let open) = schema else { return schema.alone(.result) }
    return Schema.object(properties + more, open: open).alone(.result)
  }

  /// What results tell beside what was asked for.
  private static let sideFacts = ["Recipe", "Data", "Ledger", "Alignment", "Components"]

  private static let defaults = Schema.described(
    "What holds where a feature says nothing: the members of a feature but column.",
    .object([], open: .any))
}

extension DataSource {
  /// All forms in one object, of which a caller uses the members of one.
  static let shortSchema: Schema = {
    var properties: [Schema.Property] = []
    for property in shapes.joined() where !properties.contains(where: { $0.name == property.name })
    {
      properties.append(.optional(property.name, property.schema, meanings[property.name]))
    }
    properties.append(.optional("ids", .array(.any), "Names of the rows, one per row."))
    return .named(
      "Data",
      .described(
        "Rows in one of these forms: path; columns; records; fields with rows; table; fields with "
          + "dtype, shape and b64.", .object(properties)))
  }()

  private static let meanings = [
    "columns": "A list of values per column: {\"recency\": [3, 40], \"spend\": [9.5, 12]}.",
    "records": "An object per row: [{\"recency\": 3, \"spend\": 9.5}].",
    "fields": "The names of the columns, with rows or b64.",
    "rows": "A list of cells per row, in the order of fields.",
    "path": "Full path of a CSV on the server's disk, below a folder it may read.",
    "table": "An uploaded table's name.",
    "dtype": "Kind of the numbers in b64.", "shape": "Rows and columns of b64.",
    "b64": "Numbers row by row, in base64.",
    "date_format": "iso, dmy, mdy, ymd, epoch or a pattern; absent: recognised.",
    "missing": "Texts that stand for a missing cell.",
  ]
}

extension Schema {
  /// The schema as one JSON Schema with everything it refers to.
  ///
  /// - Parameter fields: Parameters whose defaults are shown with the member of that name.
  fileprivate func alone(
    _ dialect: Dialect, defaults fields: [FieldDescription] = []
  ) -> JSONValue {
    var members = members(dialect)
    if let place = members.firstIndex(where: { $0.key == "properties" }),
      case .object(var properties) = members[place].value
    {
      for field in fields {
        guard let value = field.defaultValue, case .object(var property)? = properties[field.name]
        else { continue }
        property["default"] = value
        properties[field.name] = .object(property)
      }
      members[place].value = .object(properties)
    }
    var named: [String: Schema] = [:]
    collectNamed(into: &named)
    let definitions = named.sorted { $0.key < $1.key }.map { name, schema in
      guard case .named(_, let inner) = schema else {
        return (key: name, value: schema.json(dialect))
      }
      return (key: name, value: inner.json(dialect))
    }
    if !definitions.isEmpty { members.append(("$defs", .object(JSONObject(definitions)))) }
    return .object(JSONObject(members))
  }

  /// The schema with others in place of the named ones of these names.
  fileprivate func replacingNamed(_ replacements: [String: Schema]) -> Schema {
    switch self {
    case .any, .null, .boolean, .number, .integer, .string, .choice, .name: return self
    case .array(let element, let min, let max):
      return .array(element.replacingNamed(replacements), minCount: min, maxCount: max)
    case .object(let properties, let open):
      return .object(
        properties.map { property in
          let schema = property.schema.replacingNamed(replacements)
          return property.isRequired
            ? .required(property.name, schema) : .optional(property.name, schema)
        }, open: open?.replacingNamed(replacements))
    case .oneOf(let alternatives):
      return .oneOf(alternatives.map { $0.replacingNamed(replacements) })
    case .deferred(let shown, let words):
      return .deferred(shown: shown.replacingNamed(replacements), words: words)
    case .described(let sentence, let schema):
      return .described(sentence, schema.replacingNamed(replacements))
    case .named(let name, let schema):
      return replacements[name] ?? .named(name, schema.replacingNamed(replacements))
    }
  }
}
