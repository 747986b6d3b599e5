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
  }

  var rows: [Row]
  var recipe: TransactionRecipe

  init(seed: UInt64) {
    var dice = Dice(seed: seed)
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
        cents: dice.oneIn(20) ? nil : Int.random(in: -20...2_000, using: &dice))
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
      ),
    ])
  }

  func read(
    _ rows: Table? = nil, batchSize: Int = Batch.rowLimit, asOf: AsOfPolicy = .fit
  ) throws -> CustomerTable {
    try readCustomers(
      from: MemorySource(rows ?? table, batchSize: batchSize),
      recipe: Recipe(transactions: recipe), asOf: asOf)
  }
}

extension CustomerTable {
  /// Per customer the bits of every measure.
  var bits: [String: [UInt64]] {
    Dictionary(
      uniqueKeysWithValues: (0..<table.rowCount).map { row in
        (name(row), table.columns.map { $0.numbers[row].bitPattern })
      })
  }

  func name(_ row: Int) -> String {
    identifiers.map { $0.labels[Int($0.codes[row])].text }.joined(separator: "/")
  }
}
