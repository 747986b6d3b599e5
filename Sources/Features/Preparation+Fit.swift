import Decimals
public import Matrices
import Tables

extension Preparation {
  /// The most features that a fit takes, as many as columns are read.
  public static let featureLimit = TableError.columnLimit

  /// Fits every step to customers.
  ///
  /// - Parameters:
  ///   - recipe: The steps.
  ///   - customers: In canonical order, in which sums run, so that the numbers do not depend on the
  ///     order in which rows arrived.
  ///   - workers: How many threads may work; the result does not depend on it.
  ///   - isCancelled: Asked at every pass over a column.
  /// - Throws: ``FeatureError``: no rows, no feature left, a column that is not there or too large.
  public static func fit(
    _ recipe: Recipe, to customers: CustomerTable,
    workers: Workers = .single, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(FeatureError) -> PreparedFit {
    try recipe.validate()
    guard customers.table.rowCount > 0 else {
      throw .tooFewRows(rowsIn: customers.ledger.rowsIn, dropped: customers.ledger.dropped)
    }
    var choice = try ColumnChoice(recipe, customers)
    let workers = workers.paying(
      forValues: customers.table.rowCount * choice.candidates.count)
    let monitor = WorkMonitor(isCancelled: isCancelled)
    let (taken, verdict) = workers.map(count: choice.candidates.count, monitor: monitor) {
      [choice] index, _ in ColumnFit(choice.candidates[index])
    }
    guard case .proceed = verdict else { throw .cancelled }
    var candidates = taken.compactMap { $0 }
    choice.leaveOut(&candidates) { $0.isEmpty ? "has no value in any row" : nil }
    let keptRows = try fit(&candidates, &choice, customers.table.rowCount, workers, monitor)
    guard !candidates.isEmpty else { throw choice.nothingLeft(rowCount: keptRows.count) }

    var preparation = Preparation(columns: candidates.compactMap(\.prepared))
    let featureCount = preparation.featureNames.count
    guard featureCount <= featureLimit else {
      throw .invalidRecipe(
        parameter: "features",
        expected: "at most \(featureLimit) features in all, each level of an encoded text one",
        got: "\(featureCount)")
    }
    var filling = Filling(
      rowCount: keptRows.count, outputCount: preparation.featureNames.count, keepsRows: false)
    try preparation.fill(&filling, from: candidates.map(\.cells), workers, monitor)
    try filling.requireAssignable()
    if let rule = recipe.components {
      preparation = Preparation(
        columns: preparation.columns,
        projection: try Projection.fit(
          rule,
          to: Matrix(
            rowCount: keptRows.count, columnCount: filling.outputCount, values: filling.values),
          workers: workers, monitor: monitor))
    }
    let matrix = try preparation.finish(&filling, workers, monitor)
    try filling.requireAssignable()
    var outliers: [String: Int] = [:]
    for candidate in candidates where candidate.outlierCount > 0 {
      outliers[candidate.name] = candidate.outlierCount
    }
    return PreparedFit(
      preparation: preparation, matrix: matrix, keptRows: keptRows,
      imputed: filling.imputedCounts, outliers: outliers, rules: candidates.map(\.rule),
      warnings: choice.warnings + candidates.flatMap(\.warnings)
        + leftOutWarnings(candidates, customers.table.rowCount - keptRows.count))
  }

  /// How many rows the fit leaves out, and for what.
  private static func leftOutWarnings(_ columns: [ColumnFit], _ rowCount: Int) -> [String] {
    let outlierCount = columns.reduce(0) { $0 + ($1.dropsOutliers ? $1.outlierCount : 0) }
    return [(rowCount - outlierCount, "missing cells"), (outlierCount, "outliers")]
      .filter { $0.0 > 0 }.map { "\(counted($0, "row")) left out of the fit for \($1)" }
  }

  /// Fits every step to the rows that are left, and leaves out constant columns; returns the rows.
  ///
  /// A column that becomes no feature must leave out no row either: `assign` never looks at it. Its
  /// rows come back, and what was fitted without them is fitted again.
  private static func fit(
    _ candidates: inout [ColumnFit], _ choice: inout ColumnChoice, _ rowCount: Int,
    _ workers: Workers, _ monitor: WorkMonitor
  ) throws(FeatureError) -> KeptRows {
    while true {
      var fitted = candidates
      let present = try dropRows(of: &fitted, rowCount)
      let keptRows = try dropOutliers(of: &fitted, present, workers, monitor)
      try fitSteps(of: &fitted, workers, monitor)
      let idle = fitted.indices.filter { index in
        let column = fitted[index]
        return column.isConstant
          && (!candidates[index].droppedPositions.isEmpty
            || column.dropsOutliers && column.outlierCount > 0)
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

  /// Fits every other step, one column to a thread.
  private static func fitSteps(
    of columns: inout [ColumnFit], _ workers: Workers, _ monitor: WorkMonitor
  ) throws(FeatureError) {
    // A single column has all threads for itself.
    guard columns.count > 1 else {
      for index in columns.indices { try columns[index].fit(workers: workers, monitor: monitor) }
      return
    }
    var attempts = columns.map { Attempt(column: $0) }
    let verdict = workers.update(&attempts, monitor: monitor) { _, attempt, _ in
      do throws(FeatureError) {
        try attempt.column.fit(workers: .single, monitor: monitor)
      } catch {
        attempt.error = error
      }
    }
    if let error = attempts.lazy.compactMap(\.error).first { throw error }
    guard case .proceed = verdict else { throw .cancelled }
    columns = attempts.map(\.column)
  }

  private struct Attempt: Sendable {
    var column: ColumnFit
    var error: FeatureError?
  }

  /// Leaves out the rows with a cell missing that nothing stands in for; returns the others.
  ///
  /// They go before anything is fitted, so what stands in for missing cells and the scales come from
  /// the same rows.
  private static func dropRows(
    of candidates: inout [ColumnFit], _ rowCount: Int
  ) throws(FeatureError) -> KeptRows {
    let dropped = Set(candidates.flatMap(\.droppedPositions))
    if dropped.isEmpty { return KeptRows(all: rowCount) }
    let kept = (0..<rowCount).filter { !dropped.contains($0) }
    guard !kept.isEmpty else {
      throw .tooFewRows(
        rowsIn: rowCount, dropped: [Ledger.Drop(rule: "impute", rowCount: rowCount)])
    }
    for index in candidates.indices { candidates[index].keep(kept) }
    return KeptRows(kept)
  }

  /// Leaves out the rows with outliers, column by column, each judged by the rows that the earlier
  /// ones left; returns the others.
  private static func dropOutliers(
    of candidates: inout [ColumnFit], _ rows: KeptRows, _ workers: Workers, _ monitor: WorkMonitor
  ) throws(FeatureError) -> KeptRows {
    var kept = rows
    guard
      case .proceed = workers.update(
        &candidates, monitor: monitor, body: { _, column, _ in column.impute() })
    else { throw .cancelled }
    for index in candidates.indices {
      guard case .proceed = monitor.verdict else { throw .cancelled }
      let outliers = Set(candidates[index].judge())
      if outliers.isEmpty { continue }
      let positions = kept.indices.filter { !outliers.contains($0) }
      guard !positions.isEmpty else {
        let name = candidates[index].name
        throw .badData(
          row: nil, column: name, value: nil,
          reason: "the outlier rule of \"\(name)\" drops every row that is left, "
            + "\(kept.count) of \(rows.count); widen it, or let it clip or flag")
      }
      for column in candidates.indices { candidates[column].keep(positions) }
      kept = KeptRows(positions.map { kept[$0] })
    }
    return kept
  }
}

extension Filling {
  /// Throws where a row of a fit cannot be prepared.
  func requireAssignable() throws(FeatureError) {
    guard let row = unassignable.keys.min(), let reason = unassignable[row] else { return }
    throw .badData(row: nil, column: nil, value: nil, reason: reason)
  }
}
