import Tables

/// Which columns become features, and why the others do not.
struct ColumnChoice {
  /// A column that is to become features.
  struct Candidate {
    let name: String
    let options: FeatureDefaults
    let cells: OrderedCells
  }

  private(set) var candidates: [Candidate] = []
  private(set) var warnings: [String] = []
  private var reasons: [String] = []
  private var constantCount = 0

  /// Takes the columns that the recipe names, or else all that can be used.
  ///
  /// Without a list, measures keep the recipe's order and given columns go by name: the order in
  /// which a table has its columns must not show in the model.
  init(_ recipe: Recipe, _ customers: CustomerTable) throws(FeatureError) {
    let table = customers.table
    if let features = recipe.features {
      for (index, rule) in features.enumerated() {
        try take(rule, "features[\(index)]", recipe, table)
      }
    } else {
      let isMeasured = recipe.transactions != nil
      let names =
        isMeasured
        ? table.names : table.names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      for name in names
      where !recipe.exclude.contains(name) && !customers.attributeNames.contains(name) {
        consider(name, recipe.defaults, table, isMeasured: isMeasured)
      }
    }
  }

  private mutating func take(
    _ rule: FeatureRule, _ parameter: String, _ recipe: Recipe, _ table: Table
  ) throws(FeatureError) {
    guard let cells = table.orderedCells(of: rule.column) else {
      throw .missingColumn(
        name: rule.column, parameter: "\(parameter).column", available: table.names)
    }
    if case .dates = cells.lying {
      throw .invalidRecipe(
        parameter: "\(parameter).column", expected: "a column of numbers or text",
        got: "\"\(rule.column)\", which holds dates")
    }
    if case .texts = cells.lying {
      let step =
        rule.transform.flatMap { $0 == .none ? nil : ("transform", $0.wireName) }
        ?? rule.outliers.flatMap { $0 == .none ? nil : ("outliers", "a rule") }
      if let (name, given) = step {
        throw .invalidRecipe(
          parameter: "\(parameter).\(name)",
          expected: "none for \"\(rule.column)\", a column of text", got: given)
      }
    }
    candidates.append(
      Candidate(
        name: rule.column, options: recipe.defaults.completed(by: rule), cells: cells))
  }

  private mutating func consider(
    _ name: String, _ options: FeatureDefaults, _ table: Table, isMeasured: Bool
  ) {
    guard let cells = table.orderedCells(of: name) else { return }
    if !isMeasured, cells.lying.looksLikeID(named: name) {
      warnings.append(
        "\"\(name)\" looks like an id and is used as a feature; name it as \"id\" or in \"exclude\""
      )
    }
    switch cells.lying {
    case .numbers: candidates.append(Candidate(name: name, options: options, cells: cells))
    case .dates: leaveOut(name, "holds dates")
    case .texts(let column):
      let levelCount = column.levels.count
      if levelCount > options.levels {
        leaveOut(name, "has \(levelCount) values, more than \(options.levels)")
      } else {
        candidates.append(Candidate(name: name, options: options, cells: cells))
      }
    }
  }

  /// Leaves out the columns for which there is a reason.
  mutating func leaveOut(_ columns: inout [ColumnFit], where reason: (ColumnFit) -> String?) {
    columns.removeAll { column in
      guard let reason = reason(column) else { return false }
      if column.isConstant { constantCount += 1 }
      warnings += column.warnings
      leaveOut(column.name, reason)
      return true
    }
  }

  private mutating func leaveOut(_ name: String, _ reason: String) {
    reasons.append("\"\(name)\" \(reason)")
    warnings.append("\"\(name)\" \(reason) and is left out")
  }

  /// The error for a recipe that leaves no feature.
  func nothingLeft(rowCount: Int) -> FeatureError {
    constantCount > 0 && constantCount == reasons.count
      ? .allRowsAlike(rowCount: rowCount) : .noFeatureLeft(reasons: reasons)
  }
}

extension Column {
  /// Whether every cell differs and the name ends as the names of ids do.
  fileprivate func looksLikeID(named name: String) -> Bool {
    let name = name.lowercased()
    guard ["id", "key", "no", "number"].contains(where: name.hasSuffix) else { return false }
    switch self {
    case .numbers(let cells): return cells.count > 1 && Set(cells).count == cells.count
    case .texts(let column):
      return column.codes.count > 1 && column.labels.count == column.codes.count
        && !column.codes.contains(-1)
    case .dates: return false
    }
  }
}
