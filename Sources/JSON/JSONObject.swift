/// The members of an object, in the order in which they came.
public struct JSONObject: Sendable {
  /// Names and values; a name may occur twice.
  public var members: [(key: String, value: JSONValue)]

  /// Keeps the members.
  public init(_ members: [(key: String, value: JSONValue)] = []) {
    self.members = members
  }

  /// The names in order.
  public var keys: [String] {
    members.map(\.key)
  }

  /// The value of a name, the last one where the name occurs twice.
  ///
  /// Names are compared byte by byte, as RFC 8259 section 8.3 has it: é in one code point is
  /// another name than é in two. Setting replaces the last, or appends; nil removes all.
  ///
  /// - Complexity: O(n) in the number of members.
  public subscript(key: String) -> JSONValue? {
    get { members.last { isSame($0.key, key) }?.value }
    set {
      guard let newValue else {
        members.removeAll { isSame($0.key, key) }
        return
      }
      if let index = members.lastIndex(where: { isSame($0.key, key) }) {
        members[index].value = newValue
      } else {
        members.append((key, newValue))
      }
    }
  }
}

extension JSONObject: Equatable {
  /// Whether both have the same members in the same order.
  public static func == (first: JSONObject, second: JSONObject) -> Bool {
    first.members.count == second.members.count
      && zip(first.members, second.members).allSatisfy { mine, other in
        isSame(mine.key, other.key) && mine.value == other.value
      }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// Keeps the members in the order of the literal.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(elements.map { (key: $0.0, value: $0.1) })
  }
}

/// Whether two strings have the same code points; `==` would also take é for e and an accent.
func isSame(_ first: String, _ second: String) -> Bool {
  first.utf8.elementsEqual(second.utf8)
}
