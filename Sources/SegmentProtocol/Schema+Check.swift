public import JSON
import Spelling

/// Why a value does not fit its schema: the place and both sides.
public struct Mismatch: Error, Equatable, Sendable {
  /// Where, in the caller's words: `recipe.transactions.returns` or `k_range[1]`.
  public let path: String
  /// What is allowed there.
  public let expected: String
  /// What was found there.
  public let got: String
  /// The nearest allowed word, where one is near.
  public var suggestion: String?
  /// A member that is not known, if that is what is wrong.
  public var unknown: String?
  /// A member that is missing, if that is what is wrong.
  public var missing: String?

  /// A value at that place that is not what is allowed there.
  public init(path: String, expected: String, got: String) {
    self.path = path
    self.expected = expected
    self.got = got
  }
}

extension Schema {
  /// Checks a value, member by member, and throws the first thing that does not fit.
  public func check(_ value: JSONValue, at path: String) throws(Mismatch) {
    switch self {
    case .any: return
    case .null:
      guard case .null = value else { throw mismatch(value, path) }
    case .named(_, let schema), .described(_, let schema): try schema.check(value, at: path)
    case .deferred:
      switch value {
      case .slice, .object, .array: return
      default: throw mismatch(value, path)
      }
    case .boolean:
      guard case .bool = value else { throw mismatch(value, path) }
    case .number(let min, let max):
      guard case .number(let number) = value, number.value.isFinite,
        number.value >= min ?? -.infinity, number.value <= max ?? .infinity
      else { throw mismatch(value, path) }
    case .integer(let min, let max):
      guard let integer = value.integer, integer >= min ?? .min, integer <= max ?? .max
      else { throw mismatch(value, path) }
    case .string(let min, let max):
      guard case .string(let text) = value, text.count >= min, text.count <= max ?? .max
      else { throw mismatch(value, path) }
    case .choice(let texts):
      guard case .string(let text) = value, texts.contains(text) else {
        var error = mismatch(value, path)
        if case .string(let text) = value { error.suggestion = nearestName(to: text, among: texts) }
        throw error
      }
    case .name(let versioned):
      guard case .string(let text) = value, isName(text, versioned: versioned)
      else { throw mismatch(value, path) }
    case .array(let element, let min, let max):
      guard case .array(let values) = value, values.count >= min, values.count <= max ?? .max
      else { throw mismatch(value, path) }
      for (index, value) in values.enumerated() {
        try element.check(value, at: "\(path)[\(index)]")
      }
    case .object(let properties, let open): try checkObject(value, properties, open, path)
    case .oneOf(let alternatives): try checkAlternatives(value, alternatives, path)
    }
  }

  private func mismatch(_ value: JSONValue, _ path: String) -> Mismatch {
    Mismatch(path: path, expected: words, got: value.shown)
  }

  private func checkObject(
    _ value: JSONValue, _ properties: [Property], _ open: Schema?, _ path: String
  ) throws(Mismatch) {
    guard case .object(let object) = value else { throw mismatch(value, path) }
    for (name, member) in object.members {
      if let property = properties.first(where: { $0.name == name }) {
        // An optional member that is null counts as absent, as in most clients' serialisers.
        if member == .null && !property.isRequired { continue }
        try property.schema.check(member, at: path.isEmpty ? name : "\(path).\(name)")
      } else if let open {
        try open.check(member, at: "\(path).\(name)")
      } else {
        let names = properties.map(\.name)
        var error = Mismatch(
          path: path, expected: names.joined(separator: ", "),
          got: JSONValue.string(name).shown)
        error.unknown = name
        error.suggestion = nearestName(to: name, among: names)
        throw error
      }
    }
    for property in properties where property.isRequired && object[property.name] == nil {
      var error = Mismatch(path: path, expected: property.schema.words, got: "nothing")
      error.missing = property.name
      throw error
    }
  }

  /// Where alternatives differ in kind, the one of the value's kind says what is wrong inside it.
  private func checkAlternatives(
    _ value: JSONValue, _ alternatives: [Schema], _ path: String
  ) throws(Mismatch) {
    var deepest: Mismatch?
    for alternative in alternatives {
      do throws(Mismatch) {
        try alternative.check(value, at: path)
        return
      } catch {
        let isInside = error.path != path || error.unknown != nil || error.missing != nil
        if isInside, deepest == nil { deepest = error }
      }
    }
    if let deepest { throw deepest }
    var error = mismatch(value, path)
    if case .string(let text) = value {
      let choices = alternatives.flatMap { alternative -> [String] in
        if case .choice(let texts) = alternative { texts } else { [] }
      }
      error.suggestion = nearestName(to: text, among: choices)
    }
    throw error
  }
}

/// Whether a text may name a model or a table.
public func isName(_ text: String, versioned: Bool) -> Bool {
  // The usual name needs no look at Unicode's tables, which took a thirtieth of a one-row `assign`.
  if isPlainName(text) { return true }
  var name = Substring(text)
  if versioned, let at = text.lastIndex(of: "@") {
    let version = text[text.index(after: at)...]
    guard let number = Int(version), number >= 1, !version.hasPrefix("+") else { return false }
    name = text[..<at]
  }
  guard (1...128).contains(name.count), !name.hasPrefix(".") else { return false }
  return name.allSatisfy { $0.isLetter || $0.isNumber || " ._-".contains($0) }
}

/// Whether a text is a name of nothing but ASCII letters, digits, `_` and `-`.
private func isPlainName(_ text: String) -> Bool {
  let bytes = text.utf8
  return (1...128).contains(bytes.count)
    && bytes.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
}

extension JSONValue {
  /// The value as an error shows it: short, and what kind it is where it is long.
  public var shown: String {
    switch self {
    case .null, .bool, .number: description
    case .string(let text):
      text.count <= 40 ? description : JSONValue.string(String(text.prefix(37)) + "...").description
    case .array(let values):
      if values.isEmpty {
        "an empty list"
      } else {
        values.count > 5 || description.count > 40 ? "a list of \(values.count)" : description
      }
    case .object: "an object"
    case .slice(let slice): slice.kind == .array ? "a list" : "an object"
    }
  }
}
