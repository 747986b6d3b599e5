import Features
import Matrices
import Tables
import Testing

/// Whatever arrives, the answer is a finite matrix or a sentence.
@Suite("Hostile input")
struct HostileTests {
  private static let numbers: [Double] = [
    0, -0.0, 1, -1, 1e308, -1e308, 1e15, -1e15, 1e-300, .leastNonzeroMagnitude, .infinity,
    -.infinity, .nan, 0.1, 9_007_199_254_740_992,
  ]
  private static let instants: [Int64] = [
    .min, .min + 1, .max, 0, -1, 1, .max - 1, 86_400_000_000, 4_000_000_000_000_000,
  ]
  private static let texts: [String?] = [
    nil, "", " ", "other", "é", "e\u{301}", "a\u{0}b", "\u{202E}x",
    String(repeating: "y", count: 300),
  ]

  private func table(_ rowCount: Int, _ dice: inout Dice) -> Table {
    func pick<Element>(_ values: [Element]) -> [Element] {
      let few = Array(values.shuffled(using: &dice).prefix(Int.random(in: 1...6, using: &dice)))
      return (0..<rowCount).map { _ in few[Int.random(in: 0..<few.count, using: &dice)] }
    }
    return Table([
      ("who", .texts(pick(Self.texts))), ("when", .dates(pick(Self.instants))),
      ("invoice", .texts(pick(Self.texts))), ("pieces", .numbers(pick(Self.numbers))),
      ("price", .numbers(pick(Self.numbers))), ("spent", .numbers(pick(Self.numbers))),
      ("product", .texts(pick(Self.texts + ["p0", "p1", "p2", "p3"]))),
      ("country", .texts(pick(Self.texts))),
    ])
  }

  @Test func `transactions`() throws {
    var dice = Dice(seed: 21)
    var readCount = 0
    for _ in 0..<2_000 {
      let shop = RandomShop(seed: dice.next())
      var recipe = shop.recipe
      recipe.customer = ["who"]
      let people = Table([
        ("who", .texts(["", " ", "other", "é", "a\u{0}b"])),
        ("born", .dates(Array(Self.instants.shuffled(using: &dice).prefix(5)))),
      ])
      let joins = shop.derivations.isEmpty ? [] : [Join(on: ["who"])]
      let policies: [AsOfPolicy] = [
        .fit, .fit, .frozen(.min), .frozen(.max), .frozen(0), .override(.last),
        .override(.date(Self.instants[Int.random(in: 0..<9, using: &dice)], text: "")),
      ]
      let rows = table(Int.random(in: 0...40, using: &dice), &dice)
      do {
        let customers = try readCustomers(
          from: MemorySource(rows, batchSize: 7),
          recipe: Recipe(
            transactions: recipe, joins: joins, derivations: shop.derivations),
          asOf: policies[Int.random(in: 0..<policies.count, using: &dice)],
          sources: AttributeSources(joins: joins.map { _ in MemorySource(people) }))
        readCount += 1
        let ledger = customers.ledger
        #expect(ledger.rowsIn == ledger.rowsKept + ledger.dropped.map(\.rowCount).reduce(0, +))
        #expect(ledger.monetary?.isFinite ?? true)
        #expect(!customers.table.columns.contains { $0.numbers.contains { $0.isInfinite } })
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
    print("hostile transactions: \(readCount) of 2000 read")
    #expect(readCount > 1_000)
  }

  @Test func `tables of customers`() throws {
    var dice = Dice(seed: 22)
    var fitCount = 0
    for _ in 0..<2_000 {
      let rows = table(Int.random(in: 0...40, using: &dice), &dice)
      let imputations: [Imputation] = [.median, .mean, .mode, .drop, .number(1e308), .number(0)]
      let recipe = Recipe(
        id: dice.oneIn(2) ? ["who"] : [],
        defaults: FeatureDefaults(
          impute: imputations.randomElement(using: &dice) ?? .median,
          transform: Transform.allCases.randomElement(using: &dice) ?? .none,
          scale: Scaling.allCases.randomElement(using: &dice) ?? .none,
          levels: Int.random(in: 1...9, using: &dice),
          unseen: UnseenPolicy.allCases.randomElement(using: &dice) ?? .zero))
      do {
        let customers = try readCustomers(from: MemorySource(rows, batchSize: 7), recipe: recipe)
        let fit = try Preparation.fit(
          recipe, to: customers)
        let other = table(20, &dice)
        let prepared = try fit.preparation.apply(to: CustomerTable(table: other))
        fitCount += 1
        try fit.preparation.validate()
        #expect(fit.matrix.values.allSatisfy { $0.isFinite })
        #expect(prepared.matrix.values.allSatisfy { $0.isFinite })
        #expect(prepared.matrix.columnCount == fit.preparation.outputNames.count)
        #expect(Set(fit.preparation.outputNames).count == fit.preparation.outputNames.count)
        #expect(fit.keptRows.count == fit.matrix.rowCount)
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
    print("hostile customers: \(fitCount) of 2000 fitted")
    #expect(fitCount > 500)
  }

  @Test func `a preparation from a document is checked`() throws {
    let output = PreparedOutput(name: "x", center: 0, scale: 0)
    let numbers = PreparedNumbers(imputed: 0, transform: .none, minimum: 0, maximum: 1)
    func fault(_ outputs: [PreparedOutput]) throws -> String {
      let preparation = Preparation(columns: [
        PreparedColumn(
          name: "x", content: .numbers(numbers), scaling: .standard, weight: 1, outputs: outputs)
      ])
      let prepared = try preparation.apply(
        to: CustomerTable(table: Table([("x", .numbers([1]))])))
      #expect(prepared.matrix.values.allSatisfy { $0.isFinite })
      return try #require(throws: FeatureError.self) { try preparation.validate() }.description
    }

    #expect(
      try fault([])
        == "preparation.columns[0] is one of 0 but must be a column of 1 feature")
    #expect(
      try fault([output])
        == "preparation.columns[0] is scaled by others but must be scaled by finite numbers, "
        + "scales above 0")
  }
}
