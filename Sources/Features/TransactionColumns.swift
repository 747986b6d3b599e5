import Tables

/// Where the columns of a transaction recipe stand in a batch.
struct TransactionColumns {
  let plan: ColumnPlan
  let conditions: [ConditionCheck]
  let customers: [Int]
  let date: Int
  let invoice: Int?
  let quantity: Int?
  let price: Int?
  let amount: Int?
  let spread: Int?

  /// The columns that are carried: their names, and where they stand.
  let carried: [(name: String, position: Int)]

  /// Which column was taken for what.
  let roles: [Ledger.Role]

  /// Asks for every column that the recipe names; for all there are where a rule looks at whole
  /// rows, as text, so that what is missing or equal does not depend on the other rows.
  init(
    _ recipe: Recipe, _ transactions: TransactionRecipe, of source: any BatchSource,
    _ demand: Demand
  ) throws(FeatureError) {
    var plan = ColumnPlan(available: source.columnNames)
    var roles: [Ledger.Role] = []
    func need(
      _ name: String?, _ role: String, as kind: ColumnKind, labels: Bool = true,
      _ plan: inout ColumnPlan
    ) throws(FeatureError) -> Int? {
      guard let name else { return nil }
      roles.append(Ledger.Role(role: role, column: name))
      return try plan.need(name, as: kind, labels: labels, for: "transactions.\(role)")
    }
    var customers: [Int] = []
    for name in transactions.customer {
      if let position = try need(name, "customer", as: .text, &plan) { customers.append(position) }
    }
    self.customers = customers
    date = try plan.need(transactions.date, as: .date, for: "transactions.date")
    roles.append(Ledger.Role(role: "date", column: transactions.date))
    // Invoices are told apart and never shown.
    invoice = try need(transactions.invoice, "invoice", as: .text, labels: false, &plan)
    quantity = try need(transactions.quantity, "quantity", as: .number, &plan)
    price = try need(transactions.price, "price", as: .number, &plan)
    amount = try need(transactions.amount, "amount", as: .number, &plan)
    spread = try transactions.spread.map { (spread) throws(FeatureError) in
      roles.append(Ledger.Role(role: "spread", column: spread.column))
      return try plan.share(spread.column, as: .text, for: "transactions.spread.column")
    }
    var carried: [(name: String, position: Int)] = []
    for (index, name) in transactions.carry.enumerated() where demand.wants(name) {
      let position = try plan.share(
        name, as: demand.kind(of: name), for: "transactions.carry[\(index)]")
      carried.append((name, position))
      roles.append(Ledger.Role(role: "carry", column: name))
    }
    self.carried = carried
    var conditions: [ConditionCheck] = []
    for (number, condition) in recipe.conditions.enumerated() {
      conditions.append(try ConditionCheck(condition, number: number, plan: &plan))
    }
    if transactions.drop.contains(.missingAny) || transactions.drop.contains(.duplicateRows) {
      for name in source.columnNames {
        _ = try plan.share(name, as: .text, labels: false, for: "drop")
      }
    }
    self.conditions = conditions
    self.roles = roles
    self.plan = plan
  }
}

/// The cells of one batch that cleaning and measuring look at.
struct TransactionBatch {
  let batch: Batch
  /// Per row the customer's code; -1 where a part of the name is missing.
  let customers: [Int32]
  let dates: [Int64]
  /// Per row the code of the spread column's value.
  let spread: [Int32]?
  let carried: [BatchColumn]
  let invoices: [Int32]?
  let quantities: [Double]?
  let prices: [Double]?
  /// Per row the money spent; NaN where it is missing or too large to add up.
  private(set) var amounts: [Double]?
  /// Rows whose amount is too large to add up.
  private(set) var hugeAmountCount = 0

  /// Takes the columns apart; `parts` numbers the customers whose name has more than one part.
  init(
    _ batch: Batch, _ columns: TransactionColumns, parts: inout CompositeCodes
  ) throws(FeatureError) {
    let plan = columns.plan
    self.batch = batch
    var codes: [[Int32]] = []
    for position in columns.customers { codes.append(try batch.codes(position, of: plan)) }
    customers = parts.combine(codes)
    dates = try batch.dates(columns.date, of: plan)
    spread = try columns.spread.map { (position) throws(FeatureError) in
      try batch.codes(position, of: plan)
    }
    carried = columns.carried.map { batch.columns[$0.position] }
    func numbers(_ position: Int?) throws(FeatureError) -> [Double]? {
      guard let position else { return nil }
      return try batch.numbers(position, of: plan)
    }
    if let invoice = columns.invoice {
      invoices = try batch.codes(invoice, of: plan)
    } else {
      invoices = nil
    }
    quantities = try numbers(columns.quantity)
    prices = try numbers(columns.price)
    amounts = try numbers(columns.amount)
    if amounts == nil, let quantities, let prices {
      amounts = zip(quantities, prices).map { $0 * $1 }
    }
    if let values = amounts {
      for row in values.indices where values[row].magnitude >= ExactSum.limit {
        amounts?[row] = .nan
        hugeAmountCount += 1
      }
    }
  }

  /// Whether the row is a return.
  func isReturn(_ row: Int) -> Bool {
    if let quantity = quantities?[row], !quantity.isNaN { return quantity < 0 }
    return amounts.map { $0[row] < 0 } ?? false
  }
}

/// A code per distinct name of several parts, in the order in which the names first came.
struct CompositeCodes {
  /// One table for each part after the first: from the code of the parts before it, and its own, to
  /// the code of both.
  private var tables: [PairCodes]

  /// Per table and code the pair behind it.
  private var pairs: [[SIMD2<Int32>]]

  /// Names of that many parts.
  init(partCount: Int) {
    tables = Array(repeating: PairCodes(), count: max(0, partCount - 1))
    pairs = Array(repeating: [], count: max(0, partCount - 1))
  }

  /// The codes of the rows whose parts are given; -1 where one is missing.
  mutating func combine(_ parts: [[Int32]]) -> [Int32] {
    guard var combined = parts.first else { return [] }
    for (index, part) in parts.dropFirst().enumerated() {
      for row in combined.indices {
        guard combined[row] >= 0, part[row] >= 0 else {
          combined[row] = -1
          continue
        }
        let (code, isNew) = tables[index].code(of: combined[row], part[row])
        if isNew { pairs[index].append(SIMD2(combined[row], part[row])) }
        combined[row] = code
      }
    }
    return combined
  }

  /// The codes of the parts behind a code.
  func parts(of code: Int32) -> [Int32] {
    var parts: [Int32] = []
    var code = code
    for table in pairs.reversed() {
      parts.append(table[Int(code)][1])
      code = table[Int(code)][0]
    }
    return [code] + parts.reversed()
  }
}
