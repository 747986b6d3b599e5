import Decimals
import JSON
import SegmentService

/// What `segment` prints: how the file was read, what was dropped, and the segments, for a manager.
struct SegmentReport {
  /// A file that was written.
  struct File {
    let path: String
    let what: String
  }

  let path: String
  let recognition: FileRecognition?
  let fit: JSONValue
  let profile: JSONValue
  let files: [File]

  private let width = 80

  var text: String {
    var lines = ["", "Read \(path)"]
    lines += reading
    lines += ["", "Kept"] + ledger
    lines += ["", heading] + choice + [""]
    lines += segments + legend
    let warnings = (fit["warnings"]?.array ?? []) + (ledgerValue["notes"]?.array ?? [])
    if !warnings.isEmpty {
      lines += ["", "Notes"] + warnings.flatMap { bullet($0.string ?? "") }
    }
    lines += [""] + files.map { "Wrote \($0.path) (\($0.what))" }
    return lines.map { $0 + "\n" }.joined()
  }

  private var ledgerValue: JSONValue { fit["ledger"] ?? .null }

  private var reading: [String] {
    var lines: [String] = []
    let read = ledgerValue["read"]
    let names = [",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"]
    let facts = [
      read?["encoding"]?.string, read?["delimiter"]?.string.flatMap { names[$0] },
      read?["date_format"]?.string.map { "dates as \($0)" },
    ].compactMap { $0 }
    if let recognition {
      let kind = recognition.isTransactions ? "transactions" : "a table of customers"
      lines.append("  as \(kind) (\(facts.joined(separator: ", ")))")
      for role in FileRecognition.Role.allCases {
        if let column = recognition.columns[role] {
          lines.append("    " + role.rawValue.padded(to: 10) + column)
        }
      }
      if !recognition.isTransactions { lines += features }
    } else {
      lines.append("  by the given recipe (\(facts.joined(separator: ", ")))")
    }
    return lines
  }

  private var features: [String] {
    let names = (fit["features"]?.array ?? []).compactMap(\.string)
    let lines = wrapped(names.joined(separator: ", "), to: width - 14)
    return lines.enumerated().map { index, line in
      "    " + (index == 0 ? "features" : "").padded(to: 10) + line
    }
  }

  private var ledger: [String] {
    let rowsIn = ledgerValue["rows_in"]?.integer ?? 0
    var rows: [(String, Int)] = [("rows read", rowsIn)]
    for (rule, count) in ledgerValue["dropped"]?.object?.members ?? [] {
      rows.append(("  dropped: " + rule.replacing("_", with: " "), -(count.integer ?? 0)))
    }
    rows.append(("rows kept", ledgerValue["rows_kept"]?.integer ?? 0))
    if recognition?.isTransactions != false {
      rows.append(("customers", ledgerValue["customers"]?.integer ?? 0))
    }
    if let invoices = ledgerValue["invoices"]?.integer { rows.append(("invoices", invoices)) }
    var lines = rows.filter { $0.1 != 0 }.map { name, count in
      "  " + name.padded(to: 34) + grouped(count).leftPadded(to: 14)
    }
    if let money = ledgerValue["monetary"]?.double {
      lines.append("  " + "spent".padded(to: 34) + readable(money, decimals: 3).leftPadded(to: 14))
    }
    if let asOf = fit["as_of"]?.string {
      let shown = asOf.replacing("T", with: " ")
      lines.append("  measured as of \(shown)")
    }
    return lines
  }

  private var heading: String {
    let count = fit["k"]?.integer ?? 0
    return "\(count) segments of \(grouped(fit["n"]?.integer ?? 0)) customers"
  }

  private var choice: [String] {
    guard let reason = fit["choice"]?["suggested"]?["reason"]?.string else { return [] }
    return wrapped("chosen because \(reason)", to: width - 2).map { "  " + $0 }
  }

  private func bullet(_ sentence: String) -> [String] {
    wrapped(sentence, to: width - 4).enumerated().map { ($0 == 0 ? "  - " : "    ") + $1 }
  }
}

extension SegmentReport {
  /// The table: a row of figures and a line of why for each segment.
  fileprivate var segments: [String] {
    let rows = (profile["segments"]?.array ?? []).map(SegmentRow.init)
    let columns = SegmentRow.columns.filter { column in
      rows.contains { column.value($0) != nil }
    }
    let head = "  #  "
    let nameWidth = min(
      max(rows.map { $0.name.count }.max() ?? 0, 8),
      width - head.count - columns.reduce(0) { $0 + $1.width + 1 })
    var lines = [
      head + "segment".padded(to: nameWidth)
        + columns.map { " " + $0.title.leftPadded(to: $0.width) }.joined()
    ]
    let texts = columns.map { column in Self.alignedPoints(rows.map(column.value)) }
    for (index, row) in rows.enumerated() {
      let cells = zip(columns, texts).map { " " + $1[index].leftPadded(to: $0.width) }
      let (name, rest) = Self.parted(row.name, at: nameWidth)
      lines.append(
        String(row.id).leftPadded(to: 3) + "  " + name.padded(to: nameWidth) + cells.joined())
      if let rest { lines.append("     " + rest.shortened(to: 75)) }
      if let reason = row.reason {
        lines += wrapped(reason, to: 74).map { "     " + $0 }
      }
    }
    return lines
  }

  /// What the titles of the last columns stand for, where they are shown.
  fileprivate var legend: [String] {
    let features = profile["segments"]?.array?.first?["features"]
    guard features?["recency"] != nil, features?["frequency"] != nil else { return [] }
    return ["", "  recency: days since the last purchase; orders: per customer; both on average"]
  }

  /// A name, or its first part and the rest, where it does not fit: `Champions` and `(lowest
  /// spend)`.
  private static func parted(_ name: String, at width: Int) -> (name: String, rest: String?) {
    guard name.count > width else { return (name, nil) }
    guard let bracket = name.lastIndex(of: "("),
      case let first = name[..<bracket].split(separator: " ").joined(separator: " "),
      !first.isEmpty, first.count <= width
    else { return (name.shortened(to: width), name) }
    return (first, String(name[bracket...]))
  }

  /// A column's cells, a decimal on each number where one has it, so that the points stand in line.
  private static func alignedPoints(_ cells: [String?]) -> [String] {
    let isMixed = cells.contains { $0?.contains(".") == true && $0?.hasSuffix("%") == false }
    return cells.map { cell in
      guard let cell else { return "–" }
      return isMixed && !cell.contains(".") ? cell + ".0" : cell
    }
  }
}

/// One segment's figures as the table shows them.
private struct SegmentRow {
  let id: Int
  let name: String
  let reason: String?
  private let value: JSONValue

  init(_ value: JSONValue) {
    self.value = value
    id = value["id"]?.integer ?? 0
    name = value["name"]?.string ?? ""
    let reasons = (value["reasons"]?.array ?? []).compactMap(\.string).prefix(2)
    reason = reasons.isEmpty ? nil : reasons.joined(separator: " ")
  }

  struct Column: Sendable {
    let title: String
    let width: Int
    let value: @Sendable (SegmentRow) -> String?
  }

  static let columns = [
    Column(title: "customers", width: 9) { $0.value["size"]?.integer.map(grouped) },
    Column(title: "share", width: 6) { $0.value["share"]?.double.map(percent) },
    Column(title: "revenue", width: 10) {
      $0.value["monetary"]?.double.map { readable($0, decimals: 0) }
    },
    Column(title: "share", width: 6) { $0.value["monetary_share"]?.double.map(percent) },
    Column(title: "recency", width: 7) { $0.mean("recency") },
    Column(title: "orders", width: 6) { $0.mean("frequency") },
  ]

  private func mean(_ feature: String) -> String? {
    value["features"]?[feature]?["mean"]?.double.map { readable($0, decimals: 1) }
  }
}
