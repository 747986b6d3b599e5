public import Matrices
import Tables

extension Preparation {
  /// Prepares customers as the training customers were, to the last bit.
  ///
  /// - Parameters:
  ///   - customers: Their columns by name; those that the model does not read do not matter.
  ///   - workers: How many threads may work; the result does not depend on it.
  ///   - isCancelled: Asked once per column, and while features are projected.
  /// - Returns: A matrix of `customers × outputNames`, and what is to be said about single rows.
  /// - Throws: ``FeatureError/missingFeature(missing:got:)`` or
  ///   ``FeatureError/badData(row:column:value:reason:)`` where a column is of another kind.
  public func apply(
    to customers: CustomerTable, workers: Workers = .single,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(FeatureError) -> Prepared {
    let table = customers.table
    let workers = workers.paying(forValues: table.rowCount * columns.count)
    var filling = Filling(
      rowCount: table.rowCount, outputCount: featureNames.count, keepsRows: true)
    let missing = columns.map(\.name).filter { table.cells(of: $0) == nil }
    guard missing.isEmpty else { throw .missingFeature(missing: missing, got: table.names) }
    let monitor = WorkMonitor(isCancelled: isCancelled)
    try fill(
      &filling, from: columns.compactMap { table.orderedCells(of: $0.name) }, workers, monitor)
    let matrix = try finish(&filling, workers, monitor)
    return Prepared(
      matrix: matrix, unassignable: filling.unassignable, outliers: filling.outliers,
      leftOut: filling.leftOut, imputed: filling.imputed, unseen: filling.unseen,
      outOfRange: filling.outOfRange, imputedCounts: filling.imputedCounts,
      unseenValues: filling.unseenValues.mapValues { texts in
        texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      })
  }

  /// The matrix of a filling: the features, or their components; refused rows are 0 throughout.
  func finish(
    _ filling: inout Filling, _ workers: Workers, _ monitor: WorkMonitor
  ) throws(FeatureError) -> Matrix {
    for row in filling.unassignable.keys { filling.clear(row) }
    let features = Matrix(
      rowCount: filling.rowCount, columnCount: filling.outputCount, values: filling.values)
    guard let projection else { return features }
    guard var matrix = projection.apply(features, workers: workers, monitor: monitor) else {
      throw .cancelled
    }
    // A sum of large features may be larger than each of them.
    for (index, value) in matrix.values.enumerated()
    where !(value.magnitude <= Filling.largestMagnitude) {
      filling.refuse(index / matrix.columnCount, "its features are too large together for pca")
    }
    for row in filling.unassignable.keys {
      for column in 0..<matrix.columnCount { matrix[row, column] = 0 }
    }
    return matrix
  }

  /// Fills in the features of every row of these cells, one column of cells per prepared column.
  func fill(
    _ filling: inout Filling, from cells: [OrderedCells], _ workers: Workers, _ monitor: WorkMonitor
  ) throws(FeatureError) {
    var writers: [ColumnWriter] = []
    var output = 0
    for (column, cells) in zip(columns, cells) {
      writers.append(try ColumnWriter(column, cells, output: output))
      output += column.outputs.count
    }
    let (others, verdict) = filling.write(workers, monitor) { [writers] rows, width, values in
      writers.map { $0.write(rows, width, &values) }
    }
    guard case .proceed = verdict else { throw .cancelled }
    for (index, writer) in writers.enumerated() {
      for part in others {
        for row in part[index] { writer.writeOther(row, &filling) }
      }
    }
  }
}

extension WorkMonitor {
  /// Looks after work that only a cancel ends, and hears nothing of it.
  init(isCancelled: @escaping @Sendable () -> Bool) {
    self.init(verdict: { isCancelled() ? .cancel : .proceed }, report: { _, _, _ in })
  }
}

extension PreparedColumn.Content {
  /// What the cells are.
  var kind: ColumnKind {
    switch self {
    case .numbers: .number
    case .texts: .text
    }
  }
}
