import SegmentClient
import SegmentProtocol
import Testing

@Suite("Words")
struct WordTests {
  @Test func `the client's words are the protocol's`() {
    #expect(DetailColumn.allCases.map(\.rawValue) == AssignDetail.columnNames)
    #expect(Transactions.DropRule.allCases.map(\.rawValue) == RecipeSchema.dropRules)
    #expect(Transactions.Measure.allCases.map(\.rawValue) == RecipeSchema.measures)
    #expect(RFMRule.allCases.map(\.rawValue) == RFM.ruleNames)
  }

  @Test func `every word of a recipe is one that the daemon takes`() async throws {
    let client = try await Client.spawn(Daemon.program)
    let lookup: Rows = .columns(["land": ["UK", "DE"], "zone": ["west", "east"]])
    for returns in Transactions.Returns.allCases {
      for purchase in Transactions.Purchase.allCases {
        for kind in Transactions.Spread.Kind.allCases {
          let recipe = Recipe(
            where: [
              .isIn("land", ["UK", "DE"]), .range("pieces", min: 1), .isNotIn("bill", ["x"]),
            ],
            transactions: Transactions(
              customer: "who", date: "day", invoice: "bill", quantity: "pieces", price: "price",
              asOf: "2025-01-01", dayCount: .calendar, windowDays: 700, returns: returns,
              drop: Transactions.DropRule.allCases, measures: Transactions.Measure.allCases,
              frequencyCounts: purchase, join: [Join(lookup, on: "land", columns: ["zone"])],
              carry: ["zone"], spread: .init("land", as: kind)),
            features: [
              Feature("recency", Steps(impute: .number(3), outliers: .kept, transform: .sqrt)),
              Feature(
                "monetary",
                Steps(
                  outliers: .init(.quantiles(0.05, 0.95, factor: 2), do: .clip), transform: .log1p,
                  scale: .robust)),
              Feature("items", Steps(outliers: .init(.mad(50), do: .flag), scale: .minmax)),
              Feature("zone", Steps(encode: .onehot, levels: 3, unseen: .other, weight: 0.5)),
            ],
            defaults: Steps(impute: .mean, outliers: .init(.iqr(30), do: .drop)),
            components: .count(2))

          let look = try await client.describe(Samples.purchases, recipe: recipe)

          #expect(look.customers?.rows == 12)
          #expect(look.features == ["PC1", "PC2"])
          // What came back can be sent again.
          let again = try await client.describe(Samples.purchases, recipe: look.recipe)
          #expect(again.recipe == look.recipe)
        }
      }
    }
    await client.close()
  }

  @Test func `customers' attributes and dates are joined and derived`() async throws {
    let client = try await Client.spawn(Daemon.program)
    let people: Rows = .columns([
      "key": Column((0..<12).map { 1000 + $0 }),
      "born": Column((0..<12).map { "19\(60 + $0)-05-01" }),
    ])
    let recipe = Recipe(
      transactions: Samples.trade, join: [Join(people, on: "who", rightOn: "key")],
      derive: [Derivation("age", from: "born", as: .yearsSince, of: "2024-01-01")],
      features: ["monetary", "age"])

    let model = try await client.fit("m", Samples.purchases, k: 2, recipe: recipe)

    #expect(model.features == ["monetary", "age"])
    let needed = await #expect(throws: SegmentdError.self) {
      try await model.assign(Samples.purchases)
    }
    #expect(needed?.kind == .dataNeeded)
    #expect(try await model.assign(Samples.purchases, joins: [people]).segments.count == 12)
    await client.close()
  }

  @Test func `an error of every kind of the protocol is known by a name`() {
    let known: [SegmentdError.Kind] = [
      .modelNotFound, .missingFeature, .badData, .tooFewRows, .degenerate, .tableNotFound,
      .pathNotAllowed, .fileUnreadable, .messageTooLarge, .timeout, .shuttingDown, .dataNeeded,
      .memoryLimit, .unauthorized, .forbidden, .storage, .corruptModel,
    ]

    #expect(Set(known.map(\.rawValue)) == Set(ErrorKind.allCases.map(\.rawValue)))
    #expect(SegmentdError.Kind.parseError.rawValue == "parse_error")
    #expect(SegmentdError.Kind.internalError.rawValue == "internal")
    #expect(SegmentdError.Kind.overloaded.rawValue == "overloaded")
  }

  @Test func `equal cells are one, however they are kept`() {
    let cells: Set<Cell> = [5, 5.0, "5", 5.5, nil, true, .parts([1, "a"]), .parts([1.0, "a"])]

    #expect(cells.count == 6)
  }
}
