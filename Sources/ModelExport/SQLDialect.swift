import Decimals

/// A database whose SQL a query is written in.
public enum SQLDialect: String, CaseIterable, Sendable {
  /// PostgreSQL 12 and later.
  case postgresql
  /// SQLite 3.35 and later, with its mathematical functions where a transform needs them.
  case sqlite
  /// DuckDB 0.10 and later.
  case duckdb

  /// Its name in sentences.
  public var title: String {
    switch self {
    case .postgresql: "PostgreSQL"
    case .sqlite: "SQLite"
    case .duckdb: "DuckDB"
    }
  }

  /// Whether two names that differ in the case of ASCII letters are one column.
  var ignoresCase: Bool { self != .postgresql }

  /// A name of a table or column, quoted.
  func identifier(_ name: String) -> String { "\"" + doubling("\"", in: name) + "\"" }

  /// A text, quoted.
  func literal(_ text: String) -> String {
    let quoted = "'" + doubling("'", in: text) + "'"
    switch self {
    case .postgresql:
      // Where a session has old-fashioned strings, a backslash in plain quotes would escape.
      return text.utf8.contains(UInt8(ascii: "\\")) ? "E" + doubling("\\", in: quoted) : quoted
    case .sqlite:
      // A null would end the statement.
      guard text.utf8.contains(0) else { return quoted }
      return "CAST(X'" + text.utf8.map(hexadecimal).joined() + "' AS TEXT)"
    case .duckdb:
      guard text.utf8.contains(0) else { return quoted }
      let parts = text.split(separator: "\0", omittingEmptySubsequences: false)
      return "("
        + parts.map { "'" + doubling("'", in: String($0)) + "'" }
        .joined(separator: " || chr(0) || ") + ")"
    }
  }

  /// A number, read back as the very same double; below 0 in brackets, since `--` begins a comment.
  func literal(_ value: Double) -> String {
    // What a document's own figures take beyond doubles: no row there could be assigned.
    guard value.isFinite else { return "NULL" }
    var text = shortestText(of: value.magnitude)
    let hasExponent = text.contains("e") || text.contains("E")
    // Without a point it would be an integer, which divides otherwise.
    if !hasExponent && !text.contains(".") { text += ".0" }
    // Without an exponent it would be a decimal, which is not the nearest double once converted.
    if self == .duckdb && !hasExponent { text += "e0" }
    return value < 0 ? "(-\(text))" : text
  }

  /// A column's cells as doubles, NULL where the model sees none.
  func number(_ column: String) -> String {
    switch self {
    case .postgresql:
      "NULLIF(CAST(\(column) AS DOUBLE PRECISION), 'NaN')"
    case .sqlite:
      // Text that is no number would be cast to 0; compared as a number it is not equal to that.
      "CASE WHEN CAST(\(column) AS NUMERIC) = \(column) THEN CAST(\(column) AS REAL) END"
    case .duckdb:
      "NULLIF(CAST(\(column) AS DOUBLE), CAST('NaN' AS DOUBLE))"
    }
  }

  /// A column's cells as text, NULL where the model sees none: it takes the empty text for missing.
  func text(_ column: String) -> String {
    switch self {
    case .postgresql: "NULLIF(CAST(\(column) AS TEXT), '')"
    case .sqlite: "NULLIF(CAST(\(column) AS TEXT), '')"
    case .duckdb: "NULLIF(CAST(\(column) AS VARCHAR), '')"
    }
  }

  /// Text compared byte by byte, whatever the column's own collation.
  func exactly(_ text: String) -> String {
    switch self {
    case .postgresql: "\(text) COLLATE \"C\""
    case .sqlite: "\(text) COLLATE BINARY"
    case .duckdb: "\(text) COLLATE C"
    }
  }

  /// An expression as a double, so that databases do not compute with decimals.
  func double(_ expression: String) -> String {
    switch self {
    case .postgresql: "CAST(\(expression) AS DOUBLE PRECISION)"
    case .sqlite: expression
    case .duckdb: "CAST(\(expression) AS DOUBLE)"
    }
  }

  /// The smallest of several numbers that are all there or all NULL.
  func smallest(_ columns: [String]) -> String {
    guard columns.count > 1 else { return columns.first ?? "NULL" }
    guard self == .sqlite else { return "LEAST(" + columns.joined(separator: ", ") + ")" }
    // SQLite takes 100 arguments, so the smallest of groups are compared in turn.
    guard columns.count > 100 else { return "MIN(" + columns.joined(separator: ", ") + ")" }
    let groups = stride(from: 0, to: columns.count, by: 100).map { start in
      smallest(Array(columns[start..<min(start + 100, columns.count)]))
    }
    return smallest(groups)
  }

  private func doubling(_ mark: Character, in text: String) -> String {
    // By bytes: a mark may be followed by an accent that Swift counts to it.
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      bytes.append(byte)
      if byte == mark.asciiValue { bytes.append(byte) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
}

/// A text on one line of a comment: what would end the line is written as its escape.
func comment(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0x0A: result += "\\n"
    case 0x0D: result += "\\r"
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0x202A...0x202E, 0x2066...0x2069:
      result += "\\u" + String(scalar.value, radix: 16)
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
