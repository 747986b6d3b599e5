public import Matrices

extension PreparedFit {
  /// Customers prepared by steps that were fitted to others, as if they were those.
  ///
  /// - Parameters:
  ///   - customers: In the order that their rows are to have.
  ///   - preparation: The steps.
  ///   - rules: The features that the steps were fitted for, every option filled in.
  ///   - workers: How many threads may work; the result does not depend on it.
  ///   - isCancelled: Asked now and then.
  /// - Throws: As ``Preparation/apply(to:workers:isCancelled:)``.
  public init(
    of customers: CustomerTable, by preparation: Preparation, rules: [FeatureRule],
    workers: Workers, isCancelled: @escaping @Sendable () -> Bool
  ) throws(FeatureError) {
    let all = try preparation.apply(to: customers, workers: workers, isCancelled: isCancelled)
    var outliers: [String: Int] = [:]
    for name in all.outliers.values.joined() { outliers[name, default: 0] += 1 }
    let isOut = all.leftOut.union(all.unassignable.keys)
    let rowCount = all.matrix.rowCount
    let kept = isOut.isEmpty ? [] : (0..<rowCount).filter { !isOut.contains($0) }
    let matrix =
      isOut.isEmpty
      ? all.matrix
      : Matrix(
        rowCount: kept.count, columnCount: all.matrix.columnCount,
        values: kept.flatMap { all.matrix.row($0) })
    self.init(
      preparation: preparation, matrix: matrix,
      keptRows: isOut.isEmpty ? KeptRows(all: rowCount) : KeptRows(kept),
      imputed: all.imputedCounts, outliers: outliers, rules: rules, warnings: [])
  }
}
