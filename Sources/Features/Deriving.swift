import Tables

extension CustomerTable {
  /// Adds the columns that the recipe derives from dates.
  ///
  /// - Throws: ``FeatureError`` where a column is not there or holds no dates, or no date is named
  ///   that is counted to.
  mutating func derive(_ recipe: Recipe) throws(FeatureError) {
    var (names, columns) = (table.names, table.columns)
    for (index, derivation) in recipe.derivations.enumerated() {
      let parameter = "derive[\(index)]"
      guard let place = names.firstIndex(of: derivation.from) else {
        throw .missingColumn(
          name: derivation.from, parameter: "\(parameter).from", available: names)
      }
      guard case .dates(let dates) = columns[place] else {
        throw .invalidRecipe(
          parameter: "\(parameter).from", expected: "a column of dates",
          got: "\"\(derivation.from)\", which holds \(columns[place].kind.rawValue)")
      }
      guard derivation.of != nil || recipe.transactions != nil else {
        throw .invalidRecipe(
          parameter: "\(parameter).of",
          expected: "a date, for a table of customers has no as-of date", got: "left out")
      }
      let counter = DateCounter(
        rule: derivation.rule, to: derivation.of?.instant ?? asOf,
        dayCount: recipe.transactions?.dayCount ?? .elapsed)
      names.append(derivation.name)
      columns.append(.numbers(dates.map { counter.count(from: $0) }))
    }
    guard !recipe.derivations.isEmpty else { return }
    table = Table(names: names, columns: columns, rowCount: table.rowCount)
  }

  /// Takes the weights out of the columns.
  ///
  /// - Throws: ``FeatureError`` where a weight is missing or below 0, or none is above 0.
  mutating func takeWeights(from name: String) throws(FeatureError) {
    guard let column = table[name] else {
      throw .missingColumn(name: name, parameter: "sample_weight", available: table.names)
    }
    guard case .numbers(let values) = column else {
      throw .badData(
        row: nil, column: name, value: nil,
        reason:
          "the weights in \"\(name)\" are of kind \(column.kind.rawValue) but must be numbers "
          + "of 0 or above")
    }
    for (row, value) in values.enumerated() where !(value >= 0) {
      let who =
        identifiers.isEmpty
        ? "row \(row)" : "customer \"\(KeyColumn.name(of: row, identifiers))\""
      throw .badData(
        row: row, column: name, value: value.isNaN ? nil : numberText(value),
        reason: "the weight of \(who) in \"\(name)\" is "
          + "\(value.isNaN ? "missing" : numberText(value)) but must be a number of 0 or above")
    }
    if !values.isEmpty, !values.contains(where: { $0 > 0 }) {
      throw .badData(
        row: nil, column: name, value: nil,
        reason: "every weight in \"\(name)\" is 0; at least one must be above 0")
    }
    weights = values
    attributeNames.remove(name)
    let places = table.names.indices.filter { table.names[$0] != name }
    table = Table(
      names: places.map { table.names[$0] }, columns: places.map { table.columns[$0] },
      rowCount: table.rowCount)
  }

  /// Refuses two columns of one name.
  func checkNames() throws(FeatureError) {
    var seen: Set<String> = []
    for name in table.names where !seen.insert(name).inserted {
      throw .invalidRecipe(
        parameter: "derive, join, carry and spread", expected: "columns of different names",
        got: "two called \"\(name)\"")
    }
  }
}

extension KeyColumn {
  /// A row's name as a sentence shows it.
  static func name(of row: Int, _ identifiers: [TextColumn]) -> String {
    identifiers.map { column in
      let code = Int(column.codes[row])
      return column.labels.indices.contains(code) ? column.labels[code].text : ""
    }.joined(separator: ", ")
  }
}

/// Counts from dates to one date.
private struct DateCounter {
  let rule: DerivationRule
  let instant: Int64?
  let dayCount: DayCount
  private let date: (year: Int, month: Int, day: Int)

  init(rule: DerivationRule, to instant: Int64?, dayCount: DayCount) {
    self.rule = rule
    self.instant = instant
    self.dayCount = dayCount
    date = calendarDate(ofDay: Int(wholeDays(instant ?? 0)))
  }

  /// NaN where there is no date.
  func count(from start: Int64) -> Double {
    guard start != Column.missingDate, let instant else { return .nan }
    switch rule {
    case .daysSince: return days(from: start, to: instant, dayCount)
    case .yearDifference: return Double(date.year - calendarDate(ofDay: Int(wholeDays(start))).year)
    case .yearsSince:
      let birth = calendarDate(ofDay: Int(wholeDays(start)))
      let isBefore = (date.month, date.day) < (birth.month, birth.day)
      return Double(date.year - birth.year - (isBefore ? 1 : 0))
    }
  }
}
