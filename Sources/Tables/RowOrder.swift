/// An order of rows: at each place which row of the cells as they lie it is.
///
/// Four bytes a row: a table of more rows than they can name would take 17 GB in one column of text.
public struct RowOrder: RandomAccessCollection, Equatable, Sendable {
  /// The most rows there may be: 2³².
  public static let rowLimit = Int(UInt32.max) + 1

  /// Per place the row.
  public let rows: [UInt32]

  /// Keeps row numbers, each below ``rowLimit``.
  public init(_ rows: [Int]) { self.rows = rows.map { UInt32(truncatingIfNeeded: $0) } }

  /// The order in which the rows lie.
  public init(rowCount: Int) { self.init(Array(0..<rowCount)) }

  /// The first place, 0.
  public var startIndex: Int { 0 }

  /// Number of rows.
  public var endIndex: Int { rows.count }

  /// The row at a place.
  public subscript(place: Int) -> Int { Int(rows[place]) }

  /// About how many bytes it takes in memory.
  public var byteCount: Int { 4 * rows.count }
}

extension Column {
  /// The cells of those rows.
  public func gathered(_ rows: [Int]) -> Column {
    switch self {
    case .numbers(let cells): .numbers(rows.map { cells[$0] })
    case .dates(let cells): .dates(rows.map { cells[$0] })
    case .texts(let column):
      .texts(TextColumn(codes: rows.map { column.codes[$0] }, labels: column.labels))
    }
  }

  /// The cells in another order.
  public func gathered(_ order: RowOrder) -> Column {
    switch self {
    case .numbers(let cells): .numbers(order.rows.map { cells[Int($0)] })
    case .dates(let cells): .dates(order.rows.map { cells[Int($0)] })
    case .texts(let column):
      .texts(
        TextColumn(codes: order.rows.map { column.codes[Int($0)] }, labels: column.labels))
    }
  }

  /// The cells in another order, or as they lie without one.
  public func gathered(_ order: RowOrder?) -> Column { order.map { gathered($0) } ?? self }
}

/// The cells of a column as they lie, and the order of the rows.
public struct OrderedCells: Sendable {
  /// As they lie: for what does not depend on the order of rows.
  public let lying: Column

  /// The order of the rows, where it is another.
  public let order: RowOrder?

  /// Where is kept what is found out of them; nil where nothing is.
  private let facts: ColumnFacts?

  /// Keeps what is given.
  public init(_ lying: Column, order: RowOrder? = nil, facts: ColumnFacts? = nil) {
    self.lying = lying
    self.order = order
    self.facts = facts
  }

  /// Number of rows.
  public var count: Int { lying.count }

  /// The cells, put in order.
  public var inOrder: Column { lying.gathered(order) }

  /// Where the cell of a row lies.
  public func position(of row: Int) -> Int { order?[row] ?? row }

  /// What can be found out of these cells in this order: the known fact of that name, or else what
  /// the body finds.
  public func fact<Fact: Sendable, Failure: Error>(
    _ name: String, _ find: () throws(Failure) -> Fact
  ) throws(Failure) -> Fact {
    guard let facts else { return try find() }
    return try facts.fact(name, find)
  }

  /// Other cells in the places of these, of which nothing is known.
  public func replaced(by cells: Column) -> OrderedCells { OrderedCells(cells, order: order) }
}
