/// A column that a reader asks for.
public struct ColumnRequest: Equatable, Sendable {
  /// The column's name in the source.
  public let name: String

  /// What its cells are to be read as; `nil` leaves it to the source to recognise.
  public let kind: ColumnKind?

  /// Whether the texts behind codes are wanted; where they are not, it is enough that alike texts have
  /// alike codes, and a source may keep less and have no ``BatchSource/labels(of:)``.
  public let needsLabels: Bool

  /// Keeps all three.
  public init(_ name: String, as kind: ColumnKind? = nil, needsLabels: Bool = true) {
    self.name = name
    self.kind = kind
    self.needsLabels = needsLabels
  }
}

/// Up to 65,536 rows of the columns that were asked for.
public struct Batch: Sendable {
  /// The most rows a batch has.
  public static let rowLimit = 65_536

  /// Index of the first row within the source, from 0.
  public let firstRow: Int

  /// Number of rows, 1 to ``rowLimit``.
  public let rowCount: Int

  /// One entry per requested column, in the order of the request.
  public let columns: [BatchColumn]

  /// Keeps the columns; each must have `rowCount` cells.
  public init(firstRow: Int, rowCount: Int, columns: [BatchColumn]) {
    self.firstRow = firstRow
    self.rowCount = rowCount
    self.columns = columns
  }
}

/// The cells of one column in one batch.
public enum BatchColumn: Sendable {
  /// Numbers; NaN is missing.
  case numbers([Double])

  /// Microseconds since 1970 UTC; ``Column/missingDate`` is missing.
  case dates([Int64])

  /// Indices into ``BatchSource/labels(of:)``, the same over all batches; -1 is missing.
  case codes([Int32])
}

/// Where rows come from: a CSV, a JSON message or a stored table, all alike.
///
/// Look at ``columnNames``, call ``start(_:)`` with the columns that are needed, then ``next()``
/// until it returns `nil`. ``start(_:)`` may be called again to read the rows a second time.
public protocol BatchSource: AnyObject {
  /// Every column there is, in the order of the source.
  var columnNames: [String] { get }

  /// The texts behind the codes of a requested column (by position in the request) so far.
  func labels(of column: Int) -> [Label]

  /// The kinds of the requested columns, known after ``start(_:)``.
  var kinds: [ColumnKind] { get }

  /// Begins reading those columns from the first row.
  ///
  /// - Throws: ``TableError/missingColumn(name:available:)`` or what the reading throws.
  func start(_ requests: [ColumnRequest]) throws(TableError)

  /// The next rows, or `nil` after the last; then also checks that no column had more than 5 %
  /// unreadable cells.
  ///
  /// - Throws: ``TableError/badData(row:column:value:reason:)`` or a file's error.
  func next() throws(TableError) -> Batch?

  /// All cells of the requested columns as they lie, in place of every ``next()``; `nil` where the
  /// source does not have them or has them as another kind.
  func wholeColumns() -> [Column]?

  /// What was recognised and what could not be read, so far.
  var report: ReadReport { get }

  /// The first cells of a row as they were read, for the ledger's examples; `nil` where the row is
  /// no longer at hand (only rows of the newest batch need be).
  func cells(ofRow row: Int) -> [(name: String, text: String)]?
}

extension BatchSource {
  /// None: rows come in batches.
  public func wholeColumns() -> [Column]? { nil }
}
