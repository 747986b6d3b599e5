public import SegmentProtocol

/// A model in short.
public struct ModelFacts: Sendable {
  /// The model's name.
  public let model: String
  /// Its newest version.
  public let version: Int
  /// The versions that can be asked for.
  public let versions: [Int]
  /// Number of segments.
  public let k: Int
  /// Number of customers that were fitted.
  public let n: Int
  /// What was compared.
  public let features: [String]
  /// When it was fitted, in UTC: `2024-05-01T10:00:00Z`.
  public let created: String
  /// About how much memory it takes.
  public let bytes: Int
  /// SHA-256 of the results and the recipe.
  public let fingerprint: String
  /// What is kept of the fit.
  public let keeps: Keep?
  /// What recency is measured against, with transactions.
  public let asOf: String?
}

extension ModelFacts: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    model = try answer("model")
    version = try answer("version")
    versions = try answer("versions")
    k = try answer("k")
    n = try answer("n")
    features = try answer("features")
    created = try answer("created")
    bytes = try answer("bytes")
    fingerprint = try answer("fingerprint")
    let keeps: String = try answer("keeps")
    self.keeps = Keep(rawValue: keeps)
    asOf = try answer("as_of")
  }
}

/// What a segment is called and what is advised for it, after it was labelled.
public struct SegmentLabel: Sendable {
  /// The segment.
  public let segment: Int
  /// What it is called now.
  public let name: String
  /// What is advised for it now.
  public let advice: [String]
}

extension SegmentLabel: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    segment = try answer("segment")
    name = try answer("name")
    advice = try answer("advice")
  }
}

/// A model as text, with rows that prove it.
public struct ExportedModel: Sendable {
  /// The model document, or the SQL query.
  public let document: String
  /// Rows made from the model alone, and the segment that it gives each.
  public let checks: Checks

  /// Rows and their segments.
  public struct Checks: Sendable {
    /// The columns that the model reads.
    public let fields: [String]
    /// A cell per field.
    public let rows: [[Cell]]
    /// The segment's id per row; nil where the row cannot be assigned.
    public let segments: [Int?]
  }
}

extension ExportedModel: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    document = try answer("document")
    checks = try answer("checks")
  }
}

extension ExportedModel.Checks: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    fields = try answer("fields")
    rows = try answer("rows")
    segments = try answer("segment")
  }
}

/// A table that was put into the daemon.
public struct TableFacts: Sendable {
  /// The table's name.
  public let table: String
  /// Number of rows.
  public let rows: Int
  /// The columns.
  public let columns: [ColumnKind]
  /// About how much memory it takes.
  public let bytes: Int

  /// A column of a table.
  public struct ColumnKind: Sendable {
    /// Its name.
    public let name: String
    /// `number`, `text` or `date`.
    public let kind: String
  }
}

extension TableFacts: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    table = try answer("table")
    rows = try answer("rows")
    columns = try answer("columns")
    bytes = try answer("bytes")
  }
}

extension TableFacts.ColumnKind: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    name = try answer("name")
    kind = try answer("kind")
  }
}

/// Rows of a table.
public struct TablePage: Sendable {
  /// The columns, in the order of the cells.
  public let fields: [String]
  /// A list of cells per row.
  public let rows: [[Cell]]
  /// Number of rows that the table has.
  public let total: Int
}

extension TablePage: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    fields = try answer("fields")
    rows = try answer("rows")
    total = try answer("total")
  }
}
