import Tables

extension Recipe {
  /// Checks what can be checked before any row is read.
  ///
  /// - Throws: ``FeatureError/invalidRecipe(parameter:expected:got:)`` naming the first fault.
  public func validate() throws(FeatureError) {
    for (index, condition) in conditions.enumerated() where condition.test.values.isEmpty {
      throw .invalidRecipe(
        parameter: "where[\(index)].\(condition.test.wireName)", expected: "at least one value",
        got: "empty")
    }
    try defaults.validate(at: "defaults")
    var seen: Set<String> = []
    for (index, rule) in (features ?? []).enumerated() {
      guard seen.insert(rule.column).inserted else {
        throw .invalidRecipe(
          parameter: "features[\(index)].column", expected: "named once",
          got: "\"\(rule.column)\" again")
      }
      try defaults.completed(by: rule).validate(at: "features[\(index)]")
    }
    if let features, features.isEmpty {
      throw .invalidRecipe(
        parameter: "features", expected: "a list of at least one feature, or left out",
        got: "empty")
    }
    for (index, join) in joins.enumerated() { try join.validate(at: "join[\(index)]") }
    var derived: Set<String> = []
    for (index, derivation) in derivations.enumerated()
    where !derived.insert(derivation.name).inserted {
      throw .invalidRecipe(
        parameter: "derive[\(index)].name", expected: "a name of its own",
        got: "\"\(derivation.name)\" again")
    }
    try components?.validate()
    try transactions?.validate()
  }
}

extension Join {
  func validate(at parameter: String) throws(FeatureError) {
    guard !on.isEmpty, Set(on).count == on.count else {
      throw .invalidRecipe(
        parameter: "\(parameter).on", expected: "a column or a list of different columns",
        got: on.isEmpty ? "empty" : "a list that names a column twice")
    }
    guard rightOn.count == on.count, Set(rightOn).count == rightOn.count else {
      throw .invalidRecipe(
        parameter: "\(parameter).right_on",
        expected: "as many different columns as on has, \(on.count)",
        got: rightOn.count == on.count ? "a list that names a column twice" : "\(rightOn.count)")
    }
    if let columns, Set(columns).count < columns.count {
      throw .invalidRecipe(
        parameter: "\(parameter).columns", expected: "a list of different columns",
        got: "one that names a column twice")
    }
  }
}

extension FeatureDefaults {
  /// The rule with what it leaves open filled in.
  public func completed(by rule: FeatureRule) -> FeatureDefaults {
    FeatureDefaults(
      impute: rule.impute ?? impute, outliers: rule.outliers ?? outliers,
      transform: rule.transform ?? transform, scale: rule.scale ?? scale,
      encode: rule.encode ?? encode, levels: rule.levels ?? levels,
      unseen: rule.unseen ?? unseen, weight: rule.weight ?? weight)
  }

  func validate(at parameter: String) throws(FeatureError) {
    guard (1...1000).contains(levels) else {
      throw .invalidRecipe(
        parameter: "\(parameter).levels", expected: "between 1 and 1000", got: "\(levels)")
    }
    guard weight > 0, weight <= 1e6 else {
      throw .invalidRecipe(
        parameter: "\(parameter).weight", expected: "above 0 and at most 1000000",
        got: numberText(weight))
    }
    try outliers.validate(at: "\(parameter).outliers.rule")
    if case .number(let value) = impute {
      guard value.isFinite, transform.isDefined(at: value) else {
        throw .invalidRecipe(
          parameter: "\(parameter).impute",
          expected: "a number that \(transform.wireName) is "
            + "defined for", got: numberText(value))
      }
    }
  }
}

extension TransactionRecipe {
  func validate() throws(FeatureError) {
    guard !customer.isEmpty else {
      throw .invalidRecipe(
        parameter: "transactions.customer", expected: "a column or a list of columns", got: "empty")
    }
    guard Set(customer).count == customer.count else {
      throw .invalidRecipe(
        parameter: "transactions.customer", expected: "a list of different columns",
        got: "one that names a column twice")
    }
    guard !measures.isEmpty, Set(measures).count == measures.count else {
      throw .invalidRecipe(
        parameter: "transactions.measures", expected: "a list of different measures",
        got: measures.isEmpty ? "empty" : "one that names a measure twice")
    }
    guard Set(drop).count == drop.count else {
      throw .invalidRecipe(
        parameter: "transactions.drop", expected: "a list of different rules",
        got: "one that names a rule twice")
    }
    if let windowDays, !(1...1_000_000).contains(windowDays) {
      throw .invalidRecipe(
        parameter: "transactions.window_days", expected: "between 1 and 1000000",
        got: "\(windowDays)")
    }
    for (index, join) in joins.enumerated() {
      try join.validate(at: "transactions.join[\(index)]")
    }
    guard Set(carry).count == carry.count else {
      throw .invalidRecipe(
        parameter: "transactions.carry", expected: "a list of different columns",
        got: "one that names a column twice")
    }
    if let master, master.on.count != customer.count {
      throw .invalidRecipe(
        parameter: "transactions.customers.on",
        expected: "a column for each of transactions.customer, \(customer.count)",
        got: "\(master.on.count)")
    }
    try validateRoles()
  }

  private func validateRoles() throws(FeatureError) {
    let hasAmount = amount != nil || (quantity != nil && price != nil)
    if let measure = measures.first(where: \.needsAmount), !hasAmount {
      throw .invalidRecipe(
        parameter: "transactions.amount",
        expected: "a column, or quantity and price both columns, to measure \(measure.wireName)",
        got: price == nil ? "left out" : "left out, and quantity too")
    }
    if let spread, spread.form != .count, !hasAmount {
      throw .invalidRecipe(
        parameter: "transactions.amount",
        expected: "a column, or quantity and price both columns, to spread \(spread.form.wireName)",
        got: price == nil ? "left out" : "left out, and quantity too")
    }
    if measures.contains(.items), quantity == nil {
      throw .invalidRecipe(
        parameter: "transactions.quantity", expected: "a column, to measure items", got: "left out")
    }
    if drop.contains(.nonPositiveQuantity), quantity == nil {
      throw .invalidRecipe(
        parameter: "transactions.quantity", expected: "a column, to drop non_positive_quantity",
        got: "left out")
    }
    if price != nil, !hasAmount {
      throw .invalidRecipe(
        parameter: "transactions.quantity",
        expected: "a column where price is one and amount is "
          + "left out", got: "left out")
    }
  }
}
