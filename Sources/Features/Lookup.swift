import Tables

/// A lookup table made ready for joining: the row of each key, and the columns that are asked for.
struct Lookup {
  let table: Table
  let on: [String]
  /// The columns it brings, in order.
  let brought: [String]
  private let rows: [String: Int32]

  /// Numbers the keys of a join's table.
  ///
  /// - Parameters:
  ///   - leftNames: The columns that are there already.
  ///   - parameter: Where the recipe has the join, for errors.
  /// - Throws: ``FeatureError`` where a key is there twice, a column is not there or would be there
  ///   twice, or there are too many rows.
  init(_ join: Join, leftNames: [String], parameter: String) throws(FeatureError) {
    guard let table = join.table else {
      throw .invalidRecipe(parameter: "\(parameter).data", expected: "rows", got: "left out")
    }
    guard table.rowCount <= Join.rowLimit else {
      throw .badData(
        row: nil, column: nil, value: nil,
        reason:
          "\(parameter).data has \(table.rowCount) rows but at most \(Join.rowLimit) are kept "
          + "with a model; join what describes customers outside of transactions")
    }
    self.table = table
    on = join.on
    brought = try join.brought(from: table.names, leftNames, parameter)
    let keys = try table.read(
      join.rightOn.map { ColumnRequest($0, as: .text) }, parameter: "\(parameter).right_on")
    var texts: [TextColumn] = []
    for column in keys { texts.append(column.asTexts()) }
    let labels = texts.map(\.labels)
    var column = KeyColumn(partCount: texts.count)
    var rows: [String: Int32] = [:]
    for (row, code) in column.combine(texts.map(\.codes)).enumerated() where code >= 0 {
      let text = column.text(of: code, labels)
      if let first = rows.updateValue(Int32(truncatingIfNeeded: row), forKey: text) {
        throw .keyTwice(
          parameter, join.rightOn, column.shown(code, labels), rows: (Int(first), row))
      }
    }
    self.rows = rows
  }

  /// The row of a key, -1 where there is none.
  func row(of key: String) -> Int32 { rows[key] ?? -1 }
}

extension Join {
  /// The columns it brings of those there are.
  func brought(
    from available: [String], _ leftNames: [String], _ parameter: String
  ) throws(FeatureError) -> [String] {
    let left = Set(leftNames)
    guard let columns else {
      return available.filter { !rightOn.contains($0) && !left.contains($0) }
    }
    for name in columns {
      guard available.contains(name) else {
        throw .missingColumn(name: name, parameter: "\(parameter).columns", available: available)
      }
      guard !left.contains(name) else {
        throw .invalidRecipe(
          parameter: "\(parameter).columns", expected: "columns that are not there yet",
          got: "\"\(name)\", which the rows have already")
      }
    }
    return columns
  }
}

extension FeatureError {
  /// The error for a key that is there twice on the right.
  static func keyTwice(
    _ parameter: String, _ columns: [String], _ key: String, rows: (Int, Int)
  ) -> FeatureError {
    .badData(
      row: rows.1, column: columns.first, value: key,
      reason: "\(parameter) finds the key \"\(key)\" twice in \(named(columns)), in the rows "
        + "\(rows.0) and \(rows.1); each key may be there once")
  }
}

extension Table {
  /// Columns as they are asked for.
  func read(
    _ requests: [ColumnRequest], parameter: String
  ) throws(FeatureError) -> [Column] {
    for request in requests where self[request.name] == nil {
      throw .missingColumn(name: request.name, parameter: parameter, available: names)
    }
    let source = TableSource(self)
    var columns = requests.map { _ in GivenColumn() }
    try source.begin(requests)
    while let batch = try source.nextBatch({ false }) {
      let all = [UInt8](repeating: 0, count: batch.rowCount)
      for index in columns.indices { columns[index].append(batch.columns[index], all) }
    }
    return columns.enumerated().map { index, column in
      column.column(source.kinds[index], labels: source.labels(of: index))
    }
  }
}
