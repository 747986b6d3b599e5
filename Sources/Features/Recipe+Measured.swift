import Tables

extension Recipe {
  /// The same for customers who were measured before, by whoever has their purchases.
  ///
  /// Nothing is cleaned, measured, joined or derived again: the columns are what those steps make.
  ///
  /// - Parameter names: The columns that the customers have.
  public func ofMeasuredCustomers(in names: [String]) -> Recipe {
    var recipe = self
    recipe.conditions = []
    recipe.joins = []
    recipe.derivations = []
    guard let transactions else { return recipe }
    recipe.transactions = nil
    // A table may be without names of its customers.
    recipe.id = transactions.customer.allSatisfy(names.contains) ? transactions.customer : []
    recipe.features = features ?? transactions.measuredFeatures(in: names)
    return recipe
  }

  /// Columns of measured customers that need not be features and are wanted: the measures, and what
  /// is carried, joined and derived.
  func besideFeatures(in names: [String]) -> [ColumnRequest] {
    guard let transactions else { return [] }
    let measures = transactions.measures.map { ColumnRequest($0.wireName, as: .number) }
    return (measures + attributes.map { ColumnRequest($0) }).filter { names.contains($0.name) }
  }

  /// Columns that are features only where the recipe names them, and those that are derived.
  private var attributes: [String] {
    (transactions?.carry ?? []) + joins.flatMap { $0.columns ?? [] } + derivations.map(\.name)
  }
}

extension TransactionRecipe {
  /// The features of a recipe that names none: the measures in their order, and what is spread.
  fileprivate func measuredFeatures(in names: [String]) -> [FeatureRule] {
    let measured = measures.map(\.wireName)
    guard spread != nil else { return measured.map { FeatureRule(column: $0) } }
    let others = Set(measured + customer + carry)
    return (measured + names.filter { !others.contains($0) }).map { FeatureRule(column: $0) }
  }
}

extension CustomerTable {
  /// Says of customers who were measured before what a reader of their purchases would have known.
  ///
  /// - Throws: ``FeatureError/invalidRecipe(parameter:expected:got:)`` where a day is to be found in
  ///   purchases that did not come.
  mutating func takeMeasures(
    of recipe: Recipe, _ policy: AsOfPolicy
  ) throws(FeatureError) {
    guard let transactions = recipe.transactions else { return }
    attributeNames.formUnion(
      (transactions.carry + recipe.joins.flatMap { $0.columns ?? [] })
        .filter { table.names.contains($0) })
    if case .numbers(let money)? = table[Measure.monetary.wireName] { amounts = money }
    if case .numbers(let counts)? = table[Measure.frequency.wireName],
      counts.allSatisfy({ $0 >= 0 && $0 <= 0x1p53 })
    {
      orderCounts = counts.map { Int($0) }
    }
    switch policy {
    case .frozen(let instant): asOf = instant
    case .override(.date(let instant, _)): asOf = instant
    case .override(let rule): throw .measuredWithout("as_of", rule)
    case .fit:
      guard case .date(let instant, _) = transactions.asOf else {
        throw .measuredWithout("transactions.as_of", transactions.asOf)
      }
      asOf = instant
    }
  }
}

extension FeatureError {
  /// A day that only purchases tell.
  fileprivate static func measuredWithout(_ parameter: String, _ rule: AsOf) -> FeatureError {
    .invalidRecipe(
      parameter: parameter, expected: "the day that the customers were measured at",
      got: "\"\(rule.wireName)\"")
  }
}
