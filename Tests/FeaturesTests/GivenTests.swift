import Features
import Matrices
import Tables
import Testing

private let people = Table([
  ("id", .texts(["7", "007", "7", nil], areNumbers: false)),
  ("age", .numbers([20, 30, 40, .nan])), ("city", .texts(["Rome", "Bern", "Rome", "Rome"])),
  ("born", .dates([1, 2, 3, 4])),
])

@Suite("Tables of customers")
struct GivenTests {
  @Test func `rows are customers, in their order, with columns by name, and keep their ids`() throws
  {
    let customers = try readCustomers(
      from: MemorySource(people, batchSize: 3), recipe: Recipe(id: ["id"]))

    #expect(customers.table.names == ["age", "born", "city"])
    #expect(customers.table.rowCount == 4)
    #expect(customers.identifiers[0].labels == [Label("7"), Label("007")])
    #expect(customers.identifiers[0].codes == [0, 1, 0, -1])
    #expect(
      customers.warnings == [
        "1 row has no id and is kept",
        "1 row repeats an id, first \"7\"; each row counts as a customer",
      ])
    #expect(customers.asOf == nil)
    #expect(customers.ledger.rowsIn == 4)
    #expect(customers.ledger.rowsKept == 4)
    #expect(customers.ledger.roles == [Ledger.Role(role: "id", column: "id")])
  }

  @Test func `more rows than can be put in order are refused`() throws {
    let all = try readCustomers(from: TableSource(people), recipe: Recipe(id: ["id"]), rowLimit: 4)
    #expect(all.table.rowCount == 4)

    let error = #expect(throws: FeatureError.self) {
      try readCustomers(from: TableSource(people), recipe: Recipe(id: ["id"]), rowLimit: 3)
    }

    #expect(
      error?.description
        == "the data has 4 rows to cluster but at most 3 can be put in order; send fewer rows, such "
        + "as a sample of them")
  }

  @Test func `an id of numbers goes back as numbers`() throws {
    let table = Table([("key", .numbers([17850, 3.5])), ("x", .numbers([1, 2]))])

    let customers = try readCustomers(from: TableSource(table), recipe: Recipe(id: ["key"]))

    #expect(
      customers.identifiers[0].labels == [
        Label("17850", isNumber: true), Label("3.5", isNumber: true),
      ])
  }

  @Test func `an id of two columns`() throws {
    let table = Table([
      ("country", .texts(["UK", "FR", "UK"])), ("id", .numbers([1, 1, 1])),
      ("x", .numbers([1, 2, 3])),
    ])

    let customers = try readCustomers(
      from: TableSource(table), recipe: Recipe(id: ["country", "id"]))

    #expect(customers.identifiers.map(\.codes) == [[0, 1, 0], [0, 0, 0]])
    #expect(
      customers.warnings == [
        "1 row repeats an id, first \"UK, 1\"; each row counts as a customer"
      ])
  }

  @Test func `conditions leave rows out, and labels that are not used go`() throws {
    let recipe = Recipe(
      id: ["id"], conditions: [Condition(column: "city", test: .is(.text("Bern")))])

    let customers = try readCustomers(from: MemorySource(people, batchSize: 2), recipe: recipe)

    #expect(customers.table.rowCount == 1)
    #expect(customers.table["city"] == .texts(["Bern"]))
    #expect(customers.identifiers[0] == TextColumn(codes: [0], labels: [Label("007")]))
    #expect(customers.ledger.dropped == [Ledger.Drop(rule: "where", rowCount: 3)])
    #expect(customers.ledger.examples["where"]?.count == 3)
    #expect(customers.ledger.rowsKept == 1)
  }

  @Test func `only the named features are read, and what is wanted alongside`() throws {
    let recipe = Recipe(id: ["id"], features: [FeatureRule(column: "age")])

    let customers = try readCustomers(
      from: MemorySource(people), recipe: recipe, alongside: [ColumnRequest("city")])

    #expect(customers.table.names == ["age", "city"])
  }

  @Test func `a feature that is to be encoded is read as text`() throws {
    let recipe = Recipe(features: [FeatureRule(column: "age", encode: .oneHot)])

    let customers = try readCustomers(from: TableSource(people), recipe: recipe)
    let fit = try Preparation.fit(recipe, to: customers)

    #expect(fit.preparation.outputNames == ["age=20", "age=30", "age=40"])
  }

  @Test func `a model takes its columns by name and kind, and does without the id`() throws {
    let recipe = Recipe(id: ["id"], features: [FeatureRule(column: "age", scale: Scaling.none)])
    let customers = try readCustomers(from: MemorySource(people), recipe: recipe)
    let fit = try Preparation.fit(recipe, to: customers)
    let table = Table([("extra", .numbers([0])), ("age", .texts(["25"]))])

    let new = try readCustomers(
      from: TableSource(table), recipe: recipe, needs: fit.preparation.needs)
    let prepared = try fit.preparation.apply(to: new)

    #expect(new.identifiers.isEmpty)
    #expect(new.warnings == ["the model does not know \"extra\"; ignored"])
    #expect(prepared.matrix.values == [25])
  }

  @Test func `columns that the model needs and that are not there`() throws {
    let recipe = Recipe(id: ["id"])

    let error = try #require(throws: FeatureError.self) {
      try readCustomers(
        from: MemorySource(people), recipe: recipe,
        needs: [ColumnRequest("age", as: .number), ColumnRequest("spend", as: .number)])
    }

    #expect(error == .missingFeature(missing: ["spend"], got: ["id", "age", "city", "born"]))
  }

  @Test func `an id that is not there`() throws {
    let error = try #require(throws: FeatureError.self) {
      try readCustomers(from: MemorySource(people), recipe: Recipe(id: ["ID_"]))
    }

    #expect(
      error.description
        == "id names the column \"ID_\", which is not there; did you mean \"id\"?")
  }

  @Test func `the fit says which rules it used, in full`() throws {
    let customers = try readCustomers(from: MemorySource(people), recipe: Recipe(id: ["id"]))

    let fit = try Preparation.fit(
      Recipe(id: ["id"]), to: customers)

    let full = FeatureRule(
      column: "age", impute: .median, outliers: OutlierRule.none, transform: Transform.none,
      scale: .standard, encode: .oneHot, levels: 25, unseen: .zero, weight: 1)
    var city = full
    city.column = "city"
    // To name an encoding would make a number a category where the rules are used again.
    var age = full
    (age.encode, age.levels, age.unseen) = (nil, nil, nil)
    #expect(fit.rules == [age, city])
    #expect(fit.imputed == ["age": 1])
    #expect(fit.warnings == ["\"born\" holds dates and is left out"])
  }
}
