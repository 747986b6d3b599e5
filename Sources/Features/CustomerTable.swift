public import Tables

/// One row per customer before any preparation: names, measures or given columns, and the ledger.
///
/// Rows stand in the order in which their customers first appeared; take the canonical order from
/// `canonicalOrder(of: table, identifiers: identifiers)`.
public struct CustomerTable: Equatable, Sendable {
  /// One column per part of the customers' names; empty where rows have no name.
  public var identifiers: [TextColumn]

  /// The measures in the order of the recipe, or the given columns.
  public var table: Table

  /// Per customer the number of orders; empty where rows were customers already.
  public var orderCounts: [Int]

  /// Per customer the sum of the amounts; empty where rows were customers already or have none.
  public var amounts: [Double]

  /// Per customer the weight it has in the fit, 0 or above; `nil` where all count alike.
  public var weights: [Double]?

  /// Columns of `table` that are features only where the recipe names them: carried and joined.
  public var attributeNames: Set<String>

  /// What was bought month by month; `nil` where rows were customers already.
  public var months: MonthlyTotals?

  /// What was bought of each value of the spread column; `nil` where the recipe spreads none.
  public var spread: SpreadTotals?

  /// The names of customers of the master table who never bought, a column per part of the name;
  /// empty where no master table was read.
  public var withoutPurchase: [TextColumn]

  /// The instant that days were counted to; `nil` where none was needed or no purchase was left.
  public var asOf: Int64?

  /// What was done to which rows.
  public var ledger: Ledger

  /// What the caller should be told, one sentence each.
  public var warnings: [String]

  /// Keeps what is given; columns must be as long as the table.
  public init(
    identifiers: [TextColumn] = [], table: Table, orderCounts: [Int] = [], amounts: [Double] = [],
    weights: [Double]? = nil, attributeNames: Set<String> = [], months: MonthlyTotals? = nil,
    spread: SpreadTotals? = nil, withoutPurchase: [TextColumn] = [], asOf: Int64? = nil,
    ledger: Ledger = Ledger(), warnings: [String] = []
  ) {
    self.identifiers = identifiers
    self.table = table
    self.orderCounts = orderCounts
    self.amounts = amounts
    self.weights = weights
    self.attributeNames = attributeNames
    self.months = months
    self.spread = spread
    self.withoutPurchase = withoutPurchase
    self.asOf = asOf
    self.ledger = ledger
    self.warnings = warnings
  }

  /// The table with the weights as one more column, so that customers who differ in nothing else are
  /// told apart: for canonical order and content hash.
  public var weighedTable: Table {
    guard let weights else { return table }
    return Table(
      names: table.names + ["\u{0}weight"], columns: table.columns + [.numbers(weights)],
      rowCount: table.rowCount)
  }

  /// The weights of some rows; nil where all count alike.
  public func weights(ofRows rows: KeptRows) -> [Double]? {
    weights.map { weights in rows.map { weights[$0] } }
  }
}
