import Foundation
import SegmentClient
import SegmentProtocol
import Testing

@Suite("Methods")
struct MethodTests {
  @Test func `every method of the protocol can be asked, and its answer read`() async throws {
    let client = try await Client.spawn(Daemon.program)
    let shop = try await client.fit("shop", Samples.customers, k: 2, seed: 1)
    let recipe = Recipe(transactions: Samples.trade, features: ["recency", "monetary"])
    let trade = try await client.fit("trade", Samples.purchases, k: 2, recipe: recipe)
    try await judge(client, shop, trade)
    try await distribute(client, trade)
    try await keep(client, shop)
    let metrics = try await client.metrics()
    let document = try await client.discover()

    #expect(document["openrpc"]?.string?.hasPrefix("1.") == true)
    let asked = Set(metrics.json["methods"]?.object?.keys ?? [])
    // One cannot be told by whoever was ended by it; the other only a daemon with tokens asks for.
    let others: Set = ["server.metrics", "rpc.discover", "server.shutdown", "auth"]
    #expect(asked.union(others) == Set(MethodTable.methods.map(\.name)))
    #expect(metrics.errors.isEmpty)
    #expect(metrics.uptimeSeconds > 0)
    try await client.shutdown()
  }

  private func judge(_ client: Client, _ shop: Model, _ trade: Model) async throws {
    #expect(shop.segments.map(\.size) == [3, 3])
    #expect(shop.segments[0].center["spend"].map { ($0 * 1000).rounded() } == 946_667)
    #expect(shop.fit?.hasConverged == true && shop.fit?.isUnchanged == false)
    #expect(trade.ledger.invoices == 36 && trade.asOf != nil)

    let given = try await shop.assign(
      .rows(["spend", "recency"], [[900, 4], [50, 200], [nil, 1]]), detail: DetailColumn.allCases)
    #expect(given.segments == [1, 2, 1])
    #expect(given.segmentNames[0] == shop.segments[0].name)
    #expect(given.imputed == [[], [], ["spend"]])
    #expect(given.distances?.count == 3 && given.margins?.allSatisfy { $0 > 0 } == true)
    let customers = try await trade.assign(Samples.purchases)
    #expect(customers.ids == (0..<12).map { .integer(1000 + $0) })

    let profile = try await trade.profile(by: ["land"], trend: .quarter)
    #expect(profile.segments.map(\.size).reduce(0, +) == 12)
    #expect(profile.overall?.features["monetary"]?.max == 1_680)
    #expect(profile.by["land"]?.map(\.value) == ["DE", "UK"])
    #expect(profile.trend?.periods.first == "2024-Q1")
    let table = try await client.profileTable("trade", by: ["land"], trend: .month)
    #expect(table.segments.first?["feature"] != nil && !table.by.isEmpty && !table.trend.isEmpty)

    let silhouette = try await client.silhouette("shop", method: .exact, values: true)
    let values = try #require(silhouette.values)
    #expect(values.count == 6 && abs(silhouette.mean - values.reduce(0, +) / 6) < 1e-12)
    #expect(silhouette.segments.map(\.id) == [1, 2])
    let labelled = try await client.silhouette(
      "shop", Samples.customers, labels: ["x", "x", "x", "y", "y", "y"])
    #expect(labelled.segments.map(\.id) == ["x", "y"])

    let sweep = try await client.sweep(Samples.customers, kRange: 2...3, criteria: [.silhouette])
    #expect(sweep.choice.rows.map(\.k) == [2, 3] && sweep.suggested == 2)
    #expect(sweep.choice.votes["silhouette"]?.k == 2)
    let look = try await client.describe(
      Samples.purchases, recipe: Recipe(transactions: Samples.trade))
    #expect(look.rows == 36 && look.customers?.rows == 12)
    #expect(look.columns.first { $0.name == "price" }?.max == 120)
    let scores = try await client.rfm(Samples.purchases, Samples.trade, scores: 3, rule: .rankFirst)
    #expect(scores.ids.count == 12 && scores.columns["monetary"]?.max() == 1_680)
    let later = try await client.rfm(
      Samples.purchases, Samples.trade, scores: 3, rule: .rankFirst, cuts: scores.cuts)
    #expect(later.cuts == scores.cuts)

    let comparison = try await client.compare(
      "shop", .customers(["a", "b", "c", "d", "e", "g"], segments: [1, 1, 2, 2, 2, 2]))
    #expect(comparison.customers == 5 && comparison.entered.customers == 1)
    #expect(comparison.moved["1"]?["2"]?.customers == 1)
    #expect(comparison.table.customers.joined().reduce(0, +) == 5)
    let drift = try await shop.drift(Samples.customers)
    #expect(drift.n == 6 && drift.features.keys.sorted() == ["recency", "spend"])
    let stability = try await shop.stability(repeats: 5)
    #expect(stability.repeats == 5 && stability.segments.count == 2)
    let chart = try await shop.chart(.sizes)
    #expect(chart.spec["$schema"]?.string?.contains("vega-lite") == true)
    #expect(try JSONSerialization.jsonObject(with: Data(chart.text.utf8)) is [String: Any])
  }

  /// The customers of `trade` in two parts, from its centres to rest.
  private func distribute(_ client: Client, _ trade: Model) async throws {
    let scores = try await client.rfm(Samples.purchases, Samples.trade)
    let names = ["recency", "frequency", "monetary"]
    func part(_ rows: [Int]) -> Rows {
      var part = Rows.numbers(
        names, rows.map { row in names.map { scores.columns[$0]?[row] ?? .nan } })
      part.isMeasured = true
      return part
    }
    let parts = [part([0, 2, 4, 6, 8, 10]), part([1, 3, 5, 7, 9, 11])]
    var centers = trade.segments.map(\.scaledCenter)
    var counted = [SegmentClient.FitPart]()
    var step: SegmentClient.FitStep
    repeat {
      counted = []
      for part in parts {
        counted.append(try await client.fitPart("trade", part, centers: centers).part)
      }
      step = try await client.fitStep(centers: centers, parts: counted, tolerance: 0)
      if !step.hasConverged { centers = step.centers }
    } while !step.hasConverged
    #expect(step.n == 12 && step.counts.reduce(0, +) == 12)
    let drawn = try #require(
      try await client.fitPart(
        "trade", parts[0], draw: DrawnShare(count: 1e9, cost: 1, rowCount: 12, seed: 3)
      ).drawn)
    #expect(drawn.rows.count == 6 && drawn.weights == [1, 1, 1, 1, 1, 1])
    let reduced = try await client.fitReduce(
      points: drawn.rows, weights: drawn.weights, k: 2, restarts: 3)
    #expect(reduced.centers.count == 2 && reduced.inertiaError == 0)
    var everyone = part(Array(0..<12))
    everyone.ids = scores.ids
    let found = try await client.fitFinish(
      "far", base: "trade", centers: centers, parts: counted, sample: everyone,
      ledger: CountedRows(rowsKept: 30, dropped: ["returns": 6], customers: 12))
    #expect(found.segments.map(\.size).reduce(0, +) == 12)
    #expect(found.ledger.rowsIn == 36 && found.ledger.dropped == ["returns": 6])
    try await client.deleteModel("far")
  }

  private func keep(_ client: Client, _ shop: Model) async throws {
    let info = try await client.info()
    #expect(info.name == "segmentd" && info.role == "admin")
    #expect(info.methods.contains("fit") && info.limits["max_in_flight"] == 64)
    #expect(await client.isHealthy())

    let label = try await client.labelSegment("shop", 1, name: "Regulars", advice: ["Thank them."])
    #expect(label.name == "Regulars" && label.advice == ["Thank them."])
    #expect(try await client.model("shop").segments[0].name == "Regulars")
    let document = try await shop.export()
    let copy = try await client.importModel(document.document, as: "copy")
    #expect(copy.fingerprint == shop.fingerprint && copy.fit == nil && copy.isComplete)
    #expect(document.checks.rows.count == document.checks.segments.count)
    let query = try await client.exportSQL("shop", dialect: .sqlite, table: ["people"])
    #expect(query.document.contains("people"))
    try await client.renameModel("copy", to: "twin")
    #expect(try await client.models().map(\.model).sorted() == ["shop", "trade", "twin"])
    #expect(try await client.deleteModel("twin") == ["twin@1"])

    let put = try await client.putTable("people", Samples.customers)
    #expect(put.rows == 6 && put.columns.map(\.name) == ["recency", "spend", "ids"])
    #expect(try await client.appendTable("people", Samples.customers).rows == 12)
    let page = try await client.getTable("people", offset: 3, limit: 2)
    #expect(page.total == 12 && page.rows == [[210, 40, "d"], [180, 65, "e"]])
    #expect(try await client.tables().map(\.table) == ["people"])
    try await client.deleteTable("people")
    #expect(try await client.tables().isEmpty)
  }

  @Test func `rows in any form are the same rows`() async throws {
    let client = try await Client.spawn(Daemon.program)
    let (recency, spend) = ([3, 5, 8, 210, 180, 240.0], [950, 870, 1020, 40, 65, 20.0])
    let path = NSTemporaryDirectory() + "segmentd-client-\(UUID().uuidString).csv"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let lines = zip(recency, spend).map { "\($0);\($1)" }
    try ("recency;spend\n" + lines.joined(separator: "\n") + "\n")
      .write(toFile: path, atomically: true, encoding: .utf8)
    let rows = zip(recency, spend).map { [$0, $1] }
    try await client.putTable("people", .numbers(["recency", "spend"], rows))
    let forms: [Rows] = [
      .columns(["recency": [3, 5, 8, 210, 180, 240], "spend": [950, 870, 1020, 40, 65, 20]]),
      .columns([("recency", Column(recency)), ("spend", Column(spend))]),
      .columns(["recency": Column(recency.map { Int($0) }), "spend": Column(spend)]),
      .columns(["recency": Column(recency.map(\.description)), "spend": Column(spend)]),
      .rows(["recency", "spend"], rows.map { [.number($0[0]), .number($0[1])] }),
      .numbers(["recency", "spend"], rows),
      .records(rows.map { ["recency": .number($0[0]), "spend": .number($0[1])] }),
      .table("people"), .file(path, delimiter: ";"),
    ]

    var prints: Set<String> = []
    for form in forms { prints.insert(try await client.fit("m", form, k: 2).fingerprint) }

    #expect(prints.count == 1)
    await client.close()
  }

  @Test func `ids come back as they came`() async throws {
    let client = try await Client.spawn(Daemon.program)
    let model = try await client.fit("m", Samples.customers, k: 2)
    let ids: [Cell] = [.integer(.max), "00123", 17850, .text("é\n"), 2.5]
    let rows: [[Cell]] = ids.indices.map { [.integer($0), 3] }

    let given = try await model.assign(.rows(["recency", "spend"], rows, ids: ids))

    #expect(given.ids == ids)
    let keyed = Recipe(
      transactions: Transactions(customer: ["land", "who"], date: "day", amount: "price"))
    let scores = try await client.fit("k", Samples.purchases, k: 2, recipe: keyed)
      .assign(Samples.purchases)
    #expect(scores.ids?.contains(.parts(["DE", 1001])) == true)
    await client.close()
  }

  @Test func `rows that are too many for a message go in pieces`() async throws {
    let small = try await Client.spawn(Daemon.program, arguments: ["--max-message", "2000000"])
    let large = try await Client.spawn(Daemon.program)
    let rows = Samples.spread(50_000)

    let pieces = try await small.fit("m", rows, k: 3, restarts: 1)
    let whole = try await large.fit("m", rows, k: 3, restarts: 1)

    #expect(pieces.n == 50_000 && pieces.fingerprint == whole.fingerprint)
    #expect(try await small.tables().isEmpty)
    #expect(try await small.putTable("t", rows).rows == 50_000)
    #expect(try await small.metrics().json["methods"]?["tables.append"] != nil)
    await small.close()
    await large.close()
  }
}
