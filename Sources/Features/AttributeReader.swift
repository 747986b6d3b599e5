import Decimals
import Tables

/// Joins tables of customers' attributes to customers that were read and measured.
struct AttributeReader {
  private let recipe: Recipe
  private let sources: AttributeSources
  private let demand: Demand
  private let isCancelled: () -> Bool
  /// Per join the columns it brings.
  private let brought: [[String]]

  /// Columns that are not read with the customers but made: joined and derived.
  let made: Set<String>

  /// - Parameter leftNames: The columns that customers have before anything is joined.
  /// - Throws: ``FeatureError`` where a join has no rows or brings a column that is there already.
  init(
    recipe: Recipe, sources: AttributeSources, leftNames: [String], demand: Demand,
    isCancelled: @escaping () -> Bool
  ) throws(FeatureError) {
    guard sources.joins.count == recipe.joins.count else {
      throw .invalidRecipe(
        parameter: "join", expected: "as many tables as there are joins, \(recipe.joins.count)",
        got: "\(sources.joins.count)")
    }
    var names = leftNames
    var brought: [[String]] = []
    for (index, join) in recipe.joins.enumerated() {
      let columns = try join.brought(
        from: sources.joins[index].columnNames, names, "join[\(index)]")
      names += columns
      brought.append(columns)
    }
    self.recipe = recipe
    self.sources = sources
    self.demand = demand
    self.isCancelled = isCancelled
    self.brought = brought
    made = Set(brought.flatMap { $0 } + recipe.derivations.map(\.name))
  }

  /// Adds the columns of every join, in order.
  func join(to customers: inout CustomerTable) throws(FeatureError) {
    for index in recipe.joins.indices { try join(index, to: &customers) }
  }

  private func join(_ index: Int, to customers: inout CustomerTable) throws(FeatureError) {
    let (join, source, parameter) = (recipe.joins[index], sources.joins[index], "join[\(index)]")
    let wanted = brought[index].filter(demand.wants)
    let left = try LeftKeys(of: customers, join.on, recipe, parameter)
    var requests: [ColumnRequest] = []
    for name in join.rightOn {
      guard source.columnNames.contains(name) else {
        throw .missingColumn(
          name: name, parameter: "\(parameter).right_on", available: source.columnNames)
      }
      requests.append(ColumnRequest(name, as: .text))
    }
    requests += wanted.map { ColumnRequest($0, as: demand.kind(of: $0)) }
    var right = RightRows(keyCount: left.count, partCount: join.rightOn.count)
    try right.read(source, requests, left.indices, parameter, join.rightOn, isCancelled)

    var (names, columns) = (customers.table.names, customers.table.columns)
    let rows = left.rows.map { $0 < 0 ? -1 : right.rowOfKey[Int($0)] }
    for (position, name) in wanted.enumerated() {
      names.append(name)
      let place = position + join.rightOn.count
      columns.append(
        right.columns[position].column(source.kinds[place], labels: source.labels(of: place))
          .gathered(rowsOrMissing: rows))
      customers.attributeNames.insert(name)
    }
    customers.table = Table(names: names, columns: columns, rowCount: customers.table.rowCount)
    let missCount = rows.count { $0 < 0 }
    if missCount > 0 {
      customers.ledger.notes.append(
        counted(missCount, "customer finds", "customers find") + " no match in \(parameter)")
    }
    for (column, cells) in source.report.unreadable {
      customers.ledger.unreadable[column, default: 0] += cells.count
    }
  }
}

/// The keys of customers, each text once.
private struct LeftKeys {
  /// Per customer the index of its key; -1 where a part is missing.
  private(set) var rows: [Int32] = []
  /// The index of each key.
  private(set) var indices: [String: Int32] = [:]

  var count: Int { indices.count }

  init(
    of customers: CustomerTable, _ names: [String], _ recipe: Recipe, _ parameter: String
  ) throws(FeatureError) {
    let own = recipe.transactions?.customer ?? recipe.id
    var parts: [TextColumn] = []
    for name in names {
      if let place = own.firstIndex(of: name), place < customers.identifiers.count {
        parts.append(customers.identifiers[place])
      } else if let column = customers.table[name] {
        parts.append(column.asTexts())
      } else {
        throw .missingColumn(
          name: name, parameter: "\(parameter).on", available: own + customers.table.names)
      }
    }
    var keys = KeyColumn(partCount: parts.count)
    let labels = parts.map(\.labels)
    let codes = keys.combine(parts.map(\.codes))
    var indexOfCode: [Int32: Int32] = [:]
    rows.reserveCapacity(codes.count)
    for code in codes {
      guard code >= 0 else {
        rows.append(-1)
        continue
      }
      if let known = indexOfCode[code] {
        rows.append(known)
        continue
      }
      let text = keys.text(of: code, labels)
      let index = indices[text] ?? Int32(truncatingIfNeeded: indices.count)
      indices[text] = index
      indexOfCode[code] = index
      rows.append(index)
    }
  }
}

/// The rows on the right that customers have a key for, of a table that may have many more.
private struct RightRows {
  /// Per key of the customers the row among those kept; -1 where there is none.
  private(set) var rowOfKey: [Int32]
  /// The columns behind the key's, for the rows kept.
  private(set) var columns: [GivenColumn] = []
  private var keys: KeyColumn
  private let partCount: Int
  /// Per code of a key the row of the table in which it stands.
  private var seen: [Int32: Int] = [:]
  /// Per kept row its place in the table.
  private var keptRows: [Int] = []

  init(keyCount: Int, partCount: Int) {
    rowOfKey = Array(repeating: -1, count: keyCount)
    self.partCount = partCount
    keys = KeyColumn(partCount: partCount)
  }

  mutating func read(
    _ source: any BatchSource, _ requests: [ColumnRequest], _ wanted: [String: Int32],
    _ parameter: String, _ keyNames: [String], _ isCancelled: () -> Bool
  ) throws(FeatureError) {
    columns = requests.dropFirst(partCount).map { _ in GivenColumn() }
    try source.begin(requests)
    while let batch = try source.nextBatch(isCancelled) {
      var parts: [[Int32]] = []
      for column in batch.columns.prefix(partCount) {
        if case .codes(let codes) = column { parts.append(codes) }
      }
      let labels = (0..<partCount).map { source.labels(of: $0) }
      var verdicts = [UInt8](repeating: 1, count: batch.rowCount)
      for (row, code) in keys.combine(parts).enumerated() where code >= 0 {
        if let first = seen.updateValue(batch.firstRow + row, forKey: code) {
          throw .keyTwice(
            parameter, keyNames, keys.shown(code, labels), rows: (first, batch.firstRow + row))
        }
        guard let key = wanted[keys.text(of: code, labels)] else { continue }
        if rowOfKey[Int(key)] >= 0 {
          // Two ways to write one text: é as one letter, or as e and an accent.
          throw .keyTwice(
            parameter, keyNames, keys.shown(code, labels),
            rows: (keptRows[Int(rowOfKey[Int(key)])], batch.firstRow + row))
        }
        rowOfKey[Int(key)] = Int32(truncatingIfNeeded: keptRows.count)
        keptRows.append(batch.firstRow + row)
        verdicts[row] = 0
      }
      for index in columns.indices {
        columns[index].append(batch.columns[partCount + index], verdicts)
      }
    }
  }
}

extension Column {
  /// The cells of these rows; -1 is a missing one.
  func gathered(rowsOrMissing rows: [Int32]) -> Column {
    switch self {
    case .numbers(let cells): .numbers(rows.map { $0 < 0 ? .nan : cells[Int($0)] })
    case .dates(let cells):
      .dates(rows.map { $0 < 0 ? Column.missingDate : cells[Int($0)] })
    case .texts(let column):
      .texts(
        TextColumn(
          compressing: rows.map { $0 < 0 ? -1 : column.codes[Int($0)] }, labels: column.labels))
    }
  }
}
