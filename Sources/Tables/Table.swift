/// Named columns of one length.
///
/// Two tables are equal when their contents are; how they were read does not count.
public struct Table: Equatable, Sendable {
  /// The names of the columns, each once.
  public let names: [String]

  /// The columns, in the order of `names`.
  public let columns: [Column]

  /// Number of rows; every column has this many cells.
  public let rowCount: Int

  /// What was recognised and what could not be read when the table was made.
  public let report: ReadReport

  /// Where each name stands: a table may have very many columns.
  private let places: [String: Int]

  /// Keeps the columns; names must differ and every column must have `rowCount` cells.
  public init(
    names: [String], columns: [Column], rowCount: Int, report: ReadReport = ReadReport()
  ) {
    precondition(names.count == columns.count && columns.allSatisfy { $0.count == rowCount })
    self.names = names
    self.columns = columns
    self.rowCount = rowCount
    self.report = report
    places = Dictionary(
      zip(names, names.indices), uniquingKeysWith: { first, _ in first })
  }

  /// Whether names, columns and their order are the same; NaN equals NaN, both are missing cells.
  public static func == (left: Table, right: Table) -> Bool {
    left.names == right.names && left.columns == right.columns && left.rowCount == right.rowCount
  }

  /// The column of that name, if there is one.
  public subscript(name: String) -> Column? {
    places[name].map { columns[$0] }
  }
}
