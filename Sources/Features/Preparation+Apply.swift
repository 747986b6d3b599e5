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
    var filling = Filling(
      rowCount: table.rowCount, outputCount: featureNames.count, keepsRows: true)
    let missing = columns.map(\.name).filter { table[$0] == nil }
    guard missing.isEmpty else { throw .missingFeature(missing: missing, got: table.names) }
    try fill(&filling, from: columns.compactMap { table[$0.name] }, isCancelled)
    let matrix = try finish(&filling, workers, WorkMonitor(isCancelled: isCancelled))
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
    _ filling: inout Filling, from cells: [Column], _ isCancelled: () -> Bool
  ) throws(FeatureError) {
    var output = 0
    for (column, cells) in zip(columns, cells) {
      if isCancelled() { throw .cancelled }
      switch (column.content, cells) {
      case (.numbers(let steps), .numbers(let cells)):
        column.fill(&filling, output, cells, steps)
      case (.texts(let steps), .texts(let cells)):
        column.fill(&filling, output, cells, steps)
      case (let content, let cells):
        throw .badData(
          row: nil, column: column.name, value: nil,
          reason:
            "\"\(column.name)\" holds cells of kind \(cells.kind.rawValue) but the model "
            + "was fitted with kind \(content.kind.rawValue); send that kind")
      }
      output += column.outputs.count
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

extension PreparedColumn {
  /// Numbers: impute, clip or tell outliers, transform, scale, weight.
  fileprivate func fill(
    _ filling: inout Filling, _ output: Int, _ cells: [Double], _ steps: PreparedNumbers
  ) {
    guard let feature = outputs.first else { return }
    let (center, scale, weight) = (feature.center, feature.scale, weight)
    let (transform, lambda) = (steps.transform, steps.lambda)
    // What lies in here is there, is no outlier, and the transform is defined for it.
    let lowest = max(steps.minimum, steps.outliers?.lower ?? steps.minimum)
    let highest = min(steps.maximum, steps.outliers?.upper ?? steps.maximum)
    var others: [Int] = []
    filling.write(output, rowCount: cells.count) { row in
      let value = cells[row]
      guard value >= lowest, value <= highest else {
        others.append(row)
        return 0
      }
      // Adding 0 turns a negative zero into zero.
      let scaled = (transform.apply(value, lambda: lambda) - center) / scale * weight + 0.0
      if !(scaled.magnitude <= Filling.largestMagnitude) { others.append(row) }
      return scaled
    }
    for row in others {
      guard let value = judged(cells[row], row, steps, &filling) else { continue }
      let scaled = (transform.apply(value, lambda: lambda) - center) / scale * weight + 0.0
      filling.set(row, output, scaled)
      if !(scaled.magnitude <= Filling.largestMagnitude) {
        filling.refuse(row, "\"\(name)\" is \(numberText(value)), too large to be scaled")
      }
    }
  }

  /// The number that is transformed, everything told that is to be told; nil where there is none.
  private func judged(
    _ cell: Double, _ row: Int, _ steps: PreparedNumbers, _ filling: inout Filling
  ) -> Double? {
    var value = cell
    if value.isNaN || !steps.transform.isDefined(at: value) {
      guard let stand = steps.imputed else {
        filling.refuse(row, "\"\(name)\" is missing, and the recipe imputes nothing for it")
        return nil
      }
      filling.noteImputed(row, name)
      value = stand
    } else if value < steps.minimum || value > steps.maximum {
      filling.noteOutOfRange(row, name)
    }
    guard let bounds = steps.outliers, !bounds.contains(value) else { return value }
    filling.noteOutlier(row, name, isLeftOut: bounds.action == .drop)
    return bounds.clipped(value)
  }

  /// Text: impute, encode, scale, weight.
  fileprivate func fill(
    _ filling: inout Filling, _ output: Int, _ cells: TextColumn, _ steps: PreparedTexts
  ) {
    let encoder = Encoder(self, steps)
    let places = cells.labels.map { encoder.place(of: $0.text) ?? -1 }
    var active = cells.codes.map { places.indices.contains(Int($0)) ? places[Int($0)] : -1 }
    for row in active.indices where active[row] < 0 {
      active[row] = place(row, cells, steps, encoder, &filling)
    }
    for index in outputs.indices {
      let table = encoder.table(of: index)
      filling.write(output + index, rowCount: active.count) { table[active[$0] + 1] }
    }
  }

  /// The place of a cell that is missing or not known; -1 for none of the known values.
  private func place(
    _ row: Int, _ cells: TextColumn, _ steps: PreparedTexts, _ encoder: Encoder,
    _ filling: inout Filling
  ) -> Int {
    guard cells.labels.indices.contains(Int(cells.codes[row])) else {
      guard let stand = steps.imputed else {
        filling.refuse(row, "\"\(name)\" is missing, and the recipe imputes nothing for it")
        return -1
      }
      filling.noteImputed(row, name)
      return encoder.place(of: stand) ?? -1
    }
    let text = cells.labels[Int(cells.codes[row])].text
    filling.noteUnseen(row, name, text)
    switch steps.unseen {
    case .zero: return -1
    case .other: return steps.otherOutput ?? -1
    case .error:
      filling.refuse(row, "\"\(name)\" is \"\(text)\", which was not there in training")
      return -1
    }
  }
}
