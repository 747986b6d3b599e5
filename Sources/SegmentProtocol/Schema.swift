import JSON

/// What a JSON value may be: the one description that values are checked against and that OpenRPC
/// shows.
///
/// A small part of JSON Schema, chosen so that every refusal can be put in one sentence.
public indirect enum Schema: Sendable {
  /// Any value.
  case any
  /// `null`, where something may be absent from a result.
  case null
  /// `true` or `false`.
  case boolean
  /// A finite number within inclusive bounds.
  case number(min: Double? = nil, max: Double? = nil)
  /// A whole number (`5.0` counts) within inclusive bounds.
  case integer(min: Int? = nil, max: Int? = nil)
  /// Text of that many characters.
  case string(minLength: Int = 0, maxLength: Int? = nil)
  /// One of these texts.
  case choice([String])
  /// A model's or table's name; with `versioned`, `name@N` too.
  case name(versioned: Bool)
  /// A list of such values, of that many.
  case array(Schema, minCount: Int = 0, maxCount: Int? = nil)
  /// Named members; `open` allows others of that schema.
  case object([Property], open: Schema? = nil)
  /// The first alternative that accepts the value.
  case oneOf([Schema])
  /// A value that is kept as bytes for whoever reads it; the schema is for readers alone, the words
  /// say in errors what is allowed.
  case deferred(shown: Schema, words: String)
  /// A schema with a name, shown once in the document's components.
  case named(String, Schema)
  /// A schema with a sentence about it.
  case described(String, Schema)

  /// A member of an object.
  public struct Property: Sendable {
    /// The member's name.
    public let name: String
    /// What its value may be.
    public let schema: Schema
    /// Whether it must be there.
    public let isRequired: Bool

    /// A member that may be left out, with a sentence about it where its name does not say all.
    public static func optional(
      _ name: String, _ schema: Schema, _ meaning: String? = nil
    ) -> Property {
      Property(name: name, schema: schema.meaning(meaning), isRequired: false)
    }

    /// A member that must be there, with a sentence about it where its name does not say all.
    public static func required(
      _ name: String, _ schema: Schema, _ meaning: String? = nil
    ) -> Property {
      Property(name: name, schema: schema.meaning(meaning), isRequired: true)
    }
  }
}

extension Schema {
  /// The schema with a sentence about it, if there is one.
  private func meaning(_ sentence: String?) -> Schema {
    sentence.map { .described($0, self) } ?? self
  }

  /// What is allowed, in words that follow "must be".
  public var words: String {
    switch self {
    case .any: "any value"
    case .null: "null"
    case .boolean: "true or false"
    case .number(let min, let max): "a number" + bounds(min.map(numeral), max.map(numeral))
    case .integer(let min, let max):
      "a whole number" + bounds(min.map(String.init), max.map(String.init))
    case .string(let min, let max):
      if let max {
        "a text of \(min) to \(max) characters"
      } else {
        min > 0 ? "a text that is not empty" : "a text"
      }
    case .choice(let texts): list(texts.map { JSONValue.string($0).description })
    case .name(let versioned):
      "a name of 1 to 128 letters, digits, spaces and ._- that does not begin with a dot"
        + (versioned ? ", or name@version" : "")
    case .array(let element, let min, let max): arrayWords(element, min, max)
    case .object: "an object"
    case .oneOf(let alternatives): list(alternatives.map(\.words))
    case .deferred(_, let words): words
    case .named(_, let schema), .described(_, let schema): schema.words
    }
  }

  private func bounds(_ min: String?, _ max: String?) -> String {
    switch (min, max) {
    case (let min?, let max?): " from \(min) to \(max)"
    case (let min?, nil): " of at least \(min)"
    case (nil, let max?): " of at most \(max)"
    case (nil, nil): ""
    }
  }

  private func numeral(_ value: Double) -> String {
    JSONValue.number(JSONNumber(value)).description
  }

  private func arrayWords(_ element: Schema, _ min: Int, _ max: Int?) -> String {
    let count =
      switch (min, max) {
      case (let min, let max?) where min == max: " of \(min)"
      case (let min, let max?): " of \(min) to \(max)"
      case (0, nil): ""
      case (let min, nil): " of at least \(min)"
      }
    return "a list" + count + ", each \(element.words)"
  }

  private func list(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}
