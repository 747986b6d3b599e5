/// Named columns of one length.
public struct Table: Equatable, Sendable {
  /// The names of the columns, each once.
  public let names: [String]

  /// The columns, in the order of `names`.
  public let columns: [Column]

  /// Number of rows; every column has this many cells.
  public let rowCount: Int

  /// Keeps the columns; names must differ and every column must have `rowCount` cells.
  public init(names: [String], columns: [Column], rowCount: Int) {
    precondition(names.count == columns.count && columns.allSatisfy { $0.count == rowCount })
    self.names = names
    self.columns = columns
    self.rowCount = rowCount
  }

  /// The column of that name, if there is one.
  public subscript(name: String) -> Column? {
    names.firstIndex(of: name).map { columns[$0] }
  }
}
