import JSON
import SharedFiles
import Testing

@testable import SegmentService

@Suite("Feature 12: RFM conventions as data")
struct RFMConventionTests {
  /// One purchase per customer: the spend of the golden values, the days of the golden recencies.
  private func purchases(_ spend: [Double], daysAgo: [Double]) -> String {
    let dates = daysAgo.map { "\"\(dateText(daysBefore: Int($0)))\"" }
    return "{\"columns\":{\"c\":[\(spend.indices.map(String.init).joined(separator: ","))],"
      + "\"d\":[\(dates.joined(separator: ","))],"
      + "\"x\":[\(spend.map { "\($0)" }.joined(separator: ","))]}}"
  }

  private func ask(_ data: String, _ more: String = "") throws -> JSONValue {
    try Desk().ask(
      "rfm",
      "{\"data\":\(data),\"transactions\":{\"customer\":\"c\",\"date\":\"d\",\"amount\":\"x\","
        + "\"as_of\":\"2012-01-01\"}\(more)}")
  }

  @Test(
    "golden scores per rule", .enabled(if: SharedData.has("golden/golden.json"), noGoldenNumbers),
    arguments: [
      ("cascade", "cascade_le (Power BI SWITCH, recommended)"),
      ("r_rfm", "R_rfm_pkg (edges=quantile+1, [lo,hi) )"),
      ("ntile", "sql_ntile5"), ("rank_first", "pandas_qcut_rank_first"),
    ])
  func goldenScores(_ rule: String, _ key: String) throws {
    let golden = try SharedData.golden().at("rfm_scoring")
    let values = try golden.doubles("values")
    let expected = try #require(golden[key]?.array).map { $0.integer ?? -1 }
    let data = purchases(values, daysAgo: values.indices.map { Double($0 + 1) })

    let scores = try ask(data, ",\"rule\":\"\(rule)\"").integers("columns.m")

    if ["ntile", "rank_first"].contains(rule) {
      // Which of two equal customers gets the higher score is arbitrary: per value the same scores.
      for value in Set(values) {
        let rows = values.indices.filter { values[$0] == value }
        #expect(rows.map { scores[$0] }.sorted() == rows.map { expected[$0] }.sorted())
      }
    } else {
      #expect(scores == expected)
    }
    let qcut = #expect(throws: (any Error).self) { try ask(data, ",\"rule\":\"qcut\"") }
    #expect("\(try #require(qcut))".contains("qcut cannot part frequency into 5 scores"))
  }

  @Test(
    "golden scores of recency",
    .enabled(if: SharedData.has("golden/golden.json"), noGoldenNumbers),
    arguments: ["cascade", "qcut"])
  func goldenRecency(_ rule: String) throws {
    let golden = try SharedData.golden().at("rfm_recency")
    let days = try golden.doubles("days")
    // Orders must differ for qcut, so customer i comes i + 1 times with the same last day.
    var (names, dates, spend): ([String], [String], [String]) = ([], [], [])
    for (customer, day) in days.enumerated() {
      for order in 0...customer {
        names.append("\(customer)")
        dates.append("\"\(dateText(daysBefore: Int(day) + order))\"")
        spend.append("\(customer + 1)")
      }
    }
    let data =
      "{\"columns\":{\"c\":[\(names.joined(separator: ","))],"
      + "\"d\":[\(dates.joined(separator: ","))],\"x\":[\(spend.joined(separator: ","))]}}"

    let reply = try ask(data, ",\"rule\":\"\(rule)\"")

    #expect(try reply.doubles("columns.recency") == days)
    #expect(try reply.integers("columns.r") == golden.integers("score_cascade"))
    #expect(try reply.integers("columns.r") == golden.integers("pandas_qcut"))
    let cuts = try reply.doubles("cuts.recency")
    let edges = try golden.doubles("edges")
    #expect(zip(cuts, edges).allSatisfy { abs($0 - $1) < 1e-9 } && cuts.count == 4)
  }

  @Test(arguments: ["cascade", "qcut", "r_rfm"])
  func `the score of a customer does not change when others are added`(_ rule: String) throws {
    var generator = SeededGenerator(state: 12)
    var compared = 0
    for _ in 0..<20 {
      let count = 30
      let spend = (0..<3 * count).map { _ in Double(generator.next() % 100_000) / 100 + 0.01 }
      let days = (0..<3 * count).map { _ in Double(generator.next() % 700) }
      // Frequency is 1 for all, which qcut refuses, so it stays out.
      let measures =
        "{\"customer\":\"c\",\"date\":\"d\",\"amount\":\"x\",\"as_of\":\"2012-01-01\","
        + "\"measures\":[\"recency\",\"monetary\"]}"
      func score(_ rows: Range<Int>, _ more: String) throws -> JSONValue {
        try Desk().ask(
          "rfm",
          "{\"data\":\(purchases(Array(spend[rows]), daysAgo: Array(days[rows]))),"
            + "\"transactions\":\(measures),\"rule\":\"\(rule)\"\(more)}")
      }

      let first = try score(0..<count, "")
      let cuts = try first.at("cuts").description
      let again = try score(0..<3 * count, ",\"cuts\":\(cuts)")

      for column in ["columns.r", "columns.m"] {
        let before = try first.integers(column)
        #expect(try Array(again.integers(column).prefix(count)) == before)
        compared += before.count
      }
      #expect(try again.at("cuts") == first.at("cuts"))
    }
    print("\(rule): \(compared) scores compared")
    #expect(compared == 1_200)
  }

  @Test func `windows, returns, day counts and mean spend are said in the transactions`() throws {
    let data = """
      {"columns":{"c":["a","a","a","b","b"],
       "d":["2011-12-30 23:00","2011-12-01","2010-01-01","2011-06-01","2011-06-02"],
       "x":[10,20,1000,40,-15],"i":["1","2","3","4","5"]}}
      """
    func columns(_ more: String) throws -> JSONValue {
      try Desk().ask(
        "rfm",
        "{\"data\":\(data),\"transactions\":{\"customer\":\"c\",\"date\":\"d\",\"amount\":\"x\","
          + "\"invoice\":\"i\",\"as_of\":\"2012-01-01\"\(more)}}"
      ).at("columns")
    }

    #expect(try columns("").doubles("monetary") == [1_030, 40])
    #expect(try columns(",\"window_days\":365").doubles("monetary") == [30, 40])
    #expect(try columns(",\"returns\":\"net\"").doubles("monetary") == [1_030, 25])
    #expect(try columns(",\"returns\":\"ignore\"").doubles("frequency") == [3, 2])
    #expect(try columns("").doubles("recency") == [1, 214])
    #expect(try columns(",\"day_count\":\"calendar\"").doubles("recency") == [2, 214])
    let mean = try columns(
      ",\"window_days\":365,\"measures\":[\"recency\",\"frequency\",\"average_order\"]")
    #expect(try mean.doubles("average_order") == [15, 40])
    #expect(try mean.integers("m") == [1, 5])
    #expect(mean["monetary"] == nil)
  }
}

/// The day that lies so many days before 2012-01-01.
private func dateText(daysBefore days: Int) -> String {
  var (year, month, day) = (2012, 1, 1)
  for _ in 0..<days {
    day -= 1
    guard day == 0 else { continue }
    month -= 1
    if month == 0 { (year, month) = (year - 1, 12) }
    let isLeap = year % 4 == 0
    day = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }
  func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  return "\(year)-\(two(month))-\(two(day))"
}
