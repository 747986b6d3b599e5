public import JSON

/// Where rows come from: the `data` parameter, checked in shape, its cells still bytes.
public struct DataSource: Sendable {
  /// One of the forms that `data` may take.
  public enum Form: Sendable {
    /// An object of lists, one per column.
    case columns(JSONSlice)
    /// A list of objects, one per row.
    case records(JSONSlice)
    /// A list of lists, one per row, with the columns named beside it.
    case rows(fields: [String], rows: JSONSlice)
    /// The row-major bytes of a numpy array, in base64.
    case base64(fields: [String], isSinglePrecision: Bool, rowCount: Int, text: JSONSlice)
    /// A CSV on the daemon's disk, below a data root.
    case path(CSVRequest)
    /// A table uploaded before.
    case table(String)
  }

  /// The form that came.
  public let form: Form

  /// The list that names the rows, if one came beside them.
  public let ids: JSONSlice?

  /// Whether the rows are customers as the recipe would make them of purchases.
  public let isMeasured: Bool

  /// The document's picture of `data`.
  public static let schema = Schema.named(
    "Data",
    .described(
      "Rows: columns, records, fields with rows, base64, a CSV's path or an uploaded table.",
      .oneOf(shapes.map { .object($0 + beside) })))

  /// What may stand beside any form.
  static let beside: [Schema.Property] = [
    .optional("ids", .array(.any), "A name for each row."),
    .optional(
      "measured", .boolean,
      "Rows are customers as the recipe's steps make them: measured, joined and derived before."),
  ]

  /// The members of each form, but for those that may stand beside any.
  static let shapes: [[Schema.Property]] = [
    [.required("columns", .object([], open: .array(.any)))],
    [.required("records", .array(.object([], open: .any)))],
    [.required("fields", .array(.string())), .required("rows", .array(.array(.any)))],
    [
      .required("fields", .array(.string())), .required("dtype", .choice(["<f8", "<f4"])),
      .required("shape", .array(.integer(min: 0), minCount: 2, maxCount: 2)),
      .required("b64", .string()),
    ],
    [.required("path", .string(minLength: 1))] + CSVRequest.properties,
    [.required("table", .name(versioned: false))],
  ]

  /// A parameter that takes rows.
  public static func field(
    _ meaning: String = "Where the rows come from."
  ) -> Field<DataSource> {
    Field("data", meaning, .deferred(shown: schema, words: forms), decode: read)
  }

  /// An optional parameter that takes rows.
  public static func optionalField(_ meaning: String) -> Field<DataSource?> {
    Field("data", meaning, .deferred(shown: schema, words: forms), default: nil) {
      (value, path) throws(Mismatch) in try read(value, at: path)
    }
  }

  /// A list of rows, each in any form that `data` may take.
  public static func listField(_ name: String, _ meaning: String) -> Field<[DataSource]> {
    Field(
      name, meaning, .array(.deferred(shown: schema, words: forms)), default: []
    ) { (value, path) throws(Mismatch) in
      guard case .array(let values) = value else { return [] }
      var sources: [DataSource] = []
      for (index, value) in values.enumerated() {
        sources.append(try read(value, at: "\(path)[\(index)]"))
      }
      return sources
    }
  }

  /// Reads the shape of `data` without looking at its cells.
  public static func read(_ value: JSONValue, at path: String) throws(Mismatch) -> DataSource {
    var value = value
    if case .object = value, let text = try? JSONText(Array(value.description.utf8)) {
      value = .slice(text.root)
    }
    guard case .slice(let slice) = value, JSONReader(slice).kind == .object else {
      throw Mismatch(path: path, expected: forms, got: value.shown)
    }
    if let source = plainRows(slice) { return source }
    var parts: [String: JSONSlice] = [:]
    var reader = JSONReader(slice)
    reader.enterObject()
    while let key = reader.nextKey() {
      let part = reader.readSlice()
      // A member that is null counts as absent, as everywhere.
      parts[key] = part.kind == .null ? nil : part
    }
    return try DataSourceReader(parts: parts, path: path).read()
  }

  /// The form that most requests for a row take, fields and rows alone and nothing wrong with them;
  /// nil for all else.
  private static func plainRows(_ slice: JSONSlice) -> DataSource? {
    var fields: [String] = []
    var rows: JSONSlice?
    var reader = JSONReader(slice)
    reader.enterObject()
    while let key = reader.nextKey() {
      guard reader.kind == .array else { return nil }
      switch key {
      case "fields" where fields.isEmpty:
        reader.enterArray()
        while reader.nextElement() {
          guard reader.kind == .string else { return nil }
          let name = reader.readString()
          guard !name.isEmpty else { return nil }
          fields.append(name)
        }
      case "rows" where rows == nil:
        rows = reader.readSlice()
      default: return nil
      }
    }
    guard let rows, !fields.isEmpty else { return nil }
    return DataSource(form: .rows(fields: fields, rows: rows), ids: nil, isMeasured: false)
  }

  static let forms =
    "an object with one of columns, records, rows (and fields), b64 (and fields, dtype, shape), "
    + "path or table"
}

/// A CSV on the daemon's disk and what was said about its format.
public struct CSVRequest: Equatable, Sendable {
  /// The file's path.
  public var path: String
  /// The mark between cells, one of `,`, `;`, tab and `|`.
  public var delimiter: String?
  /// `utf-8`, `utf-16le`, `utf-16be` or `windows-1252`.
  public var encoding: String?
  /// `iso`, `dmy`, `mdy`, `ymd`, `epoch` or a pattern.
  public var dateFormat: String?
  /// The decimal mark, `.` or `,`.
  public var decimal: String?
  /// The thousands mark.
  public var thousands: String?
  /// The texts that stand for a missing cell.
  public var missing: [String]?

  /// A file whose format is recognised.
  public init(path: String) { self.path = path }

  static let properties: [Schema.Property] = [
    .optional("delimiter", .choice([",", ";", "\t", "|"])),
    .optional("encoding", .choice(["utf-8", "utf-16le", "utf-16be", "windows-1252"])),
    .optional("date_format", .string(minLength: 1, maxLength: 40)),
    .optional("decimal", .choice([".", ","])),
    .optional("thousands", .choice([",", ".", " ", "'"])),
    .optional("missing", .array(.string())),
  ]
}
