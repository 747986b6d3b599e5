import Matrices
import Tables

extension Preparation {
  /// Prepares customers as the training customers were, to the last bit.
  ///
  /// - Parameter isCancelled: Asked once per column.
  /// - Returns: A matrix of `customers × outputNames`, and what is to be said about single rows.
  /// - Throws: ``FeatureError/missingFeature(missing:got:)`` or
  ///   ``FeatureError/badData(row:column:value:reason:)`` where a column is of another kind.
  public func apply(
    to customers: CustomerTable, isCancelled: () -> Bool = { false }
  ) throws(FeatureError) -> Prepared {
    let table = customers.table
    var filling = Filling(rowCount: table.rowCount, outputCount: outputNames.count, keepsRows: true)
    let missing = columns.map(\.name).filter { table[$0] == nil }
    guard missing.isEmpty else { throw .missingFeature(missing: missing, got: table.names) }
    try fill(&filling, from: columns.compactMap { table[$0.name] }, isCancelled)
    for row in filling.unassignable.keys { filling.clear(row) }
    return Prepared(
      matrix: Matrix(
        rowCount: table.rowCount, columnCount: filling.outputCount, values: filling.values),
      unassignable: filling.unassignable, imputed: filling.imputed, unseen: filling.unseen,
      outOfRange: filling.outOfRange, imputedCounts: filling.imputedCounts,
      unseenValues: filling.unseenValues.mapValues { texts in
        texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      })
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
  /// Numbers: impute, transform, scale, weight.
  fileprivate func fill(
    _ filling: inout Filling, _ output: Int, _ cells: [Double], _ steps: PreparedNumbers
  ) {
    guard let feature = outputs.first else { return }
    let (center, scale, weight) = (feature.center, feature.scale, weight)
    let (minimum, maximum, transform) = (steps.minimum, steps.maximum, steps.transform)
    var others: [Int] = []
    filling.write(output, rowCount: cells.count) { row in
      let value = cells[row]
      // What lies within the training range is there, and the transform is defined for it.
      guard value >= minimum, value <= maximum else {
        others.append(row)
        return 0
      }
      // Adding 0 turns a negative zero into zero.
      let scaled = (transform.apply(value) - center) / scale * weight + 0.0
      if !(scaled.magnitude <= Filling.largestMagnitude) { others.append(row) }
      return scaled
    }
    for row in others {
      var value = cells[row]
      if value.isNaN || !transform.isDefined(at: value) {
        guard let stand = steps.imputed else {
          filling.refuse(row, "\"\(name)\" is missing, and the recipe imputes nothing for it")
          continue
        }
        filling.noteImputed(row, name)
        value = stand
      } else if value < minimum || value > maximum {
        filling.noteOutOfRange(row, name)
      }
      let scaled = (transform.apply(value) - center) / scale * weight + 0.0
      filling.set(row, output, scaled)
      if !(scaled.magnitude <= Filling.largestMagnitude) {
        filling.refuse(row, "\"\(name)\" is \(numberText(value)), too large to be scaled")
      }
    }
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
    for (index, (absent, present)) in zip(encoder.absent, encoder.present).enumerated() {
      filling.write(output + index, rowCount: active.count) {
        active[$0] == index ? present : absent
      }
    }
  }

  /// The output that becomes 1 for a cell that is missing or not known; -1 for none.
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
