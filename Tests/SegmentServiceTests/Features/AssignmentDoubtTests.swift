import JSON
import JSONRPC
import Testing

@testable import SegmentService

@Suite("Feature 4: assignment with doubt")
struct AssignmentDoubtTests {
  /// Customers around a few centres that a seed places, unscaled so that distances are plain.
  private struct Groups {
    var centers: [[Double]]
    var points: [[Double]] = []
    var generator: SeededGenerator

    init(seed: UInt64, count: Int, perGroup: Int) {
      generator = SeededGenerator(state: seed)
      // On a grid with 100 between, so that groups never meet.
      centers = (0..<count).map { [Double($0 % 3) * 100, Double($0 / 3) * 100] }
      for center in centers {
        for _ in 0..<perGroup { points.append(center.map { $0 + 5 * normal() }) }
      }
    }

    mutating func uniform() -> Double { Double(generator.next() >> 11) * 0x1p-53 }

    mutating func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + uniform() } }
  }

  private func data(_ points: [[Double]]) -> String {
    "{\"fields\":[\"x\",\"y\"],\"rows\":[\(points.map { "[\($0[0]),\($0[1])]" }.joined(separator: ","))]}"
  }

  @discardableResult
  private func fit(_ desk: Desk, _ points: [[Double]], k: Int) throws -> JSONValue {
    try desk.ask(
      "fit",
      "{\"model\":\"m\",\"data\":\(data(points)),\"k\":\(k),\"n_init\":3,"
        + "\"recipe\":{\"defaults\":{\"scale\":\"none\"}}}")
  }

  private func assign(_ desk: Desk, _ points: [[Double]]) throws -> JSONValue {
    try desk.ask("assign", "{\"model\":\"m\",\"data\":\(data(points)),\"detail\":true}")
  }

  @Test func `planted outliers are told in every set, with a percentile above 0.99`() throws {
    var compared = 0
    for seed in 0..<24 as Range<UInt64> {
      // Groups below and above the hundred customers from which the limit is a percentile.
      let perGroup = seed % 2 == 0 ? 60 : 300
      var groups = Groups(seed: seed, count: 3, perGroup: perGroup)
      let desk = Desk()
      try fit(desk, groups.points, k: 3)
      // Farther out than 6 deviations of 5, the most that 12 uniform numbers give.
      let planted = groups.centers.map { center in
        let angle = groups.uniform() < 0.5 ? 1.0 : -1.0
        return [center[0] + angle * 45, center[1] + 10 * groups.uniform()]
      }

      let reply = try assign(desk, planted)

      #expect(try reply.list("outlier") == [true, true, true])
      #expect(try reply.doubles("percentile").allSatisfy { $0 > 0.99 })
      compared += planted.count
    }
    print("Outliers: \(compared) planted, all told")
    #expect(compared == 72)
  }

  @Test func `customers near their centre are no outliers in any set`() throws {
    var compared = 0
    for seed in 0..<24 as Range<UInt64> {
      let perGroup = seed % 2 == 0 ? 60 : 300
      var groups = Groups(seed: 100 + seed, count: 4, perGroup: perGroup)
      let desk = Desk()
      try fit(desk, groups.points, k: 4)
      // Within one deviation of the centre, where two of five customers are.
      let ordinary = (0..<40).map { index in
        groups.centers[index % 4].map { $0 + 7 * (groups.uniform() - 0.5) }
      }

      let reply = try assign(desk, ordinary)
      let training = try assign(desk, groups.points)

      #expect(try reply.list("outlier").allSatisfy { $0 == false })
      #expect(try reply.doubles("percentile").allSatisfy { $0 < 0.99 })
      // Of the training customers 1 % are, or none where the largest distance is the limit.
      let told = try training.list("outlier").count { $0 == true }
      #expect(told <= (perGroup < 100 ? 0 : groups.points.count / 50))
      compared += ordinary.count
    }
    print("Outliers: \(compared) ordinary customers, none told")
    #expect(compared == 960)
  }

  @Test func `a row in the middle of two centres has a margin near 0, one at a centre near 1`()
    throws
  {
    for seed in 0..<20 as Range<UInt64> {
      let desk = Desk()
      let fit = try fit(desk, Groups(seed: seed, count: 2, perGroup: 80).points, k: 2)
      let centers = try fit.list("segments").map { try $0.doubles("center_scaled") }
      let middle = zip(centers[0], centers[1]).map { ($0 + $1) / 2 }

      let reply = try assign(desk, [middle, centers[0], centers[1]])

      let margins = try reply.doubles("margin")
      #expect(margins[0] >= 0 && margins[0] < 1e-12)
      #expect(margins[1] > 1 - 1e-12 && margins[2] > 1 - 1e-12)
      #expect(try reply.integers("segment").suffix(2) == [1, 2])
      #expect(try reply.integers("runner_up").suffix(2) == [2, 1])
      #expect(try reply.doubles("distance")[1] < 1e-9)
      #expect(try reply.doubles("percentile")[1] < 0.5)
    }
  }

  @Test func `distances and margins are the definition's, worked out by hand`() throws {
    let desk = Desk()
    // Centres (0, 0) and (10, 0): each of a cluster's rows lies 1 from its centre.
    try fit(desk, [[0, -1], [0, 1], [10, -1], [10, 1]], k: 2)

    let reply = try assign(desk, [[0, 3], [4, 0], [12, 0]])

    #expect(try reply.doubles("distance") == [3, 4, 2])
    #expect(
      try reply.doubles("margin") == [
        (109.0.squareRoot() - 3) / 109.0.squareRoot(), (6.0 - 4) / 6, (12.0 - 2) / 12,
      ])
    #expect(try reply.doubles("percentile") == [1, 1, 1])
    #expect(try reply.list("outlier") == [true, true, true])
    #expect(try reply.list("out_of_range").map(\.description) == ["[\"y\"]", "[]", "[\"x\"]"])
  }

  @Test func `one segment has no runner-up and a margin of 1`() throws {
    let desk = Desk()
    try fit(desk, [[0, 0], [2, 0]], k: 1)

    let reply = try assign(desk, [[1, 0], [0, 0], [9, 0]])

    #expect(try reply.integers("segment") == [1, 1, 1])
    #expect(try reply.list("runner_up").allSatisfy { $0 == .null })
    #expect(try reply.doubles("margin") == [1, 1, 1])
    // Both training customers lie at distance 1: equal ones count half.
    #expect(try reply.doubles("percentile") == [0, 0.5, 1])
    #expect(try reply.list("outlier") == [false, false, true])
  }

  @Test
  func `imputed, unseen and out-of-range cells are named, and who has no segment has no detail`()
    throws
  {
    let desk = Desk()
    try desk.ask(
      "fit",
      """
      {"model":"m","k":2,"data":{"columns":{"x":[0,1,10,11],"shop":["a","b","a","b"]}},
       "recipe":{"features":[{"column":"x"},{"column":"shop","unseen":"error"}]}}
      """)

    let reply = try desk.ask(
      "assign",
      """
      {"model":"m","data":{"records":[{"x":null,"shop":"a"},{"x":12,"shop":"b"},{"x":1,"shop":"c"}]},
       "detail":["name","imputed","out_of_range","unseen","margin","outlier","percentile","distance",
       "runner_up"]}
      """)

    #expect(try reply.list("imputed").map(\.description) == ["[\"x\"]", "[]", "[]"])
    #expect(try reply.list("out_of_range").map(\.description) == ["[]", "[\"x\"]", "[]"])
    #expect(try reply.list("unseen").map(\.description) == ["[]", "[]", "[\"shop\"]"])
    for column in ["segment", "name", "margin", "outlier", "percentile", "distance", "runner_up"] {
      #expect(try reply.list(column)[2] == .null, "\(column)")
      #expect(try reply.list(column)[0] != .null, "\(column)")
    }
    #expect(
      try reply.at("unassigned").description
        == "{\"2\":\"\\\"shop\\\" is \\\"c\\\", which was not there in training\"}")
  }

  @Test func `only the columns that were named come`() throws {
    let desk = Desk()
    try fit(desk, [[0, 0], [2, 0], [9, 9]], k: 2)

    let reply = try desk.ask(
      "assign", "{\"model\":\"m\",\"data\":\(data([[1, 0]])),\"detail\":[\"margin\"]}")

    #expect(reply["margin"] != nil && reply["distance"] == nil && reply["outlier"] == nil)
  }
}
