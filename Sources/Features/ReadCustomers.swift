public import Tables

/// Reads rows into one row per customer: cleans and measures transactions, or takes a table of
/// customers as it is.
///
/// - Parameters:
///   - source: The rows.
///   - recipe: What to do with them.
///   - asOf: Where the as-of date comes from; it does not apply to a table of customers.
///   - needs: The columns a fitted model reads (``Preparation/needs``); `nil` while fitting. Other
///     columns of a table of customers are then left out with a warning, and so may its id be.
///   - alongside: Columns of a table of customers that are wanted besides its features.
///   - isCancelled: Asked once per batch.
/// - Returns: The customers in the order in which they first appeared; possibly none.
/// - Throws: ``FeatureError``, total.
/// - Complexity: O(rows); memory grows with customers, their invoices and days.
public func readCustomers(
  from source: any BatchSource, recipe: Recipe, asOf: AsOfPolicy = .fit,
  needs: [ColumnRequest]? = nil, alongside: [ColumnRequest] = [],
  isCancelled: @escaping () -> Bool = { false }
) throws(FeatureError) -> CustomerTable {
  try recipe.validate()
  if let transactions = recipe.transactions {
    return try TransactionReader(
      source: source, recipe: recipe, transactions: transactions, policy: asOf,
      isCancelled: isCancelled
    ).read()
  }
  return try GivenReader(
    source: source, recipe: recipe, needs: needs, alongside: alongside, isCancelled: isCancelled
  ).read()
}

extension BatchSource {
  /// The next rows, unless the work was cancelled.
  func nextBatch(_ isCancelled: () -> Bool) throws(FeatureError) -> Batch? {
    if isCancelled() { throw .cancelled }
    do throws(TableError) {
      return try next()
    } catch {
      throw error == .cancelled ? .cancelled : .table(error)
    }
  }

  /// Begins reading.
  func begin(_ requests: [ColumnRequest]) throws(FeatureError) {
    do throws(TableError) {
      try start(requests)
    } catch {
      throw error == .cancelled ? .cancelled : .table(error)
    }
  }
}

extension Ledger {
  /// Takes over what the source says of its reading.
  mutating func take(_ report: ReadReport) {
    read = report
    unreadable = report.unreadable.mapValues(\.count)
    notes += report.notes
    // Rows that the source left out stand in no batch, but they were read.
    for (rule, rows) in report.droppedRows.sorted(by: { $0.key < $1.key }) {
      rowsIn += rows.count
      dropped.append(Drop(rule: rule, rowCount: rows.count))
      examples[rule] = rows.examples.map { Row(cells: [Cell(name: "row", text: $0.text)]) }
    }
  }
}
