import Features
import Tables
import Testing

private let rows = Table([
  ("who", .texts(["a", nil, "b", "b", "b", "c", "c", "d", "e"])),
  (
    "when",
    .dates(
      [10, 10, 10, 10, 10, 10, 10, Column.missingDate, 10].map {
        $0 == Column.missingDate ? $0 : instant(Int($0))
      })
  ),
  ("invoice", .texts(["1", "2", "3", "3", "4", "5", nil, "6", "7"])),
  ("pieces", .numbers([1, 1, 2, 2, -1, 0, 1, 1, .nan])),
  ("price", .numbers([1, 0, 3, 3, 0, 1, 1, 1, 1])),
  ("country", .texts(["UK", "UK", "FR", "FR", "FR", nil, "UK", "DE", "UK"])),
])

private func read(
  conditions: [Condition] = [], _ change: (inout TransactionRecipe) -> Void = { _ in }
) throws -> CustomerTable {
  var transactions = TransactionRecipe(
    customer: ["who"], date: "when", invoice: "invoice", quantity: "pieces", price: "price")
  change(&transactions)
  return try readCustomers(
    from: MemorySource(rows, batchSize: 4),
    recipe: Recipe(conditions: conditions, transactions: transactions))
}

@Suite("Cleaning")
struct CleaningTests {
  @Test func `a row counts for the first rule that drops it`() throws {
    let ledger = try read().ledger

    #expect(
      ledger.dropped == [
        Ledger.Drop(rule: "missing_customer", rowCount: 1),
        Ledger.Drop(rule: "non_positive_price", rowCount: 1),
        Ledger.Drop(rule: "returns", rowCount: 0),
        Ledger.Drop(rule: "missing_date", rowCount: 1),
        Ledger.Drop(rule: "missing_amount", rowCount: 1),
        Ledger.Drop(rule: "missing_invoice", rowCount: 1),
      ])
    #expect(ledger.rowsIn == 9)
    #expect(ledger.rowsKept == 4)
  }

  @Test func `rules run in the order listed`() throws {
    let ledger = try read { $0.drop = [.nonPositivePrice, .nonPositiveQuantity, .missingCustomer] }
      .ledger

    #expect(
      ledger.dropped.prefix(4) == [
        Ledger.Drop(rule: "non_positive_price", rowCount: 2),
        Ledger.Drop(rule: "non_positive_quantity", rowCount: 1),
        Ledger.Drop(rule: "missing_customer", rowCount: 0),
        Ledger.Drop(rule: "returns", rowCount: 0),
      ])
  }

  @Test func `rows without a customer are dropped even where no rule says so`() throws {
    let ledger = try read {
      $0.drop = []
      $0.returns = .ignore
    }.ledger

    #expect(ledger.dropped.first == Ledger.Drop(rule: "missing_customer", rowCount: 1))
  }

  @Test func `duplicates and missing cells are looked for in every column`() throws {
    let ledger = try read { $0.drop = [.missingAny, .duplicateRows] }.ledger

    #expect(
      ledger.dropped.prefix(2) == [
        Ledger.Drop(rule: "missing_any", rowCount: 5),
        Ledger.Drop(rule: "duplicate_rows", rowCount: 1),
      ])
    #expect(ledger.rowsKept + ledger.dropped.map(\.rowCount).reduce(0, +) == 9)
  }

  @Test(arguments: [
    (Condition.Test.is(.text("FR")), 3), (.in([.text("FR"), .text("DE")]), 4),
    (.notIn([.text("FR"), .text("DE")]), 5), (.is(.number(3)), 0),
  ])
  func `conditions on text`(test: Condition.Test, passing: Int) throws {
    let ledger = try read(conditions: [Condition(column: "country", test: test)]).ledger

    #expect(ledger.dropped[0] == Ledger.Drop(rule: "where", rowCount: 9 - passing))
  }

  @Test(arguments: [
    (Condition.Test.min(.number(1)), 7), (.max(.number(0)), 2), (.is(.number(3)), 2),
    (.is(.text("3")), 2), (.in([.bool(true), .number(3)]), 7),
  ])
  func `conditions on numbers`(test: Condition.Test, passing: Int) throws {
    let ledger = try read(conditions: [Condition(column: "price", test: test)]).ledger

    #expect(ledger.dropped[0] == Ledger.Drop(rule: "where", rowCount: 9 - passing))
  }

  @Test(arguments: [
    (Condition.Test.min(.text("1970-01-11")), 8), (.min(.text("1970-01-11T00:00:01")), 0),
    (.max(.text("1970-01-11")), 8), (.max(.text("1970-01-10")), 0),
    (.is(.text("1970-01-11")), 8), (.notIn([.text("1970-01-11")]), 1),
  ])
  func `conditions on dates`(test: Condition.Test, passing: Int) throws {
    let ledger = try read(conditions: [Condition(column: "when", test: test)]).ledger

    #expect(ledger.dropped[0] == Ledger.Drop(rule: "where", rowCount: 9 - passing))
  }

  @Test func `the first three rows of a rule are kept as they were read`() throws {
    let ledger = try read(conditions: [
      Condition(column: "country", test: .is(.text("UK")))
    ]).ledger

    let examples = try #require(ledger.examples["where"])
    #expect(examples.map { $0.cells[0].text } == ["b", "b", "b"])
    #expect(examples[2].cells[3] == Ledger.Cell(name: "pieces", text: "-1"))
  }

  @Test func `amounts too large to add up count as missing and unreadable`() throws {
    let table = Table([
      ("who", .texts(["a", "a"])), ("when", .dates([0, 0])), ("spent", .numbers([1e15, 2])),
    ])

    let customers = try readCustomers(
      from: MemorySource(table),
      recipe: Recipe(
        transactions: TransactionRecipe(customer: ["who"], date: "when", amount: "spent")))

    #expect(customers.table["monetary"]?.numbers == [2])
    #expect(customers.ledger.unreadable == ["spent": 1])
    #expect(customers.ledger.dropped.last == Ledger.Drop(rule: "missing_amount", rowCount: 1))
    #expect(
      customers.ledger.notes.first
        == "1 amount of 1e15 or more: too large to add up, taken for missing")
  }
}
