import Features
import Tables
import Testing

@Suite("Preparation errors")
struct PreparationErrorTests {
  private func description(_ table: Table, _ recipe: Recipe) throws -> String {
    try #require(throws: FeatureError.self) { try fit(table, recipe) }.description
  }

  @Test func `a column that is not there, with the nearest name`() throws {
    let recipe = Recipe(features: [FeatureRule(column: "Spend")])

    #expect(
      try description(Table([("spent", .numbers([1, 2])), ("age", .numbers([1, 2]))]), recipe)
        == "features[0].column names the column \"Spend\", which is not there; "
        + "did you mean \"spent\"?")
  }

  @Test func `a date by name`() throws {
    let recipe = Recipe(features: [FeatureRule(column: "born")])

    #expect(
      try description(Table([("born", .dates([1, 2]))]), recipe)
        == "features[0].column is \"born\", which holds dates but must be a column of numbers or text"
    )
  }

  @Test func `all rows alike`() throws {
    #expect(
      try description(Table([("x", .numbers([1, 1])), ("y", .texts(["a", "a"]))]), Recipe())
        == "all 2 rows are alike in every feature, so there is nothing to tell them apart; "
        + "send rows that differ or name other features")
    #expect(
      try description(Table([("x", .numbers([1]))]), Recipe())
        == "one row has nothing to differ from; send at least two that differ")
  }

  @Test func `no feature left`() throws {
    #expect(
      try description(
        Table([("when", .dates([1, 2])), ("x", .numbers([.nan, .nan]))]), Recipe())
        == "no column is left to make a feature of: \"when\" holds dates; "
        + "\"x\" has no value in any row")
    #expect(
      try description(Table([("x", .numbers([1, 2]))]), Recipe(exclude: ["x"]))
        == "there is no column to make a feature of; send columns of numbers or text besides the id"
    )
  }

  @Test func `no rows`() throws {
    #expect(
      try description(Table([("x", .numbers([]))]), Recipe())
        == "the data has no rows; send at least one")

    var ledger = Ledger()
    ledger.rowsIn = 5
    ledger.dropped = [
      Ledger.Drop(rule: "missing_customer", rowCount: 4), Ledger.Drop(rule: "returns", rowCount: 1),
    ]
    let customers = CustomerTable(table: Table([("x", .numbers([]))]), ledger: ledger)
    let error = try #require(throws: FeatureError.self) {
      try Preparation.fit(Recipe(), to: customers)
    }
    #expect(
      error.description
        == "none of 5 rows is left after cleaning (missing_customer 4, returns 1); "
        + "loosen \"where\" or \"drop\", or send other rows")
  }

  @Test func `no rows but one, and customers without a purchase`() {
    let one = FeatureError.tooFewRows(
      rowsIn: 1, dropped: [Ledger.Drop(rule: "missing_customer", rowCount: 1)])
    let returns = FeatureError.tooFewRows(rowsIn: 2, dropped: [])

    #expect(
      one.description
        == "the only row is not left after cleaning (missing_customer 1); "
        + "loosen \"where\" or \"drop\", or send other rows")
    #expect(
      returns.description == "no customer has a purchase, only returns; send purchases too")
  }

  @Test func `values too large to be scaled`() throws {
    #expect(
      try description(Table([("x", .numbers([1e308, -1e308, 1e308]))]), Recipe())
        == "the values of \"x\", from -1e+308 to 1e+308, are too large or too small to be scaled; "
        + "send them in another unit")
  }

  @Test func `columns the model needs`() throws {
    let fit = try fit(
      Table([("x", .numbers([1, 2])), ("y", .numbers([1, 2]))]), Recipe())

    let error = try #require(throws: FeatureError.self) {
      try fit.preparation.apply(to: CustomerTable(table: Table([("z", .numbers([1]))])))
    }

    #expect(error == .missingFeature(missing: ["x", "y"], got: ["z"]))
    #expect(
      error.description
        == "the model needs \"x\", \"y\" and the data has \"z\"; send every column that the model "
        + "was fitted with, under the same name")
  }

  @Test func `too many values where unseen ones are an error`() throws {
    let recipe = Recipe(features: [FeatureRule(column: "c", levels: 1, unseen: .error)])

    #expect(
      try description(Table([("c", .texts(["a", "b"]))]), recipe)
        == "levels is 1 but must be at least 2, the number of values of \"c\", "
        + "or \"unseen\" other than error")
  }
}
