import Matrices
import Tables

extension Preparation {
  /// Prepares customers as the training customers were, to the last bit.
  ///
  /// - Returns: A matrix of `customers × outputNames`, and what is to be said about single rows.
  /// - Throws: ``FeatureError/missingFeature(missing:got:)`` or
  ///   ``FeatureError/badData(row:column:value:reason:)`` where a column is of another kind.
  public func apply(to customers: CustomerTable) throws(FeatureError) -> Prepared {
    let table = customers.table
    var filling = Filling(rowCount: table.rowCount, outputCount: outputNames.count, keepsRows: true)
    try fill(&filling, from: table, rows: Array(0..<table.rowCount))
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

  /// Fills in the features of those rows of a table.
  func fill(_ filling: inout Filling, from table: Table, rows: [Int]) throws(FeatureError) {
    let missing = columns.map(\.name).filter { table[$0] == nil }
    guard missing.isEmpty else { throw .missingFeature(missing: missing, got: table.names) }
    var output = 0
    for column in columns {
      switch (column.content, table[column.name]) {
      case (.numbers(let steps), .numbers(let cells)):
        column.fill(&filling, output, cells, rows, steps)
      case (.texts(let steps), .texts(let cells)):
        column.fill(&filling, output, cells, rows, steps)
      case (let content, let cells):
        throw .badData(
          row: nil, column: column.name, value: nil,
          reason:
            "\"\(column.name)\" holds cells of kind \(cells?.kind.rawValue ?? "none") but the model "
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

/// A matrix that is being filled column by column, and what is to be said about its rows.
struct Filling {
  let outputCount: Int
  var values: [Double]
  private(set) var unassignable: [Int: String] = [:]
  private(set) var imputed: [Int: [String]] = [:]
  private(set) var unseen: [Int: [String]] = [:]
  private(set) var outOfRange: [Int: [String]] = [:]
  private(set) var imputedCounts: [String: Int] = [:]
  private(set) var unseenValues: [String: Set<String>] = [:]
  private let keepsRows: Bool

  /// How many distinct unseen values of a column are kept: they come from outside.
  private static let unseenLimit = 100

  init(rowCount: Int, outputCount: Int, keepsRows: Bool) {
    self.outputCount = outputCount
    self.keepsRows = keepsRows
    values = Array(repeating: 0, count: rowCount * outputCount)
  }

  mutating func clear(_ row: Int) {
    for output in 0..<outputCount { values[row * outputCount + output] = 0 }
  }

  mutating func refuse(_ row: Int, _ reason: String) {
    if unassignable[row] == nil { unassignable[row] = reason }
  }

  mutating func noteImputed(_ row: Int, _ column: String) {
    imputedCounts[column, default: 0] += 1
    if keepsRows { imputed[row, default: []].append(column) }
  }

  mutating func noteOutOfRange(_ row: Int, _ column: String) {
    if keepsRows { outOfRange[row, default: []].append(column) }
  }

  mutating func noteUnseen(_ row: Int, _ column: String, _ value: String) {
    if keepsRows { unseen[row, default: []].append(column) }
    if unseenValues[column]?.count ?? 0 < Self.unseenLimit {
      unseenValues[column, default: []].insert(value)
    }
  }
}

extension PreparedColumn {
  /// Numbers: impute, transform, scale, weight.
  fileprivate func fill(
    _ filling: inout Filling, _ output: Int, _ cells: [Double], _ rows: [Int],
    _ steps: PreparedNumbers
  ) {
    let (center, scale, weight) = (outputs[0].center, outputs[0].scale, weight)
    for (position, row) in rows.enumerated() {
      var value = cells[row]
      if value.isNaN || !steps.transform.isDefined(at: value) {
        guard let stand = steps.imputed else {
          filling.refuse(position, "\"\(name)\" is missing, and the recipe imputes nothing for it")
          continue
        }
        filling.noteImputed(position, name)
        value = stand
      } else if value < steps.minimum || value > steps.maximum {
        filling.noteOutOfRange(position, name)
      }
      let scaled = (steps.transform.apply(value) - center) / scale * weight
      if scaled.isFinite {
        filling.values[position * filling.outputCount + output] = scaled
      } else {
        filling.refuse(position, "\"\(name)\" is \(value), too large to be scaled")
      }
    }
  }

  /// Text: impute, encode, scale, weight.
  fileprivate func fill(
    _ filling: inout Filling, _ output: Int, _ cells: TextColumn, _ rows: [Int],
    _ steps: PreparedTexts
  ) {
    let encoder = Encoder(self, steps)
    let places = cells.labels.map { encoder.place(of: $0.text) }
    for (position, row) in rows.enumerated() {
      let code = Int(cells.codes[row])
      var place: Int?
      if places.indices.contains(code) {
        place = places[code]
        if place == nil {
          let text = cells.labels[code].text
          filling.noteUnseen(position, name, text)
          switch steps.unseen {
          case .zero: break
          case .other: place = steps.otherOutput
          case .error:
            filling.refuse(position, "\"\(name)\" is \"\(text)\", which was not there in training")
            continue
          }
        }
      } else {
        guard let stand = steps.imputed else {
          filling.refuse(position, "\"\(name)\" is missing, and the recipe imputes nothing for it")
          continue
        }
        filling.noteImputed(position, name)
        place = encoder.place(of: stand)
      }
      let start = position * filling.outputCount + output
      for index in outputs.indices { filling.values[start + index] = encoder.absent[index] }
      if let place { filling.values[start + place] = encoder.present[place] }
    }
  }
}
