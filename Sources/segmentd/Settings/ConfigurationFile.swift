/// A configuration file: lines `name = value`, blank lines, and comments from `#` on.
///
/// A value with blanks at its ends, a `#` or a quote is written in double quotes, with `\"` and
/// `\\` inside.
struct ConfigurationFile: Sendable {
  /// One line that sets something.
  struct Line: Equatable, Sendable {
    let number: Int
    let name: String
    let value: String
  }

  /// Where it lies.
  let path: String
  /// What it sets, in order.
  let lines: [Line]

  /// The most bytes that are read of one.
  static let byteLimit = 1 << 20

  /// Reads the lines of a file.
  init(_ bytes: [UInt8], at path: String) throws(UsageError) {
    guard bytes.count <= Self.byteLimit, let text = String(validating: bytes, as: UTF8.self) else {
      throw UsageError(
        message: "\(path) is no configuration file: it must be UTF-8 text of at most "
          + "\(Setting.Kind.text(Self.byteLimit)) bytes", status: ExitStatus.configuration)
    }
    self.path = path
    var found: [Line] = []
    let rows = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (index, row) in rows.enumerated() {
      let line = row.trimmed
      guard !line.isEmpty, !line.hasPrefix("#"), !(index == 0 && line == "\u{FEFF}") else {
        continue
      }
      func refusal(_ found: String) -> UsageError {
        UsageError(
          message: "\(path):\(index + 1): \(found); a line is NAME = VALUE, a comment begins "
            + "with #", status: ExitStatus.configuration)
      }
      guard let equals = line.firstIndex(of: "=") else {
        throw refusal("there is no = in \"\(line.prefix(60))\"")
      }
      let name = line[..<equals].trimmed
      guard !name.isEmpty else { throw refusal("there is no name before =") }
      guard let value = Self.value(line[line.index(after: equals)...].trimmed) else {
        throw refusal("the quotes of \(name) are not closed, or something follows them")
      }
      found.append(Line(number: index + 1, name: String(name), value: value))
    }
    lines = found
  }

  /// A value as it is written in a file.
  static func written(_ value: String) -> String {
    let isPlain =
      !value.isEmpty && value.first != "\"" && !value.contains("#")
      && value[...].trimmed == value[...]
    guard !isPlain else { return value }
    return "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  /// What stands after `=`; `nil` where its quotes do not fit.
  private static func value(_ text: Substring) -> String? {
    guard text.first == "\"" else {
      guard let comment = text.firstIndex(of: "#") else { return String(text) }
      return String(text[..<comment].trimmed)
    }
    var value = ""
    var rest = text.dropFirst()
    while let character = rest.popFirst() {
      switch character {
      case "\"":
        let after = rest.trimmed
        return after.isEmpty || after.hasPrefix("#") ? value : nil
      case "\\":
        guard let escaped = rest.popFirst(), escaped == "\"" || escaped == "\\" else { return nil }
        value.append(escaped)
      default:
        value.append(character)
      }
    }
    return nil
  }
}

extension Substring {
  /// Without blanks at both ends.
  fileprivate var trimmed: Substring {
    var text = self
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }
}
