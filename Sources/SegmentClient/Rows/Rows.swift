import JSON

/// Where rows come from: this program, a table of the daemon, or a file that the daemon reads.
///
///     let customers: Rows = .columns(["recency": [3, 90], "spend": [9.5, nil]])
///     let orders = Rows.file("sales.csv")
///
/// Rows of this program are sent along, and where they are many ahead of the question, in pieces.
public struct Rows: Sendable {
  enum Form: Sendable {
    case columns([(name: String, column: Column)])
    case rows(fields: [String], [[Cell]])
    case records([[String: Cell]])
    case reference(JSONObject)
  }

  let form: Form

  /// Who each row is, where no column says so.
  public var ids: [Cell]?

  /// Whether rows are customers as the recipe's steps make them of purchases, measured, joined and
  /// derived before.
  public var isMeasured = false

  private init(_ form: Form, ids: [Cell]? = nil) {
    self.form = form
    self.ids = ids
  }

  /// A column for each name; columns of doubles alone travel as their bytes, which is quickest.
  ///
  /// - Parameters:
  ///   - columns: In any order.
  ///   - ids: Who each row is, where no column says so.
  public static func columns(
    _ columns: KeyValuePairs<String, Column>, ids: [Cell]? = nil
  ) -> Rows {
    Rows(.columns(columns.map { ($0.key, $0.value) }), ids: ids)
  }

  /// The same of names and columns that were made by the program.
  public static func columns(_ columns: [(String, Column)], ids: [Cell]? = nil) -> Rows {
    Rows(.columns(columns.map { (name: $0.0, column: $0.1) }), ids: ids)
  }

  /// A list per row, its cells in the order of the fields.
  public static func rows(_ fields: [String], _ rows: [[Cell]], ids: [Cell]? = nil) -> Rows {
    Rows(.rows(fields: fields, rows), ids: ids)
  }

  /// A list of numbers per row, in the order of the fields; NaN where one is missing.
  public static func numbers(
    _ fields: [String], _ rows: [[Double]], ids: [Cell]? = nil
  ) -> Rows {
    guard rows.allSatisfy({ $0.count == fields.count }) else {
      // Whoever reads the rows says which of them is wrong.
      return .rows(fields, rows.map { $0.map { .number($0) } }, ids: ids)
    }
    return .columns(
      fields.enumerated().map { place, name in (name, Column(rows.map { $0[place] })) }, ids: ids)
  }

  /// A dictionary per row.
  public static func records(_ records: [[String: Cell]], ids: [Cell]? = nil) -> Rows {
    Rows(.records(records), ids: ids)
  }

  /// A table that was put into the daemon.
  public static func table(_ name: String) -> Rows {
    Rows(.reference(["table": .string(name)]))
  }

  /// A CSV file that the daemon reads by itself, below a folder that it was started with; one that
  /// was spawned reads whatever this program may, relative paths from where this program is.
  ///
  /// What is nil is recognised.
  ///
  /// - Parameters:
  ///   - path: As the daemon sees it.
  ///   - delimiter: `,` `;` tab or `|`.
  ///   - encoding: `utf-8`, `utf-16le`, `utf-16be` or `windows-1252`.
  ///   - dateFormat: `iso dmy mdy ymd epoch`, or a pattern of `YYYY YY MM DD Mon HH mm ss WW`.
  ///   - decimal: `.` or `,`.
  ///   - thousands: The mark between groups of digits.
  ///   - missing: The texts that stand for a missing cell.
  public static func file(
    _ path: String, delimiter: String? = nil, encoding: String? = nil, dateFormat: String? = nil,
    decimal: String? = nil, thousands: String? = nil, missing: [String]? = nil
  ) -> Rows {
    var object: JSONObject = ["path": .string(path)]
    object["delimiter"] = delimiter.map { .string($0) }
    object["encoding"] = encoding.map { .string($0) }
    object["date_format"] = dateFormat.map { .string($0) }
    object["decimal"] = decimal.map { .string($0) }
    object["thousands"] = thousands.map { .string($0) }
    object["missing"] = missing?.json
    return Rows(.reference(object))
  }

  /// Number of rows of this program; nil where the daemon has them.
  public var count: Int? {
    switch form {
    case .columns(let columns): columns.map(\.column.count).max() ?? 0
    case .rows(_, let rows): rows.count
    case .records(let records): records.count
    case .reference: nil
    }
  }
}
