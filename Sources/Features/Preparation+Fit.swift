import Decimals
import Matrices
import Tables

extension Preparation {
  /// Fits every step to customers.
  ///
  /// - Parameters:
  ///   - recipe: The steps.
  ///   - customers: What ``readCustomers(from:recipe:asOf:needs:alongside:isCancelled:)`` returned.
  ///   - order: Every row of the table once, in canonical order: sums run in it, so the numbers do
  ///     not depend on the order in which rows arrived.
  ///   - isCancelled: Asked at every pass over a column.
  /// - Throws: ``FeatureError``: no rows, no feature left, a column that is not there or too large.
  public static func fit(
    _ recipe: Recipe, to customers: CustomerTable, order: [Int],
    isCancelled: () -> Bool = { false }
  ) throws(FeatureError) -> PreparedFit {
    try recipe.validate()
    guard !order.isEmpty else {
      throw .tooFewRows(rowsIn: customers.ledger.rowsIn, dropped: customers.ledger.dropped)
    }
    var choice = try ColumnChoice(recipe, customers)
    var candidates: [ColumnFit] = []
    for candidate in choice.candidates {
      if isCancelled() { throw .cancelled }
      candidates.append(ColumnFit(candidate, order))
    }
    choice.leaveOut(&candidates) { $0.isEmpty ? "has no value in any row" : nil }
    let keptRows = try fit(&candidates, &choice, order, isCancelled)
    guard !candidates.isEmpty else { throw choice.nothingLeft(rowCount: keptRows.count) }

    let preparation = Preparation(columns: candidates.compactMap(\.prepared))
    var filling = Filling(
      rowCount: keptRows.count, outputCount: preparation.outputNames.count, keepsRows: false)
    try preparation.fill(&filling, from: candidates.map(\.cells), isCancelled)
    if let row = filling.unassignable.keys.min(), let reason = filling.unassignable[row] {
      throw .badData(row: nil, column: nil, value: nil, reason: reason)
    }
    var warnings = choice.warnings + candidates.flatMap(\.warnings)
    if keptRows.count < order.count {
      warnings.append(
        counted(order.count - keptRows.count, "row")
          + " left out of the fit for missing cells")
    }
    return PreparedFit(
      preparation: preparation,
      matrix: Matrix(
        rowCount: keptRows.count, columnCount: filling.outputCount, values: filling.values),
      keptRows: keptRows, imputed: filling.imputedCounts,
      rules: candidates.map(\.rule), warnings: warnings)
  }

  /// Fits every step to the rows that are left, and leaves out constant columns; returns the rows.
  ///
  /// A column that becomes no feature must leave out no row either: `assign` never looks at it. Its
  /// rows come back, and what was fitted without them is fitted again.
  private static func fit(
    _ candidates: inout [ColumnFit], _ choice: inout ColumnChoice, _ order: [Int],
    _ isCancelled: () -> Bool
  ) throws(FeatureError) -> [Int] {
    while true {
      var fitted = candidates
      let keptRows = try dropRows(of: &fitted, order)
      for index in fitted.indices {
        if isCancelled() { throw .cancelled }
        try fitted[index].fit()
      }
      let idle = fitted.indices.filter { index in
        fitted[index].isConstant && !candidates[index].droppedPositions.isEmpty
      }
      guard !idle.isEmpty else {
        candidates = fitted
        choice.leaveOut(&candidates) { $0.isConstant ? "has the same value in every row" : nil }
        return keptRows
      }
      var constant = idle.map { fitted[$0] }
      choice.leaveOut(&constant) { _ in "has the same value in every row" }
      for index in idle.reversed() { candidates.remove(at: index) }
    }
  }

  /// Leaves out the rows with a cell missing that nothing stands in for; returns the others.
  ///
  /// They go before anything is fitted, so what stands in for missing cells and the scales come from
  /// the same rows.
  private static func dropRows(
    of candidates: inout [ColumnFit], _ order: [Int]
  ) throws(FeatureError) -> [Int] {
    let dropped = Set(candidates.flatMap(\.droppedPositions))
    if dropped.isEmpty { return order }
    let kept = order.indices.filter { !dropped.contains($0) }
    guard !kept.isEmpty else {
      throw .tooFewRows(
        rowsIn: order.count, dropped: [Ledger.Drop(rule: "impute", rowCount: order.count)])
    }
    for index in candidates.indices { candidates[index].keep(kept) }
    return kept.map { order[$0] }
  }
}
