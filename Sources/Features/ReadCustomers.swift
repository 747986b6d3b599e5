public import Tables

/// Reads rows into one row per customer: cleans and measures transactions, or takes a table of
/// customers as it is.
///
/// - Parameters:
///   - source: The rows.
///   - recipe: What to do with them.
///   - asOf: Where the as-of date comes from; it does not apply to a table of customers.
///   - needs: The columns a fitted model reads (``Preparation/needs``); `nil` while fitting. Other
///     columns of a table of customers are then left out with a warning, and so may its id be; of
///     transactions no other attribute is looked at.
///   - alongside: Columns of the customers that are wanted besides the features.
///   - weight: The column of weights, which becomes ``CustomerTable/weights`` and no feature.
///   - months: Whether ``CustomerTable/months`` are wanted, which take more memory than the rest.
///   - sources: The rows that the recipe joins and no model keeps, and the master table.
///   - measured: Whether the rows are customers as the recipe makes them, with nothing left to do.
///   - isCancelled: Asked once per batch.
/// - Returns: The customers in the order in which they first appeared; possibly none.
/// - Throws: ``FeatureError``, total.
/// - Complexity: O(rows); memory grows with customers, their invoices and days.
public func readCustomers(
  from source: any BatchSource, recipe: Recipe, asOf: AsOfPolicy = .fit,
  needs: [ColumnRequest]? = nil, alongside: [ColumnRequest] = [], weight: String? = nil,
  months: Bool = true, sources: AttributeSources = AttributeSources(), measured: Bool = false,
  rowLimit: Int = RowOrder.rowLimit, isCancelled: @escaping () -> Bool = { false }
) throws(FeatureError) -> CustomerTable {
  try recipe.validate()
  if measured {
    let names = source.columnNames
    var customers = try readCustomers(
      from: source, recipe: recipe.ofMeasuredCustomers(in: names), needs: needs,
      alongside: alongside + recipe.besideFeatures(in: names), weight: weight, rowLimit: rowLimit,
      isCancelled: isCancelled)
    try customers.takeMeasures(of: recipe, asOf)
    return customers
  }
  let demand = Demand(recipe, needs: needs, alongside: alongside, weight: weight, months: months)
  let attributes = try AttributeReader(
    recipe: recipe, sources: sources, leftNames: recipe.ownNames(source), demand: demand,
    isCancelled: isCancelled)
  var customers: CustomerTable
  if let transactions = recipe.transactions {
    customers = try TransactionReader(
      source: source, recipe: recipe, transactions: transactions, policy: asOf, demand: demand,
      isCancelled: isCancelled
    ).read()
    try customers.note(sources.customers, transactions, isCancelled)
  } else {
    let weights = weight.map { [ColumnRequest($0, as: .number)] } ?? []
    customers = try GivenReader(
      source: source, recipe: recipe, needs: needs, alongside: alongside + weights,
      demand: demand, made: attributes.made, isCancelled: isCancelled
    ).read()
  }
  guard customers.table.rowCount <= rowLimit else {
    throw .badData(
      row: nil, column: nil, value: nil,
      reason:
        "the data has \(customers.table.rowCount) rows to cluster but at most \(rowLimit) can be "
        + "put in order; send fewer rows, such as a sample of them")
  }
  try attributes.join(to: &customers)
  try customers.derive(recipe)
  try customers.checkNames()
  if let weight { try customers.takeWeights(from: weight) }
  return customers
}

extension Recipe {
  /// The columns that customers have before anything is joined to them.
  fileprivate func ownNames(_ source: any BatchSource) -> [String] {
    guard let transactions else { return source.columnNames }
    return transactions.customer + transactions.measures.map(\.wireName) + transactions.carry
  }
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
