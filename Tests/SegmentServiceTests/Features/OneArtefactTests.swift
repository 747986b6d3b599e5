import JSON
import JSONRPC
import Testing

@testable import SegmentService

/// Clean, join, measure, impute, clip, transform, encode, scale, project, nearest centre: one model.
@Suite("Feature 3: one artefact from raw transactions to label")
struct OneArtefactTests {
  /// Orders of a shop with every gap that real ones have, its products, and what it knows of its
  /// customers; not all of them are known.
  private struct Shop {
    var orders = Rows(
      names: ["who", "day", "invoice", "pieces", "price", "product", "country"],
      columns: Array(repeating: [], count: 7))
    var people = Rows(names: ["who", "income", "job"], columns: [[], [], []])
    let products = Rows(
      names: ["product", "category"],
      columns: [
        ["p0", "p1", "p2", "p3"].map(quoted), ["\"Bikes\"", "\"Helmets\"", "\"Bikes\"", "null"],
      ])
    private static let countries = ["UK", "France", "Spain", "Malta", "O'Brien's"].map(quoted)
    private static let jobs = ["Clerk", "Baker", "Smith"].map(quoted)

    init(seed: UInt64, customers: Int) {
      var generator = SeededGenerator(state: seed)
      func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
      func orMissing(_ cell: String, once count: Int) -> String {
        number(1...count) == 1 ? "null" : cell
      }
      for customer in 0..<customers {
        let isLarge = customer % 3 == 0
        for order in 0..<number(1...(isLarge ? 9 : 3)) {
          let price = Double(number(1...(isLarge ? 90_000 : 2_000))) / 100
          let cells = [
            quoted("c\(customer)"), quoted("2024-0\(number(1...9))-1\(number(0...9))"),
            orMissing(quoted("i\(customer)-\(order)"), once: 40),
            "\(number(1...20) == 1 ? -2 : number(1...6))", orMissing("\(price)", once: 25),
            orMissing(quoted("p\(number(0...4))"), once: 15),
            orMissing(Self.countries[number(0...4)], once: 9),
          ]
          for (index, cell) in cells.enumerated() { orders.columns[index].append(cell) }
        }
        if number(1...8) > 1 {
          people.columns[0].append("\"c\(customer)\"")
          people.columns[1].append(orMissing("\(number(1...100) * 1_000)", once: 5))
          people.columns[2].append(orMissing(Self.jobs[number(0...2)], once: 6))
        }
      }
    }
  }

  private static func recipe(_ shop: Shop) -> String {
    """
    {"where":[{"column":"price","max":899}],
     "transactions":{"customer":"who","date":"day","invoice":"invoice","quantity":"pieces",
       "price":"price","returns":"net","carry":["country"],
       "join":[{"data":\(shop.products.asColumns),"on":"product"}],
       "spread":{"column":"category","as":"share"},
       "measures":["recency","frequency","monetary","interval"]},
     "join":[{"data":\(shop.people.asColumns),"on":"who"}],
     "features":[
       {"column":"monetary","outliers":{"rule":{"iqr":1.5},"do":"clip"},
        "transform":"yeo-johnson"},
       {"column":"recency","outliers":{"rule":{"mad":4},"do":"drop"},"scale":"robust"},
       {"column":"frequency","transform":"log1p","scale":"minmax","weight":2},
       {"column":"interval","impute":"mean","outliers":{"rule":{"iqr":3},"do":"flag"}},
       {"column":"income","impute":40000,"transform":"sqrt"},
       {"column":"job","encode":"ordinal","unseen":"other"},
       {"column":"country","levels":3,"unseen":"other"},
       {"column":"category=Bikes"}],
     "pca":{"variance":0.9}}
    """
  }

  private func assign(
    _ desk: Desk, _ orders: Rows, _ people: Rows, detail: Bool = false
  ) throws -> JSONValue {
    try desk.ask(
      "assign",
      "{\"model\":\"shop\",\"data\":\(orders.asRecords),\"joins\":[\(people.asRows)],"
        + "\"detail\":\(detail)}")
  }

  @Test func `the training rows get the training segments, in any order, pieces and columns`()
    throws
  {
    var comparedCount = 0
    var outlierCount = 0
    for seed in 0..<4 as Range<UInt64> {
      let shop = Shop(seed: seed, customers: 150)
      let desk = Desk(threads: Int(seed % 2) + 1)
      let fit = try desk.ask(
        "fit",
        "{\"model\":\"shop\",\"data\":\(shop.orders.asColumns),\"k\":4,\"n_init\":2,"
          + "\"recipe\":\(Self.recipe(shop))}")
      let training = try desk.trainingSegmentsByCustomer("shop")
      var orders = shop.orders
      orders.names.append("unread")
      orders.columns.append(Array(repeating: "\"x\"", count: orders.count))
      orders = orders.keeping([
        "product", "unread", "price", "country", "day", "who", "invoice", "pieces",
      ])
      let byCustomer = shop.orders.grouped(by: ["who"]).map(\.rows)
      let groups = shuffled(byCustomer.count, seed: seed).map { byCustomer[$0] }

      for size in [1, 11, 150] {
        for start in stride(from: 0, to: groups.count, by: size) {
          let piece = groups[start..<min(start + size, groups.count)].flatMap { $0 }
          let reply = try assign(
            desk, orders.taking(shuffled(piece.count, seed: 3).map { piece[$0] }), shop.people)
          for (id, segment) in zip(try reply.list("ids"), try reply.integers("segment")) {
            #expect(segment == training[id.string ?? ""])
            comparedCount += 1
          }
        }
      }

      #expect(try fit.at("ledger.imputed").description != "{}")
      outlierCount += try fit.at("ledger.outliers")["monetary"]?.integer ?? 0
      #expect(try fit.number("pca.components") >= 2)
      #expect(try fit.at("recipe.features.0.transform") == "yeo-johnson")
    }
    print("one artefact: \(comparedCount) customers compared")
    #expect(comparedCount > 1_500)
    #expect(outlierCount > 5)
  }

  /// The second centre of three is left without rows and takes the farthest one.
  @Test func `a relocated centre keeps its rows`() throws {
    let desk = Desk()
    let data = "{\"columns\":{\"y\":[0,0.1,0.2,10,10.1,30]}}"

    let fit = try desk.ask(
      "fit",
      "{\"model\":\"m\",\"data\":\(data),\"init\":[[0],[10],[500]],\"refine\":\"none\","
        + "\"recipe\":{\"defaults\":{\"scale\":\"none\"}}}")
    let reply = try desk.ask("assign", "{\"model\":\"m\",\"data\":\(data)}")

    #expect(try fit.list("segments").map { try $0.at("size").integer } == [3, 2, 1])
    #expect(try reply.integers("segment") == desk.trainingSegments("m"))
    #expect(try reply.integers("segment") == [1, 1, 1, 2, 2, 3])
  }

  /// Missing numbers and texts in training, unseen texts afterwards; a row with neither is as before.
  @Test(arguments: [("zero", true), ("other", true), ("error", false)])
  func `missing and unseen cells get a segment, or the reason why not`(
    policy: String, isAssigned: Bool
  ) throws {
    let desk = Desk()
    let data = """
      {"columns":{"spend":[1,2,null,90,95,null,3],"city":["A","A","B","B",null,"C","A"]}}
      """
    try desk.ask(
      "fit",
      "{\"model\":\"m\",\"data\":\(data),\"k\":2,\"recipe\":{\"defaults\":"
        + "{\"unseen\":\"\(policy)\"}}}")
    let training = try desk.trainingSegments("m")

    let same = try desk.ask("assign", "{\"model\":\"m\",\"data\":\(data),\"detail\":true}")
    let unseen = try desk.ask(
      "assign",
      "{\"model\":\"m\",\"data\":{\"columns\":{\"city\":[\"Z\",\"A\"],\"spend\":[null,1]}},"
        + "\"detail\":true}")

    #expect(try same.integers("segment") == training)
    #expect(
      try same.list("imputed").map(\.description)
        == ["[]", "[]", "[\"spend\"]", "[]", "[\"city\"]", "[\"spend\"]", "[]"])
    #expect(try unseen.at("unseen.0").description == "[\"city\"]")
    #expect(try unseen.at("imputed.0").description == "[\"spend\"]")
    #expect(try (unseen.at("segment.0").integer != nil) == isAssigned)
    #expect(try unseen.at("segment.1").integer == training[0])
    if !isAssigned {
      #expect(
        try unseen.text("unassigned.0") == "\"city\" is \"Z\", which was not there in training")
    }
  }

  @Test func `outliers by the recipe's rule are told by feature`() throws {
    let desk = Desk()
    let data = "{\"columns\":{\"x\":[1,2,3,4,100],\"y\":[5,1,2,9,3]}}"
    let fit = try desk.ask(
      "fit",
      "{\"model\":\"m\",\"data\":\(data),\"k\":2,\"recipe\":{\"features\":[{\"column\":\"x\","
        + "\"outliers\":{\"rule\":{\"iqr\":1.5},\"do\":\"flag\"}},{\"column\":\"y\"}]}}")

    let reply = try desk.ask(
      "assign", "{\"model\":\"m\",\"data\":\(data),\"detail\":[\"outlier_features\"]}")

    #expect(try fit.at("ledger.outliers").description == "{\"x\":1}")
    #expect(try fit.at("n") == 5)
    #expect(
      try reply.list("outlier_features").map(\.description) == ["[]", "[]", "[]", "[]", "[\"x\"]"])
  }

  /// The row beyond the bounds takes no part in the fit, its profile and its silhouette.
  @Test func `a row that an outlier rule leaves out is assigned all the same`() throws {
    let desk = Desk()
    let data = "{\"columns\":{\"x\":[1,1.5,2,8,8.5,9,1000]}}"
    let recipe =
      "{\"defaults\":{\"scale\":\"none\",\"outliers\":{\"rule\":{\"iqr\":1.5},\"do\":\"drop\"}}}"
    let fit = try desk.ask(
      "fit", "{\"model\":\"m\",\"data\":\(data),\"k\":2,\"recipe\":\(recipe)}")

    let reply = try desk.ask("assign", "{\"model\":\"m\",\"data\":\(data)}")
    let profile = try desk.ask("profile", "{\"model\":\"m\"}")
    let again = try desk.ask("profile", "{\"model\":\"m\",\"data\":\(data)}")
    let score = try desk.ask("silhouette", "{\"model\":\"m\"}")

    #expect(try fit.at("n") == 6)
    #expect(try fit.list("segments").map { try $0.at("size").integer } == [3, 3])
    #expect(try fit.strings("warnings").contains("1 row left out of the fit for outliers"))
    let segments = try reply.integers("segment")
    #expect(segments[6] == segments[5])
    for reply in [profile, again] {
      #expect(try reply.list("segments").map { try $0.at("size").integer } == [3, 3])
      #expect(try reply.number("overall.features.x.max") == 9)
    }
    #expect(try score.at("used") == 6)
  }
}
