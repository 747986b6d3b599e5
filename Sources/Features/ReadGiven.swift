import Decimals
import Tables

/// Reads a table whose rows are customers already.
struct GivenReader {
  let source: any BatchSource
  let recipe: Recipe
  let needs: [ColumnRequest]?
  let alongside: [ColumnRequest]
  let demand: Demand
  /// Columns that are not read but made: joined and derived.
  let made: Set<String>
  let isCancelled: () -> Bool

  /// Reads every row that passes the conditions.
  func read() throws(FeatureError) -> CustomerTable {
    var plan = ColumnPlan(available: source.columnNames)
    let identifiers = try identifierPositions(&plan)
    let given = try givenPositions(&plan)
    var conditions: [ConditionCheck] = []
    for (number, condition) in recipe.conditions.enumerated() {
      conditions.append(try ConditionCheck(condition, number: number, plan: &plan))
    }
    var ledger = Ledger()
    let columns = try collect(plan, conditions, into: &ledger)
    ledger.roles = identifiers.map { Ledger.Role(role: "id", column: plan.requests[$0].name) }
    ledger.customers = ledger.rowsKept
    var customers = CustomerTable(
      identifiers: identifiers.compactMap { position in
        if case .texts(let column) = columns[position] { column } else { nil }
      },
      table: Table(
        names: given.map { plan.requests[$0].name }, columns: given.map { columns[$0] },
        rowCount: ledger.rowsKept),
      attributeNames: Set(recipe.derivations.map(\.from)), ledger: ledger)
    customers.warnings =
      ignoredColumns(plan) + excludedStrangers + identifierFaults(customers.identifiers)
    return customers
  }

  /// The positions of the id's columns; a fitted model does without them.
  private func identifierPositions(_ plan: inout ColumnPlan) throws(FeatureError) -> [Int] {
    if needs != nil, !recipe.id.allSatisfy(source.columnNames.contains) { return [] }
    var positions: [Int] = []
    for name in recipe.id { positions.append(try plan.need(name, as: .text, for: "id")) }
    return positions
  }

  /// The positions of the columns that become the table.
  private func givenPositions(_ plan: inout ColumnPlan) throws(FeatureError) -> [Int] {
    var wanted: [(request: ColumnRequest, parameter: String)] = []
    if let needs {
      let there = Set(source.columnNames).union(made)
      let missing = needs.map(\.name).filter { !there.contains($0) }
      guard missing.isEmpty else {
        throw .missingFeature(missing: missing, got: source.columnNames)
      }
      wanted = needs.filter { !made.contains($0.name) }.map { ($0, "features") }
    } else if let features = recipe.features {
      for (index, rule) in features.enumerated() where !made.contains(rule.column) {
        wanted.append(
          (
            ColumnRequest(rule.column, as: demand.kind(of: rule.column)),
            "features[\(index)].column"
          ))
      }
    } else {
      // By name, so that neither the model nor its profile depends on how the columns came.
      let others = Set(recipe.id + recipe.exclude)
      wanted = source.columnNames.filter { !others.contains($0) }
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        .map { (ColumnRequest($0, as: demand.kind(of: $0)), "features") }
    }
    wanted += beside
    var positions: [Int] = []
    var taken: Set<Int> = []
    for (request, parameter) in wanted {
      let position = try plan.share(request.name, as: request.kind, for: parameter)
      if taken.insert(position).inserted { positions.append(position) }
    }
    return positions
  }

  /// The columns that are wanted besides the features: keys, dates to derive from, weights, and what
  /// the call asks for.
  private var beside: [(request: ColumnRequest, parameter: String)] {
    var wanted: [(request: ColumnRequest, parameter: String)] = []
    for (index, join) in recipe.joins.enumerated() {
      for name in join.on where !made.contains(name) {
        // A key that is derived from as well is read as a date, in a fit and for its model alike.
        wanted.append((ColumnRequest(name, as: demand.kind(of: name)), "join[\(index)].on"))
      }
    }
    for (index, derivation) in recipe.derivations.enumerated()
    where !made.contains(derivation.from) {
      wanted.append((ColumnRequest(derivation.from, as: .date), "derive[\(index)].from"))
    }
    return wanted
      + alongside.filter { !made.contains($0.name) }.map { ($0, "the request") }
  }

  /// Every requested column, with the rows that pass.
  private func collect(
    _ plan: ColumnPlan, _ conditions: [ConditionCheck], into ledger: inout Ledger
  ) throws(FeatureError) -> [Column] {
    var conditions = conditions
    var builders = plan.requests.map { _ in GivenColumn() }
    var examples: [Ledger.Row] = []
    var droppedCount = 0
    try source.begin(plan.requests)
    if conditions.isEmpty, let columns = source.wholeColumns() {
      if isCancelled() { throw .cancelled }
      ledger.rowsIn = source.report.rowCount
      ledger.rowsKept = ledger.rowsIn
      ledger.take(source.report)
      return columns
    }
    while let batch = try source.nextBatch(isCancelled) {
      var verdicts = [UInt8](repeating: 0, count: batch.rowCount)
      var dropped = 0
      for index in conditions.indices {
        dropped += conditions[index].mark(&verdicts, as: 1, in: batch, of: source)
      }
      for index in builders.indices { builders[index].append(batch.columns[index], verdicts) }
      if dropped > 0 { collectExamples(&examples, verdicts, batch) }
      ledger.rowsIn += batch.rowCount
      ledger.rowsKept += batch.rowCount - dropped
      droppedCount += dropped
    }
    ledger.take(source.report)
    if !conditions.isEmpty {
      ledger.dropped.append(Ledger.Drop(rule: "where", rowCount: droppedCount))
      if !examples.isEmpty { ledger.examples["where"] = examples }
    }
    let kinds = source.kinds
    var columns: [Column] = []
    for (index, builder) in builders.enumerated() {
      let column = builder.column(kinds[index], labels: source.labels(of: index))
      guard column.count == ledger.rowsKept else {
        throw .badData(
          row: nil, column: plan.requests[index].name, value: nil,
          reason: "the cells of \"\(plan.requests[index].name)\" are not all of kind "
            + "\(kinds[index].rawValue); send a column of one kind")
      }
      columns.append(column)
    }
    return columns
  }

  private func collectExamples(_ examples: inout [Ledger.Row], _ verdicts: [UInt8], _ batch: Batch)
  {
    for row in verdicts.indices where verdicts[row] > 0 && examples.count < 3 {
      guard let cells = source.cells(ofRow: batch.firstRow + row) else { return }
      examples.append(
        Ledger.Row(cells: cells.map { Ledger.Cell(name: $0.name, text: $0.text) }))
    }
  }

  /// A sentence about columns that the model does not know.
  private func ignoredColumns(_ plan: ColumnPlan) -> [String] {
    guard needs != nil else { return [] }
    let known = Set(plan.requests.map(\.name) + recipe.exclude + recipe.id)
    let ignored = source.columnNames.filter { !known.contains($0) }
    return ignored.isEmpty ? [] : ["the model does not know \(named(ignored)); ignored"]
  }

  /// A sentence about columns that are to be left out and are not there.
  private var excludedStrangers: [String] {
    let strangers = recipe.exclude.filter { !source.columnNames.contains($0) }
    guard needs == nil, !strangers.isEmpty else { return [] }
    return ["\"exclude\" names \(named(strangers)), which is not in the data"]
  }

  /// Sentences about ids that are missing or come more than once.
  private func identifierFaults(_ identifiers: [TextColumn]) -> [String] {
    guard !identifiers.isEmpty else { return [] }
    var parts = CompositeCodes(partCount: identifiers.count)
    let codes = parts.combine(identifiers.map(\.codes))
    var seen: Set<Int32> = []
    var missingCount = 0
    var repeated: [Int] = []
    for (row, code) in codes.enumerated() {
      if code < 0 {
        missingCount += 1
      } else if !seen.insert(code).inserted {
        repeated.append(row)
      }
    }
    var warnings: [String] = []
    if missingCount > 0 {
      warnings.append(
        counted(missingCount, "row has no id and is kept", "rows have no id and are kept"))
    }
    if let first = repeated.first {
      let name = identifiers.map { $0.labels[Int($0.codes[first])].text }.joined(separator: ", ")
      warnings.append(
        counted(repeated.count, "row repeats", "rows repeat")
          + " an id, first \"\(name)\"; each row counts as a customer")
    }
    return warnings
  }
}
