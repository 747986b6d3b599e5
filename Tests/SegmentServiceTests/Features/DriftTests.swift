import JSON
import Matrices
import SharedFiles
import Testing

@testable import SegmentService

@Suite("Feature 7: a drift verdict")
struct DriftTests {
  /// Customers of two kinds, far apart: x around 0 or 50, y around 0 or 20, and where they live.
  private func customers(
    _ count: Int, seed: UInt64, shift: Double = 0, near: Double = 0.5, spread: Double = 1,
    places: [String] = ["north", "south"], edges: [Double]? = nil
  ) -> String {
    var generator = RandomGenerator(seed: seed)
    func noise() -> Double { (0..<6).reduce(-3) { sum, _ in sum + generator.nextDouble() } }
    var (xs, ys, towns): ([String], [String], [String]) = ([], [], [])
    for _ in 0..<count {
      let isNear = generator.nextDouble() < near
      xs.append("\((isNear ? 0 : 50) + (noise() + shift) * spread)")
      ys.append("\((isNear ? 0 : 20) + noise() * spread)")
      towns.append("\"\(places[generator.next(below: places.count)])\"")
    }
    return "{\"columns\":{\"x\":[\(xs.joined(separator: ","))],"
      + "\"y\":[\(ys.joined(separator: ","))],\"town\":[\(towns.joined(separator: ","))]}}"
  }

  private func fitted(_ data: String) throws -> Desk {
    let desk = Desk()
    try desk.ask("fit", "{\"model\":\"m\",\"data\":\(data),\"k\":2}")
    return desk
  }

  private func drift(_ desk: Desk, _ data: String) throws -> JSONValue {
    try desk.ask("drift", "{\"model\":\"m\",\"data\":\(data)}")
  }

  @Test(
    .enabled(
      if: SharedData.has("golden/golden.json"), noGoldenNumbers))
  func `a shifted feature has the golden index`() throws {
    let psi = try SharedData.golden().at("psi")
    let reference = try psi.doubles("reference")
    let current = try psi.doubles("current")
    let desk = Desk()
    try desk.ask("fit", "{\"model\":\"m\",\"data\":{\"columns\":{\"x\":\(reference)}},\"k\":2}")

    let reply = try desk.ask("drift", "{\"model\":\"m\",\"data\":{\"columns\":{\"x\":\(current)}}}")

    let difference = try reply.number("features.x.psi") - psi.number("psi_decile_eps1e-4")
    #expect(abs(difference) < 1e-9)
    #expect(try reply.text("features.x.verdict") == "major")
    #expect(try reply.text("verdict") == "refit")
  }

  @Test func `identical customers have not moved at all`() throws {
    let data = customers(500, seed: 1)
    let desk = try fitted(data)

    let reply = try drift(desk, data)

    for feature in ["x", "y", "town"] {
      #expect(try reply.number("features.\(feature).psi") == 0)
      #expect(try reply.text("features.\(feature).verdict") == "none")
    }
    #expect(try reply.number("segments_psi") == 0)
    #expect(try reply.text("verdict") == "ok")
    #expect(try reply.number("beyond_p99_share") <= 0.02)
    #expect(
      try reply.strings("reasons") == [
        "no feature has moved: the largest stability index is 0, of \"town\", and below 0.1 counts "
          + "as no change"
      ])
  }

  @Test func `the same kinds of customers are ok, thirty times of thirty`() throws {
    let desk = try fitted(customers(2_000, seed: 2))
    var compared = 0
    for seed in 0..<30 {
      let reply = try drift(desk, customers(1_000, seed: 100 + UInt64(seed)))

      #expect(try reply.text("verdict") == "ok", "seed \(seed): \(reply)")
      compared += 1
    }
    #expect(compared == 30)
  }

  @Test func `a shifted mix or an unknown value asks to reassign, thirty times of thirty`() throws {
    let desk = try fitted(customers(2_000, seed: 3))
    var compared = 0
    for seed in 0..<15 {
      // A mix of 69 to 31 instead of 50 to 50 has an index of about 0.15.
      let mixed = try drift(desk, customers(2_000, seed: 200 + UInt64(seed), near: 0.69))
      let foreign = try drift(
        desk,
        customers(
          2_000, seed: 300 + UInt64(seed),
          places: Array(repeating: ["north", "south"], count: 100).flatMap { $0 } + ["east"]))

      #expect(try mixed.text("verdict") == "reassign", "seed \(seed): \(mixed)")
      #expect(try foreign.text("verdict") == "reassign")
      #expect(try foreign.strings("unseen.town") == ["east"])
      #expect(
        try foreign.strings("reasons").contains(
          "\"town\" holds 1 value that the model never saw: \"east\""))
      compared += 2
    }
    #expect(compared == 30)
  }

  @Test func `a shifted feature, another mix or a wider spread asks for a refit`() throws {
    let desk = try fitted(customers(2_000, seed: 4))
    var compared = 0
    for seed in 0..<10 {
      for data in [
        customers(1_000, seed: 400 + UInt64(seed), shift: 1),
        customers(1_000, seed: 500 + UInt64(seed), near: 0.9),
        customers(1_000, seed: 600 + UInt64(seed), spread: 2),
      ] {
        let reply = try drift(desk, data)

        #expect(try reply.text("verdict") == "refit", "seed \(seed): \(reply)")
        compared += 1
      }
    }
    #expect(compared == 30)
  }

  @Test func `few customers are too few to tell, whatever they are like`() throws {
    let desk = try fitted(customers(500, seed: 5))

    let reply = try drift(desk, customers(99, seed: 6, shift: 30))
    let single = try drift(desk, "{\"columns\":{\"x\":[1],\"y\":[1],\"town\":[\"north\"]}}")

    #expect(try reply.text("verdict") == "ok")
    #expect(try reply.number("features.x.psi") > 0.25)
    #expect(
      try reply.strings("reasons")
        == ["too few to tell: there are 99 customers, and it takes 100"])
    #expect(
      try single.strings("reasons")
        == ["too few to tell: there is 1 customer, and it takes 100"])
  }

  @Test func `values that come often are one decile, and empty bins stay finite`() throws {
    // Ninety ones, a handful of others: every decile is 1.
    let often = Array(repeating: 1, count: 190) + Array(2...11)
    let desk = Desk()
    let data = "{\"columns\":{\"n\":\(often),\"x\":\(often.indices.map { $0 % 2 * 50 + $0 % 7 })}}"
    try desk.ask("fit", "{\"model\":\"m\",\"data\":\(data),\"k\":2}")

    let same = try drift(desk, data)
    let other = try drift(
      desk, "{\"columns\":{\"n\":\([Int](repeating: 5, count: 200)),\"x\":\(often)}}")

    #expect(try same.number("features.n.psi") == 0)
    #expect(try other.number("features.n.psi") > 1)
    #expect(try other.number("features.n.psi").isFinite)
  }

  @Test func `missing values count as a bin, of which nothing was there`() throws {
    let desk = try fitted(customers(300, seed: 8))
    let xs = (0..<300).map { $0 % 2 == 0 ? "null" : "\($0 % 4 < 2 ? 0 : 50)" }
    let data =
      "{\"columns\":{\"x\":[\(xs.joined(separator: ","))],\"y\":\((0..<300).map { $0 % 4 < 2 ? 0 : 20 }),"
      + "\"town\":[\((0..<300).map { _ in "\"north\"" }.joined(separator: ","))]}}"

    let reply = try drift(desk, data)

    #expect(try reply.text("features.x.verdict") == "major")
    // All of one town: 0.5 became 1, and the other town is empty.
    #expect(try reply.number("features.town.psi") > 3)
    #expect(try reply.text("verdict") == "refit")
  }

  @Test func `the reference is the fit's, whatever came later, and outlier rules leave it alone`()
    throws
  {
    let desk = Desk()
    let data = customers(400, seed: 9)
    try desk.ask(
      "fit",
      "{\"model\":\"m\",\"data\":\(data),\"k\":2,\"keep\":\"document\",\"recipe\":{\"defaults\":"
        + "{\"outliers\":{\"rule\":{\"quantiles\":[0.05,0.95]},\"do\":\"drop\"}}}}")

    let first = try drift(desk, data)
    _ = try drift(desk, customers(400, seed: 10, shift: 2))

    #expect(try first.number("features.x.psi") == 0)
    #expect(try first.number("segments_psi") == 0)
    #expect(try drift(desk, data) == first)
  }
}
