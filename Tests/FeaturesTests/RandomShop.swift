import Features
import Tables

/// Random transactions with every fault there is, and the recipes to read them by.
struct RandomShop {
  /// One row; `nil` is a missing cell.
  struct Row: Equatable {
    var who: String?
    var country: String?
    var instant: Int64?
    var invoice: String?
    var pieces: Int?
    var cents: Int?
    var product: String?
  }

  var rows: [Row]
  var recipe: TransactionRecipe
  var catalog: RandomCatalog
  /// Columns made of the customers' birthdays, which the outer join brings.
  var derivations: [Derivation] = []

  init(seed: UInt64) {
    var dice = Dice(seed: seed)
    catalog = RandomCatalog(&dice)
    rows = (0..<Int.random(in: 1...80, using: &dice)).map { _ in
      Row(
        who: dice.oneIn(12) ? nil : "c\(Int.random(in: 0..<7, using: &dice))",
        country: dice.oneIn(20) ? nil : ["UK", "FR"].randomElement(using: &dice),
        instant: dice.oneIn(20)
          ? nil
          : instant(
            Int.random(in: -3..<30, using: &dice), Int.random(in: 0..<24, using: &dice),
            Int.random(in: 0..<60, using: &dice)),
        invoice: dice.oneIn(15) ? nil : "i\(Int.random(in: 0..<25, using: &dice))",
        pieces: dice.oneIn(20) ? nil : Int.random(in: -4...12, using: &dice),
        cents: dice.oneIn(20) ? nil : Int.random(in: -20...2_000, using: &dice),
        product: dice.oneIn(20) ? nil : "p\(Int.random(in: 0..<8, using: &dice))")
    }
    for _ in 0..<Int.random(in: 0...6, using: &dice) {
      if let row = rows.randomElement(using: &dice) { rows.append(row) }
    }
    recipe = TransactionRecipe(
      customer: dice.oneIn(3) ? ["country", "who"] : ["who"], date: "when",
      invoice: dice.oneIn(4) ? nil : "invoice")
    (recipe.quantity, recipe.price) = ("pieces", "price")
    if dice.oneIn(4) {
      recipe.amount = "spent"
      if dice.oneIn(2) { (recipe.quantity, recipe.price) = (nil, nil) }
    }
    if let asOf = [AsOf.afterLast, .last, .date(instant(40), text: "1970-02-10")]
      .randomElement(using: &dice)
    {
      recipe.asOf = asOf
    }
    recipe.dayCount = DayCount.allCases.randomElement(using: &dice) ?? .elapsed
    recipe.returns = ReturnPolicy.allCases.randomElement(using: &dice) ?? .drop
    recipe.frequencyCounts = FrequencyUnit.allCases.randomElement(using: &dice) ?? .invoices
    recipe.windowDays = dice.oneIn(3) ? Int.random(in: 1...20, using: &dice) : nil
    recipe.drop = DropRule.allCases.shuffled(using: &dice).filter { rule in
      !dice.oneIn(2) && (rule != .nonPositiveQuantity || recipe.quantity != nil)
    }
    recipe.measures = Measure.allCases.filter { $0 != .items || recipe.quantity != nil }
    if dice.oneIn(2) { joinAndSpread(&dice) }
  }

  private mutating func joinAndSpread(_ dice: inout Dice) {
    recipe.joins = catalog.joins
    if dice.oneIn(3), recipe.price != nil { recipe.price = "cost" }
    if let form = SpreadForm.allCases.randomElement(using: &dice),
      let column = ["country", "label", "product", "family"].randomElement(using: &dice)
    {
      recipe.spread = SpreadRule(column: column, form: form)
    }
    recipe.carry = ["label", "launch", "cost", "product"].filter { _ in !dice.oneIn(3) }
    for rule in DerivationRule.allCases {
      derivations.append(
        Derivation(
          name: rule.wireName, from: "born", rule: rule,
          of: dice.oneIn(2) ? RecipeDate("1971-02-28") : nil))
    }
  }

  /// What is joined to customers after measuring.
  var attributeJoins: [Join] {
    derivations.isEmpty ? [] : [Join(on: recipe.customer, columns: ["born"])]
  }

  /// The rows as a table; `spent` is pieces times price, in cents and hundredths.
  var table: Table {
    Table([
      ("who", .texts(rows.map(\.who))), ("country", .texts(rows.map(\.country))),
      ("when", .dates(rows.map { $0.instant ?? Column.missingDate })),
      ("invoice", .texts(rows.map(\.invoice))),
      ("pieces", .numbers(rows.map { $0.pieces.map(Double.init) ?? .nan })),
      ("price", .numbers(rows.map { $0.cents.map { Double($0) / 100 } ?? .nan })),
      (
        "spent",
        .numbers(
          rows.map { row in
            guard let pieces = row.pieces, let cents = row.cents else { return .nan }
            return Double(pieces * cents) / 100
          })
      ), ("product", .texts(rows.map(\.product))),
    ])
  }

  func read(
    _ rows: Table? = nil, batchSize: Int = Batch.rowLimit, asOf: AsOfPolicy = .fit
  ) throws -> CustomerTable {
    try readCustomers(
      from: MemorySource(rows ?? table, batchSize: batchSize),
      recipe: Recipe(
        transactions: recipe, joins: attributeJoins, derivations: derivations), asOf: asOf,
      sources: AttributeSources(
        joins: attributeJoins.map { _ in
          MemorySource(catalog.people(by: recipe.customer), batchSize: batchSize)
        }))
  }
}

extension Column {
  /// A cell, to the bit.
  func bits(_ row: Int) -> String {
    switch self {
    case .numbers(let cells): "\(cells[row].bitPattern)"
    case .dates(let cells): "\(cells[row])"
    case .texts: text(row) ?? "missing"
    }
  }
}

extension CustomerTable {
  /// Per customer the bits of every column.
  var bits: [String: [String]] {
    Dictionary(
      uniqueKeysWithValues: (0..<table.rowCount).map { row in
        (name(row), table.columns.map { $0.bits(row) })
      })
  }

  func name(_ row: Int) -> String {
    identifiers.map { $0.labels[Int($0.codes[row])].text }.joined(separator: "/")
  }
}
