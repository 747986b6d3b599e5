import Features
import JSON

extension JSONValue {
  /// Whether there is something: an optional member that is null counts as absent.
  var isPresent: Bool { self != .null }

  /// A list of texts.
  static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

  /// One name as itself, several as a list: as a key of columns is written.
  static func names(_ names: [String]) -> JSONValue {
    names.count == 1 ? .string(names[0]) : .texts(names)
  }
}

extension JSONObject {
  /// The text of a member.
  func text(_ name: String) -> String? {
    if case .string(let text)? = self[name] { text } else { nil }
  }

  /// The texts of a member that is a text or a list of them.
  func texts(_ name: String) -> [String] {
    switch self[name] {
    case .string(let text)?: [text]
    case .array(let values)?:
      values.compactMap { if case .string(let text) = $0 { text } else { nil } }
    default: []
    }
  }

  /// The object of a member.
  func object(_ name: String) -> JSONObject? {
    if case .object(let object)? = self[name] { object } else { nil }
  }

  /// The objects of a list.
  func objects(_ name: String) -> [JSONObject] {
    guard case .array(let values)? = self[name] else { return [] }
    return values.compactMap { if case .object(let object) = $0 { object } else { nil } }
  }

  /// A word of an enum.
  func choice<Choice: WireNamed>(_ name: String) -> Choice? {
    text(name).flatMap(Choice.init(wireName:))
  }
}
