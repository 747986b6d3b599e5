import Foundation
import JSON
import SharedFiles
import Testing

@testable import SegmentService

@Suite("Every number in a sentence is a figure of the reply")
struct SentenceTests {
  /// Checks every reason of a model and returns how many there were.
  private func check(_ desk: Desk, _ model: String) throws -> Int {
    // Tables of customers have no trend.
    let profile =
      try (try? desk.ask("profile", "{\"model\":\"\(model)\",\"trend\":\"month\"}"))
      ?? desk.ask("profile", "{\"model\":\"\(model)\"}")
    var count = 0
    for segment in try profile.list("segments") {
      let reasons = try segment.strings("reasons")
      #expect((1...5).contains(reasons.count))
      #expect(Set(reasons).count == reasons.count)
      for sentence in reasons {
        count += 1
        #expect(SentenceCheck(segment: segment, profile: profile).fault(inReason: sentence) == nil)
        expectWellFormed(sentence)
      }
      for sentence in try segment.strings("advice") { expectWellFormed(sentence) }
    }
    return count
  }

  /// What a reader would trip over, whatever the sentence says.
  private func expectWellFormed(_ sentence: String) {
    #expect(sentence.hasSuffix("."), "\(sentence)")
    #expect(sentence.first.map { $0.isUppercase || $0.isNumber } == true, "\(sentence)")
    for slip in [
      "  ", " ,", "..", "nan", "inf", "Optional", " 1 times on", " 1 days", " 0 % of them",
    ] {
      #expect(!sentence.contains(slip), "\(sentence)")
    }
  }

  @Test(.enabled(if: SharedData.isThere, noSharedData))
  func `of the mall, of Online Retail and of the weekly orders`() throws {
    let desk = Desk(roots: [SharedData.folder], threads: 2)
    let options = "\"n_init\":1,\"refine\":\"none\""
    let (mall, retail) = (try SharedData.mall.get(), try SharedData.onlineRetail.get())
    let orders = try SharedData.weeklyOrders.get()
    var count = 0
    for k in [2, 5, 9] {
      try desk.ask(
        "fit",
        "{\"model\":\"mall\",\"data\":{\"path\":\"\(mall)\"},\"k\":\(k),\(options),"
          + "\"recipe\":{\"id\":\"CustomerID\"}}")
      count += try check(desk, "mall")
    }
    try desk.ask(
      "fit",
      "{\"model\":\"retail\",\"data\":{\"path\":\"\(retail)\"},\"k\":7,\(options),"
        + "\"recipe\":\(OnlineRetail.recipe("log1p"))}")
    count += try check(desk, "retail")
    try desk.ask(
      "fit",
      """
      {"model":"weekly","data":{"path":"\(orders)","date_format":"WW.YYYY"},"k":6,\(options),
       "recipe":{"transactions":{"customer":["country","id"],"date":"week.year","amount":"revenue",
        "frequency_counts":"rows","window_days":365},"defaults":{"transform":"log1p"}}}
      """)
    count += try check(desk, "weekly")
    print("sentences: \(count) reasons checked")
    #expect(count >= 60)
  }

  @Test func `of customers made up of everything`() throws {
    let desk = Desk()
    var count = 0
    for seed in 1...40 as ClosedRange<UInt64> {
      let rows = SentenceTests.customers(seed)
      try desk.ask(
        "fit",
        "{\"model\":\"m\",\"k\":\(2 + seed % 6),\"n_init\":1,\"refine\":\"none\","
          + "\"data\":\(rows.asColumns),\"recipe\":{\"id\":\"key\"}}")
      count += try check(desk, "m")
    }
    print("sentences of customers made up: \(count) reasons checked")
    #expect(count >= 400)
  }

  /// Numbers of every size, flags, categories, countries, missing cells.
  private static func customers(_ seed: UInt64) -> Rows {
    var random = Scatter(seed: seed)
    var rows = Rows(
      names: [
        "key", "monetary", "Yearly Income ($)", "HouseOwnerFlag", "Gender", "Country", "tiny",
        "NumberOfCars", "Occupation", "age",
      ], columns: [[String]](repeating: [], count: 10))
    for row in 0..<120 {
      let kind = random.next(4)
      let cells = [
        quoted("c\(row)"), "\(pow(10, Double(kind)) * random.unit())",
        "\(20_000 * kind + random.next(30_000))", kind == 3 ? "1" : "\(random.next(2))",
        quoted(kind == 0 ? "Female" : ["Male", "F"][random.next(2)]),
        quoted(["United Kingdom", "Côte d'Ivoire", "a\\nb"][min(kind, 2)]),
        "\(Double(kind) * 1e-7)", "\(random.next(3) * kind)",
        random.next(9) == 0 ? "null" : quoted(["Professional", "Manual", "x y, z", "42"][kind]),
        "\(20 + 10 * kind + random.next(12))",
      ]
      for (column, cell) in cells.enumerated() { rows.columns[column].append(cell) }
    }
    return rows
  }
}

/// Draws that are the same in every run.
struct Scatter {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// A whole number from 0 to below the bound.
  mutating func next(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(bound))
  }

  /// A number from 0 to below 1.
  mutating func unit() -> Double { Double(next(1 << 30)) / Double(1 << 30) }
}
