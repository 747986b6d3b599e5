import JSON
import JSONRPC
import Testing

@testable import SegmentService

/// Tables joined to transactions and to customers, through the service.
@Suite("Joins")
struct JoinTests {
  @Test func `lookup tables are kept with the model, tables of customers come again`() throws {
    let desk = Desk()
    let fit = try desk.ask("fit", Small.fit())

    let alone = try desk.refusal("assign", "{\"model\":\"m\",\"data\":\(Small.sales)}")
    let joined = try desk.ask(
      "assign", "{\"model\":\"m\",\"data\":\(Small.sales),\"joins\":[\(Small.people)]}")
    let tooMany = try desk.refusal(
      "assign",
      "{\"model\":\"m\",\"data\":\(Small.sales),"
        + "\"joins\":[\(Small.people),\(Small.people),\(Small.people)]}")

    expect(
      alone, 1014, "data_needed",
      "the model joins customers' attributes by c (recipe.join[0]) and keeps none of them; "
        + "send their rows again as joins[0]")
    #expect(alone["needs"] == "joins[0]")
    expect(
      tooMany, -32602, "invalid_params", "joins is a list of 3 but must be a list of at most 2")
    #expect(
      try joined.integers("segment") == desk.trainingSegments("m"))
    #expect(
      try fit.strings("features") == [
        "recency", "frequency", "monetary", "family=Big", "family=Small", "age",
      ])
    #expect(
      try fit.strings("ledger.notes") == [
        "1 kept row finds no match in transactions.join[0], such as \"9\"",
        "1 kept row finds no match in transactions.join[1]",
        "no column names the invoices, so the distinct days of a customer count as orders",
      ])
  }

  @Test func `who never bought is in no segment, and is told apart`() throws {
    let desk = Desk()

    let fit = try desk.ask("fit", Small.fit())
    let profile = try desk.ask("profile", "{\"model\":\"m\"}")
    let assigned = try desk.ask(
      "assign",
      "{\"model\":\"m\",\"data\":\(Small.sales),\"joins\":[\(Small.people),\(Small.people)],"
        + "\"detail\":true}")

    #expect(try fit.at("without_purchase.customers") == 2)
    #expect(try profile.at("without_purchase.customers") == 2)
    #expect(try fit.number("n") == 4)
    #expect(try fit.list("segments").map { try $0.number("size") }.reduce(0, +) == 4)
    #expect(try assigned.strings("ids") == ["a", "b", "c", "d", "e", "f"])
    #expect(try Array(assigned.integers("segment").suffix(2)) == [0, 0])
    #expect(try assigned.text("names.0") == "No purchase")
    #expect(try assigned.strings("name").suffix(2) == ["No purchase", "No purchase"])
    for name in ["distance", "margin", "percentile", "runner_up", "outlier"] {
      #expect(try assigned.list(name).suffix(2) == [.null, .null], "\(name)")
    }
    for name in ["imputed", "out_of_range", "unseen"] {
      #expect(try assigned.list(name).count == 6, "\(name)")
    }
  }

  @Test func `customers that the master table lacks are segmented, with a note`() throws {
    let desk = Desk()
    let few = "{\"columns\":{\"c\":[\"a\",\"z\"]}}"

    let fit = try desk.ask("fit", Small.fit(master: few))

    #expect(try fit.at("without_purchase.customers") == 1)
    #expect(
      try fit.strings("ledger.notes").last
        == "3 of 4 customers with purchases not in the master table, and segmented all the same")
  }

  @Test func `a key that is there twice is refused with the first example`() throws {
    let desk = Desk()
    let twice = "{\"columns\":{\"p\":[7,1,\"1\"],\"cat\":[\"x\",\"y\",\"z\"]}}"
    let people = "{\"columns\":{\"c\":[\"a\",\"b\",\"a\"],\"born\":[null,null,null]}}"

    let lookup = try desk.refusal("fit", Small.fit(products: twice))
    let attributes = try desk.refusal("fit", Small.fit(people: people))
    let master = try desk.refusal("fit", Small.fit(master: people))

    expect(
      lookup, 1004, "bad_data",
      "transactions.join[0] finds the key \"1\" twice in \"p\", in the rows 1 and 2; each key may "
        + "be there once")
    expect(
      attributes, 1004, "bad_data",
      "join[0] finds the key \"a\" twice in \"c\", in the rows 0 and 2; each key may be there once")
    expect(
      master, 1004, "bad_data",
      "transactions.customers finds the key \"a\" twice in \"c\", in the rows 0 and 2; each key may "
        + "be there once")
  }

  @Test func `the recipe of the reply makes the same model again, without anybody's rows`() throws {
    let desk = Desk()
    let fit = try desk.ask("fit", Small.fit())
    let recipe = try fit.at("recipe")

    let empty = try desk.ask(
      "fit", "{\"model\":\"n\",\"data\":\(Small.sales),\"k\":2,\"recipe\":\(recipe)}")
    let refilled = recipe.description.replacing(
      "{\"columns\":{\"c\":[],\"born\":[],\"w\":[]}}", with: Small.people)
    let same = try desk.ask(
      "fit", "{\"model\":\"o\",\"data\":\(Small.sales),\"k\":2,\"recipe\":\(refilled)}")

    #expect(!recipe.description.contains("1990"))
    #expect(try recipe.strings("transactions.spread.values") == ["Big", "Small"])
    #expect(try empty.at("without_purchase.customers") == 0)
    #expect(try same.at("segments") == fit.at("segments"))
    #expect(try same.at("recipe") == recipe)
  }

  @Test func `values of the spread column that training never saw are told`() throws {
    let desk = Desk()
    let recipe = """
      {"transactions":{"customer":"c","date":"d","amount":"m",
       "spread":{"column":"kind","as":"count"}}}
      """
    try desk.ask(
      "fit",
      """
      {"model":"s","k":2,"recipe":\(recipe),"data":{"records":[
        {"c":1,"d":"2020-01-01","m":5,"kind":"x"},{"c":2,"d":"2020-01-02","m":50,"kind":"y"},
        {"c":3,"d":"2020-01-03","m":7,"kind":"x"}]}}
      """)

    let reply = try desk.ask(
      "assign",
      """
      {"model":"s","data":{"records":[{"c":9,"d":"2020-01-01","m":5,"kind":"new"},
        {"c":9,"d":"2020-01-01","m":1,"kind":"x"}]}}
      """)

    #expect(try reply.strings("ids") == ["9"])
    #expect(
      try reply.strings("warnings") == [
        "column \"kind\" holds values that the model never saw: new"
      ])
  }

  @Test func `as_of means nothing to a table of customers, and derive needs a date there`() throws {
    let desk = Desk()
    let people = "{\"columns\":{\"c\":[1,2,3],\"born\":[\"1990-01-31\",\"2000-02-29\",null]}}"
    let undated = try desk.refusal(
      "fit",
      """
      {"model":"t","data":\(people),"k":2,"recipe":{"id":"c",
       "derive":[{"name":"age","from":"born","as":"years_since"}]}}
      """)
    let fit = try desk.ask(
      "fit",
      """
      {"model":"t","data":\(people),"k":2,"recipe":{"id":"c",
       "derive":[{"name":"age","from":"born","as":"years_since","of":"2021-02-28"}]}}
      """)

    let dated = try desk.refusal("assign", "{\"model\":\"t\",\"data\":\(people),\"as_of\":\"max\"}")

    expect(
      undated, -32602, "invalid_params",
      "recipe.derive[0].of is left out but must be a date, for a table of customers has no as-of "
        + "date")
    expect(
      dated, -32602, "invalid_params",
      "as_of is \"max\" but must be left out, for the model knows a table of customers and measures "
        + "no days")
    #expect(try fit.strings("features") == ["age"])
    // Completed years: 31 and, the day before the birthday of a leap day, 20.
    let ages = try fit.list("segments").map { try $0.number("center.age") }
    #expect(Set(ages) == [31, 20])
    #expect(try fit.strings("warnings") == [])
  }

  @Test func `stored tables and files are joined as inline rows are`() throws {
    let desk = Desk()
    let inline = try desk.ask("fit", Small.fit())
    try desk.ask("tables.put", "{\"table\":\"products\",\"data\":\(Small.products)}")
    try desk.ask("tables.put", "{\"table\":\"people\",\"data\":\(Small.people)}")

    let stored = try desk.ask(
      "fit",
      Small.fit(
        name: "q", products: "{\"table\":\"products\"}", people: "{\"table\":\"people\"}",
        master: "{\"table\":\"people\"}"))
    let missing = try desk.refusal("fit", Small.fit(products: "{\"table\":\"product\"}"))

    #expect(try stored.at("segments") == inline.at("segments"))
    #expect(
      try stored.at("recipe.transactions.join.0.data").description == "{\"table\":\"products\"}")
    #expect(missing.kind == "table_not_found")
  }
}

/// A few sales, the products and families they are joined with, and the people who bought.
enum Small {
  static let sales = """
    {"records":[{"c":"a","d":"2020-01-01","p":1,"q":2,"u":5,"land":"UK"},
     {"c":"a","d":"2020-02-01","p":2,"q":1,"u":7,"land":"UK"},
     {"c":"b","d":"2020-01-05","p":1,"q":1,"u":5,"land":"FR"},
     {"c":"c","d":"2020-01-09","p":9,"q":4,"u":5,"land":"FR"},
     {"c":"d","d":"2020-03-09","p":2.0,"q":4,"u":2,"land":"DE"}]}
    """
  static let products =
    "{\"columns\":{\"p\":[1,2,3],\"cat\":[\"Bikes\",\"Hats\",\"Bells\"],\"sub\":[10,20,20]}}"
  static let families = "{\"columns\":{\"key\":[10,20],\"family\":[\"Big\",\"Small\"]}}"
  static let people =
    "{\"columns\":{\"c\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"],\"born\":[\"1990-02-28\","
    + "\"2000-01-01\",\"1988-02-29\",\"1970-06-06\",\"1999-01-01\",null],\"w\":[1,2,3,4,5,6]}}"

  static func fit(
    name: String = "m", products: String = products, people: String = people,
    master: String = people
  ) -> String {
    """
    {"model":"\(name)","data":\(sales),"k":2,"recipe":{"transactions":{"customer":"c","date":"d",
      "quantity":"q","price":"u","join":[{"data":\(products),"on":"p"},
       {"data":\(families),"on":"sub","right_on":"key"}],
      "spread":{"column":"family","as":"share"},"carry":["land"],
      "customers":{"data":\(master),"on":"c"}},
     "join":[{"data":\(people),"on":"c"}],
     "derive":[{"name":"age","from":"born","as":"years_since"}]}}
    """
  }
}
