import Foundation
import JSON
import JSONRPC
import Locks
import SharedFiles
import Testing

@testable import SegmentService

@Suite("Feature 5: k with reasons")
struct ChoosingTests {
  private static let criteria = [
    "elbow", "elbow_yellowbrick", "silhouette", "calinski_harabasz", "calinski_harabasz_first",
    "davies_bouldin", "gap", "stability",
  ]

  /// Customers around so many places that a seed chooses, or evenly spread with none.
  private static func customers(_ groupCount: Int, _ rowCount: Int, seed: UInt64) -> String {
    var generator = SeededGenerator(state: seed)
    func uniform() -> Double { Double.random(in: 0..<1, using: &generator) }
    let cells = (0..<2).map { column in
      (0..<rowCount).map { row in
        guard groupCount > 0 else { return "\(uniform())" }
        let group = row % groupCount
        let place = column == 0 ? group % 3 : groupCount <= 3 ? group : group / 3
        return "\(20 * Double(place) + (0..<6).reduce(-3) { sum, _ in sum + uniform() })"
      }
    }
    return Rows(names: ["visits", "spend"], columns: cells).asColumns
  }

  private func expectReasons(_ choice: JSONValue) throws {
    for name in Self.criteria {
      let vote = try choice.at("votes.\(name)")
      #expect(try vote.text("reason").count > 20, "\(name)")
      #expect(vote["k"] != nil && vote["counted"] != nil)
    }
    #expect(try choice.text("suggested.reason").count > 20)
    #expect(try choice.text("structure_reason").count > 20)
    #expect(try choice.at("votes.calinski_harabasz.counted") == false)
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func `four groups are four`(seed: UInt64) throws {
    let desk = Desk(threads: 2)
    let data = Self.customers(4, 240, seed: seed)

    let sweep = try desk.ask("sweep", "{\"data\":\(data)}")
    let fit = try desk.ask("fit", "{\"model\":\"m\",\"data\":\(data)}")

    #expect(try sweep.at("suggested.k") == 4)
    #expect(try sweep.at("structure") == true)
    let votes = try Self.criteria.map { try sweep.at("votes.\($0).k") }
    #expect(votes.count { $0 == 4 } >= 6)
    try expectReasons(sweep)
    #expect(try fit.at("k") == 4)
    // The choice of a fit is a sweep, but for votes below three, of which there are none here.
    for key in ["rows", "votes", "structure", "structure_reason"] {
      #expect(try fit.at("choice.\(key)") == sweep.at(key), "\(key)")
    }
  }

  /// By its own rule the verdict lets one of twenty such tables pass.
  @Test func `even spread is no structure`() throws {
    let desk = Desk(threads: 2)
    var wrongCount = 0

    for seed in 1...20 {
      let data = Self.customers(0, 200, seed: UInt64(seed))
      let sweep = try desk.ask("sweep", "{\"data\":\(data),\"n_init\":3,\"k_range\":[2,8]}")
      try expectReasons(sweep)
      #expect(try sweep.at("suggested.k").integer != nil)
      guard try sweep.at("structure") == false else {
        wrongCount += 1
        continue
      }
      #expect(
        try sweep.text("structure_reason").hasSuffix("rows without any groups look the same"))
      #expect(
        try sweep.text("suggested.reason").hasSuffix(
          "but the rows form no groups beyond what evenly spread ones would"))
    }

    print("even spread: \(wrongCount) of 20 tables judged wrong")
    #expect(wrongCount <= 3)
  }

  @Test func `the fit of the chosen number is the fit that asks for it`() throws {
    let desk = Desk(threads: 2)
    let data = Self.customers(6, 180, seed: 4)

    let chosen = try desk.ask("fit", "{\"model\":\"auto\",\"data\":\(data)}")
    let k = try chosen.number("k")
    let asked = try desk.ask("fit", "{\"model\":\"asked\",\"data\":\(data),\"k\":\(Int(k))}")

    #expect(try chosen.at("fingerprint") == asked.at("fingerprint"))
    #expect(try chosen.at("refined") == asked.at("refined"))
    #expect(asked["choice"] == nil)
  }

  @Test func `two groups are three at least, unless a range asks for two`() throws {
    let desk = Desk(threads: 2)
    let data = Self.customers(2, 200, seed: 5)

    let fit = try desk.ask("fit", "{\"model\":\"m\",\"data\":\(data)}")
    let asked = try desk.ask("fit", "{\"model\":\"m\",\"data\":\(data),\"k_range\":[2,10]}")
    let sweep = try desk.ask("sweep", "{\"data\":\(data)}")

    #expect(try fit.number("k") >= 3)
    #expect(try fit.at("choice.votes.silhouette.k") == 2)
    #expect(try fit.at("choice.votes.silhouette.counted") == false)
    #expect(try fit.text("choice.suggested.reason").contains("2 was not up for choice"))
    #expect(try asked.at("k") == 2)
    #expect(try sweep.at("suggested.k") == 2)
  }

  @Test func `criteria limit what is computed`() throws {
    let desk = Desk()
    let data = Self.customers(3, 90, seed: 6)

    let sweep = try desk.ask(
      "sweep", "{\"data\":\(data),\"k_range\":[1,6],\"criteria\":[\"gap\",\"elbow\",\"gap\"]}")

    #expect(try sweep.at("votes").object?.keys == ["elbow", "gap"])
    #expect(try sweep.list("rows").count == 6)
    #expect(try sweep.at("rows.2.silhouette") == .null)
    #expect(try sweep.number("rows.0.gap_se") > 0)
    #expect(try sweep.at("structure") == .null)
    #expect(try sweep.at("rows.2")["stability"] == nil)
  }

  @Test func `a model lends its recipe`() throws {
    let desk = Desk()
    let data = Self.customers(3, 60, seed: 7)
    try desk.ask(
      "fit",
      "{\"model\":\"m\",\"data\":\(data),\"k\":3,\"recipe\":{\"exclude\":[\"visits\"]}}")

    let sweep = try desk.ask("sweep", "{\"data\":\(data),\"model\":\"m\",\"criteria\":[\"elbow\"]}")
    let both = try desk.refusal("sweep", "{\"data\":\(data),\"model\":\"m\",\"recipe\":{}}")
    let absent = try desk.refusal("sweep", "{\"data\":\(data),\"model\":\"n\"}")

    #expect(try sweep.strings("features") == ["spend"])
    expect(
      both, -32602, "invalid_params",
      "model is sent together with it but must be absent where recipe is sent")
    expect(absent, 1001, "model_not_found", "there is no model \"n\"; known are \"m\"")
  }

  @Test func `a wrong criterion is refused by name`() throws {
    let error = try Desk().refusal(
      "sweep", "{\"data\":{\"columns\":{\"x\":[1,2]}},\"criteria\":[\"elbows\"]}")

    #expect(error.code == -32602)
    #expect(error.message.hasPrefix("criteria[0] is \"elbows\" but must be \"elbow\", "))
  }

  @Test func `more numbers than rows can fill end the rows with a reason`() throws {
    let desk = Desk()

    let sweep = try desk.ask(
      "sweep", "{\"data\":{\"columns\":{\"x\":[1,1,2,9,9]}},\"k_range\":[2,10]}")
    let tooFew = try desk.refusal(
      "sweep", "{\"data\":{\"columns\":{\"x\":[1,1,2,9,9]}},\"k_range\":[4,10]}")

    #expect(try sweep.list("rows").count == 2)
    #expect(try sweep.at("limit.k") == 4)
    #expect(
      try sweep.text("limit.reason")
        == "3 different rows cannot fill 4 segments; ask for at most 3, or add a feature that "
        + "tells the rows apart")
    try expectReasons(sweep)
    #expect(tooFew.code == 1006)
  }

  @Test func `a deadline gives the best so far`() throws {
    let desk = Desk(threads: 2)
    let data = Self.customers(5, 3_000, seed: 8)
    let context = CallContext(
      deadline: ContinuousClock.now.advanced(by: .milliseconds(300)), isCancelled: { false },
      report: { _, _, _ in })

    // A thousand restarts for each of 49 numbers take far longer.
    let sweep = try desk.ask(
      "sweep", "{\"data\":\(data),\"k_range\":[2,50],\"n_init\":1000}", context)

    #expect(try sweep.at("complete") == false)
    #expect(try sweep.list("rows").count >= 1)
    #expect(try sweep.at("suggested.k").integer != nil)
    #expect(
      try sweep.text("suggested.reason").hasSuffix(
        "; the time was up before everything was tried"))
    try expectReasons(sweep)
  }

  @Test func `a cancel ends it`() throws {
    let asked = Guarded(0)
    let context = CallContext(
      isCancelled: {
        asked.with {
          $0 += 1
          return $0 > 300
        }
      }, report: { _, _, _ in })

    let error = try Desk(threads: 2).refusal(
      "sweep", "{\"data\":\(Self.customers(5, 2_000, seed: 9)),\"n_init\":1000}", context)

    expect(error, -32800, "cancelled", "the request was cancelled as asked")
  }
}

@Suite("Feature 5: k with reasons, on real data", .enabled(if: SharedData.isThere, noSharedData))
struct RealChoicesTests {
  @Test func `mall customers are five`() throws {
    let desk = Desk(roots: [SharedData.folder], threads: 2)
    let features = ["Annual Income (k$)", "Spending Score (1-100)"].map {
      "{\"column\":\(quoted($0)),\"scale\":\"none\"}"
    }

    let sweep = try desk.ask(
      "sweep",
      "{\"data\":{\"path\":\"\(try SharedData.mall.get())\"},"
        + "\"recipe\":{\"features\":[\(features.joined(separator: ","))]}}")

    #expect(try sweep.at("suggested.k") == 5)
    for name in ["elbow", "elbow_yellowbrick", "silhouette", "davies_bouldin"] {
      #expect(try sweep.at("votes.\(name).k") == 5, "\(name)")
    }
    #expect(try sweep.at("votes.calinski_harabasz.k") == 9)
    #expect(try sweep.at("votes.calinski_harabasz_first.k") == 5)
    #expect(try sweep.at("votes.gap.k") == 1)
    #expect(try sweep.at("structure") == true)
  }

  /// The published analysis: both the elbow over 1 to 10 and the silhouette from 3 on say 3.
  @Test func `four measures of Online Retail with logarithms are three`() throws {
    let desk = Desk(roots: [SharedData.folder], threads: 2)
    let file = try SharedData.onlineRetail.get()
    let transactions =
      OnlineRetail.transactions.dropLast()
      + ",\"measures\":[\"recency\",\"frequency\",\"average_order\",\"monetary\"]}"
    func sweep(_ range: String, _ criteria: String) throws -> JSONValue {
      try desk.ask(
        "sweep",
        "{\"data\":{\"path\":\"\(file)\"},\"k_range\":\(range),\"criteria\":[\(criteria)],"
          + "\"recipe\":{\"transactions\":\(transactions),"
          + "\"defaults\":{\"transform\":\"log1p\"}}}")
    }

    #expect(try sweep("[1,10]", "\"elbow\"").at("suggested.k") == 3)
    let silhouettes = try sweep("[3,10]", "\"silhouette\"")
    #expect(try silhouettes.at("suggested.k") == 3)
    #expect(try silhouettes.number("n") == 4_338)
  }

  @Test func `Online Retail has structure, and skewness is named where it is raw`() throws {
    let desk = Desk(roots: [SharedData.folder], threads: 2)
    let file = try SharedData.onlineRetail.get()
    func sweep(_ transform: String) throws -> JSONValue {
      try desk.ask(
        "sweep",
        "{\"data\":{\"path\":\"\(file)\"},\"criteria\":[\"silhouette\",\"elbow\"],"
          + "\"recipe\":\(OnlineRetail.recipe(transform))}")
    }

    let raw = try sweep("none")
    let logarithms = try sweep("log1p")

    #expect(try raw.at("structure") == true && logarithms.at("structure") == true)
    #expect(
      try raw.text("structure_reason").hasSuffix(
        "; very skewed: monetary (19.3), frequency (12.1); a log (transform log1p) may be what is "
          + "missing"))
    #expect(!(try logarithms.text("structure_reason").contains("log1p")))
    #expect(try raw.at("votes.silhouette.k") == 2)
    #expect(try logarithms.at("votes.elbow.k") == 5)
  }

  /// kneed says 4 over 1 to 10 and 6 over 2 to 10; yellowbrick 6 over 2 to 10 with good solutions.
  @Test func `the elbow of AdventureWorks depends on whether one is in the range`() throws {
    let desk = Desk(roots: [SharedData.folder], threads: 2)
    let file = try SharedData.adventureWorks.get()

    let sweep = try desk.ask(
      "sweep",
      "{\"data\":{\"path\":\"\(file)\"},\"k_range\":[1,10],\"n_init\":4,"
        + "\"criteria\":[\"elbow\",\"elbow_yellowbrick\"],"
        + "\"recipe\":{\"pca\":{\"variance\":0.8}}}")

    #expect(try sweep.list("features").count == 11)
    #expect(try sweep.at("votes.elbow.k") == 4)
    let rows = try sweep.list("rows")
    let inertias = try rows.map { try $0.number("inertia") }
    #expect(inertias.count == 10 && inertias[6] <= 192_252.24 * (1 + 1e-6))
  }
}
