import Features
import Tables
import Testing

@Suite("Recipe")
struct RecipeTests {
  private let transactions = TransactionRecipe(
    customer: ["who"], date: "when", quantity: "pieces", price: "price")

  private func fault(_ recipe: Recipe) throws -> String {
    try #require(throws: FeatureError.self) { try recipe.validate() }.description
  }

  private func fault(_ change: (inout TransactionRecipe) -> Void) throws -> String {
    var changed = transactions
    change(&changed)
    return try fault(Recipe(transactions: changed))
  }

  @Test func `the defaults are the protocol's`() throws {
    let recipe = TransactionRecipe(customer: ["c"], date: "d", amount: "a")

    #expect(recipe.asOf.wireName == "max+1d")
    #expect(recipe.dayCount.wireName == "elapsed")
    #expect(recipe.returns.wireName == "drop")
    #expect(recipe.drop.map(\.wireName) == ["missing_customer", "non_positive_price"])
    #expect(recipe.measures.map(\.wireName) == ["recency", "frequency", "monetary"])
    #expect(recipe.frequencyCounts.wireName == "invoices")
    #expect(FeatureDefaults().impute.wireName == "median")
    #expect(FeatureDefaults().scale.wireName == "standard")
    try Recipe(transactions: recipe).validate()
  }

  @Test func `every choice is found by its wire name, the default first`() {
    #expect(Measure.wireNames.count == 12)
    #expect(Measure.wireNames.compactMap(Measure.init(wireName:)) == Measure.allCases)
    #expect(ReturnPolicy.wireNames == ["drop", "net", "ignore"])
    #expect(DayCount.wireNames == ["elapsed", "calendar"])
    #expect(FrequencyUnit.wireNames == ["invoices", "rows", "days"])
    #expect(Transform.wireNames == ["none", "log1p", "sqrt", "yeo-johnson"])
    #expect(Scaling.wireNames == ["standard", "minmax", "robust", "none"])
    #expect(UnseenPolicy.wireNames == ["zero", "other", "error"])
    #expect(Imputation.wireNames.compactMap { Imputation(wireName: $0)?.wireName }.count == 4)
    #expect(AsOf(wireName: "yesterday") == nil)
  }

  @Test func `money needs amounts`() throws {
    #expect(
      try fault { $0.price = nil }
        == "transactions.amount is left out but must be a column, or quantity and price both "
        + "columns, to measure monetary")
  }

  @Test func `pieces need quantities`() throws {
    #expect(
      try fault {
        $0 = TransactionRecipe(customer: ["c"], date: "d", amount: "a", measures: [.items])
      } == "transactions.quantity is left out but must be a column, to measure items")
  }

  @Test func `lists name a thing once`() throws {
    #expect(
      try fault { $0.measures = [.recency, .recency] }
        == "transactions.measures is one that names a measure twice but must be "
        + "a list of different measures")
    #expect(
      try fault { $0.customer = [] }
        == "transactions.customer is empty but must be a column or a list of columns")
    #expect(
      try fault(Recipe(features: [FeatureRule(column: "a"), FeatureRule(column: "a")]))
        == "features[1].column is \"a\" again but must be named once")
  }

  @Test func `numbers have bounds`() throws {
    #expect(
      try fault { $0.windowDays = 0 }
        == "transactions.window_days is 0 but must be between 1 and 1000000")
    #expect(
      try fault(Recipe(features: [FeatureRule(column: "a", levels: 1_001)]))
        == "features[0].levels is 1001 but must be between 1 and 1000")
    #expect(
      try fault(Recipe(defaults: FeatureDefaults(weight: 0)))
        == "defaults.weight is 0 but must be above 0 and at most 1000000")
    #expect(
      try fault(
        Recipe(features: [FeatureRule(column: "a", impute: .number(-2), transform: .log1p)]))
        == "features[0].impute is -2 but must be a number that log1p is defined for")
  }

  @Test func `a bound must be a number or a date`() throws {
    let recipe = Recipe(conditions: [Condition(column: "x", test: .min(.text("many")))])
    let source = MemorySource([("x", .numbers([1]))])

    let error = try #require(throws: FeatureError.self) {
      try readCustomers(from: source, recipe: recipe)
    }

    #expect(
      error.description == "where[0].min is \"many\" but must be a number or a date")
  }

  @Test func `a column cannot be read as two kinds`() throws {
    var recipe = transactions
    recipe.quantity = "when"
    let source = MemorySource([
      ("who", .texts(["a"])), ("when", .dates([1])), ("price", .numbers([1])),
    ])

    let error = try #require(throws: FeatureError.self) {
      try readCustomers(from: source, recipe: Recipe(transactions: recipe))
    }

    #expect(
      error.description
        == "transactions.quantity is \"when\", which is read as date already but must be a column "
        + "of its own, of kind number")
  }

  @Test func `a column that is not there, with the place that names it`() throws {
    var recipe = transactions
    recipe.price = "prize"
    let source = MemorySource([
      ("who", .texts(["a"])), ("when", .dates([1])), ("price", .numbers([1])),
      ("pieces", .numbers([1])),
    ])

    let error = try #require(throws: FeatureError.self) {
      try readCustomers(from: source, recipe: Recipe(transactions: recipe))
    }

    #expect(
      error.description
        == "transactions.price names the column \"prize\", which is not there; "
        + "did you mean \"price\"?")
  }
}
