import Foundation
import JSON
import JSONRPC
import SharedFiles
import Tables
import Testing

@testable import SegmentService

@Suite(
  "Feature 10: a profile that explains", .enabled(if: SharedData.isThere, noSharedData))
struct ProfileFeatureTests {
  /// The mall with five segments of income and spending, and everything else told beside.
  private func mall() throws -> (desk: Desk, rows: Rows, segments: [Int], profile: JSONValue) {
    let desk = Desk()
    let rows = try SharedData.rows(
      try SharedData.mall.get(),
      [
        ColumnRequest("CustomerID", as: .text), ColumnRequest("Gender", as: .text),
        ColumnRequest("Age", as: .number), ColumnRequest("Annual Income (k$)", as: .number),
        ColumnRequest("Spending Score (1-100)", as: .number),
      ])
    try desk.ask(
      "fit",
      "{\"model\":\"mall\",\"k\":5,\"data\":\(rows.asColumns),\"recipe\":{\"id\":\"CustomerID\"}}")
    let segments = try desk.ask("assign", "{\"model\":\"mall\",\"data\":\(rows.asColumns)}")
    let profile = try desk.ask("profile", "{\"model\":\"mall\",\"by\":[\"Gender\",\"Age\"]}")
    return (desk, rows, try segments.integers("segment"), profile)
  }

  @Test func `numbers and categories are those that plain sums give`() throws {
    let (_, rows, segments, profile) = try mall()
    var compared = 0
    func expect(_ path: String, _ value: Double) throws {
      compared += 1
      #expect(abs(try profile.number(path) - value) <= 1e-9 * max(1, abs(value)), "\(path)")
    }

    for column in ["Age", "Annual Income (k$)", "Spending Score (1-100)"] {
      let cells = try #require(rows.names.firstIndex(of: column).map { rows.columns[$0] })
        .compactMap(Double.init)
      let all = Figures(cells)
      var (between, within) = (0.0, 0.0)
      for segment in 1...5 {
        let here = Figures(zip(cells, segments).filter { $1 == segment }.map(\.0))
        let path = "segments.\(segment - 1).features.\(column)."
        try expect(path + "mean", here.mean)
        try expect(path + "sd", here.deviation)
        try expect(path + "p25", here.quantile(0.25))
        try expect(path + "p50", here.quantile(0.5))
        try expect(path + "p95", here.quantile(0.95))
        try expect(path + "z", (here.mean - all.mean) / all.deviation)
        between += here.count * (here.mean - all.mean) * (here.mean - all.mean)
        within += here.count * here.deviation * here.deviation
      }
      try expect("importance.\(column).eta2", between / (between + within))
      try expect("importance.\(column).F", (between / 4) / (within / 195))
    }
    // χ² of the table of segments by gender, by its definition.
    let women = rows.columns[1].map { $0 == "\"Female\"" }
    var chiSquared = 0.0
    for segment in 1...5 {
      let size = Double(segments.count { $0 == segment })
      for isFemale in [true, false] {
        let observed = Double(zip(women, segments).count { $0 == isFemale && $1 == segment })
        let expected = size * Double(women.count { $0 == isFemale }) / 200
        chiSquared += (observed - expected) * (observed - expected) / expected
      }
      let here = Double(zip(women, segments).count { $0 && $1 == segment })
      let values = try profile.list("segments.\(segment - 1).categories.Gender")
      guard let female = values.first(where: { $0["value"] == "Female" }) else { continue }
      #expect(try female.number("share") == here / size)
      #expect(try female.number("of_value") == here / 112)
      #expect(abs(try female.number("lift") - here / size / 0.56) < 1e-12)
    }
    try expect("importance.Gender.chi2", chiSquared)
    try expect("importance.Gender.cramers_v", (chiSquared / 200).squareRoot())
    #expect(compared >= 98)
  }

  @Test func `by a column, customers and segments add up`() throws {
    let (desk, rows, segments, profile) = try mall()

    let genders = try profile.list("by.Gender")
    #expect(try genders.map { try $0.text("value") } == ["Female", "Male"])
    #expect(try genders.map { Int(try $0.number("customers")) } == [112, 88])
    for (place, gender) in genders.enumerated() {
      let name = quoted(try gender.text("value"))
      let parts = try gender.list("segments")
      #expect(parts.count == 5)
      for (index, part) in parts.enumerated() {
        let count = zip(rows.columns[1], segments).count { $0 == name && $1 == index + 1 }
        #expect(try part.at("id").integer == index + 1)
        #expect(try part.at("customers").integer == count)
        #expect(try part.number("share") == Double(count) / [112.0, 88.0][place])
      }
    }
    let ages = try profile.list("by.Age").map { try $0.number("value") }
    #expect(ages == ages.sorted())
    #expect(ages.count == Set(rows.columns[2]).count)
    // Rows that were sent again, and a column that the model does not know.
    var more = rows
    more.names.append("shop")
    more.columns.append((0..<200).map { $0 % 3 == 0 ? "null" : quoted("s\($0 % 2)") })
    let other = try desk.ask(
      "profile",
      "{\"model\":\"mall\",\"data\":\(more.asColumns),\"by\":[\"shop\"],\"format\":\"table\"}")
    let records = try other.list("by")
    #expect(records.count == 15)
    #expect(try records.reduce(0) { $0 + Int(try $1.number("customers")) } == 200)
    #expect(try records.count { try $0.at("value") == .null } == 5)
  }

  @Test func `what cannot be told is refused in a sentence`() throws {
    let (desk, rows, _, _) = try mall()
    expect(
      try desk.refusal("profile", "{\"model\":\"mall\",\"by\":[\"Gendr\"]}"), -32602,
      "invalid_params",
      "there is no column \"Gendr\" of customers to go by; did you mean \"Gender\"?")
    expect(
      try desk.refusal("profile", "{\"model\":\"mall\",\"trend\":\"month\"}"), -32602,
      "invalid_params",
      "the model was fitted on customers, without the dates of their purchases; fit it on "
        + "transactions to see a trend")
    try desk.ask(
      "fit",
      "{\"model\":\"bare\",\"k\":2,\"keep\":\"document\",\"data\":\(rows.asColumns),"
        + "\"recipe\":{\"id\":\"CustomerID\"}}")
    let refusal = try desk.refusal("profile", "{\"model\":\"bare\",\"by\":[\"Gender\"]}")
    #expect(refusal.code == 1014)
    #expect(refusal.kind == "data_needed")
    #expect(refusal["needs"] == "rows")
  }

  @Test func `months and quarters of Online Retail add up to what was sold`() throws {
    let desk = Desk(roots: [SharedData.folder], threads: 2)
    try desk.ask(
      "fit",
      "{\"model\":\"m\",\"k\":4,\"n_init\":1,\"refine\":\"none\",\"keep\":\"document\","
        + "\"data\":{\"path\":\"\(try SharedData.onlineRetail.get())\"},"
        + "\"recipe\":\(OnlineRetail.recipe("log1p"))}")

    for (unit, first, last, count) in [
      ("month", "2010-12", "2011-12", 13), ("quarter", "2010-Q4", "2011-Q4", 5),
    ] {
      let reply = try desk.ask("profile", "{\"model\":\"m\",\"trend\":\"\(unit)\"}")
      let periods = try reply.strings("trend.period")
      #expect(periods.first == first)
      #expect(periods.last == last)
      #expect(periods.count == count)
      let segments = try reply.list("trend.segments")
      let orders = try segments.flatMap { try $0.integers("orders") }.reduce(0, +)
      let money = try segments.flatMap { try $0.doubles("monetary") }.reduce(0, +)
      #expect(orders == 18_532)
      #expect(abs(money - 8_911_407.904) < 1e-3)
      for (segment, part) in zip(segments, try reply.list("segments")) {
        let sum = try segment.doubles("monetary").reduce(0, +)
        #expect(abs(sum - (try part.number("monetary"))) < 1e-6)
        let most = try segment.integers("customers").max() ?? 0
        #expect(most <= Int(try part.number("size")))
        #expect(
          ["rising", "falling", "steady"].contains(try segment.text("verdict")))
      }
    }
    let table = try desk.ask(
      "profile", "{\"model\":\"m\",\"trend\":\"month\",\"format\":\"table\"}")
    #expect(try table.list("trend").count == 13 * 4)
  }

  @Test func `the bicycle shop's published claims can be computed`() throws {
    let desk = Desk(roots: [SharedData.folder], threads: 2)
    try Bikes.unpack()
    try desk.ask(
      "fit",
      Bikes.fit(k: 7, extra: "\"n_init\":3,\"refine\":\"none\"").replacingOccurrences(
        of: "\"features\":[", with: "\"pca\":{\"variance\":0.8},\"features\":["))

    let profile = try desk.ask("profile", "{\"model\":\"bikes\",\"trend\":\"month\"}")

    #expect(abs(try profile.number("overall.one_time_share") - 0.628_597_706_124_215_5) < 1e-15)
    let segments = try profile.list("segments")
    // "72 % of what is spent on bikes", and 48.7 % of the buyers, in one segment.
    let best = try segments.map { try $0.number("spread.Bikes.of_value_money") }.max() ?? 0
    #expect((0.68...0.76).contains(best), "\(best)")
    #expect(
      segments.contains { segment in
        (try? segment.strings("reasons").contains {
          $0.hasSuffix(" of what is spent on Bikes comes from this segment.")
        }) == true
      })
    for value in ["Accessories", "Bikes", "Clothing"] {
      let parts = try segments.map { try $0.number("spread.\(value).of_value_money") }
      #expect(abs(parts.reduce(0, +) - 1) < 1e-9)
    }
    // "spend below 5000": the 95th percentile of a segment; "over the past 6 months": its trend.
    #expect(try segments.contains { try $0.number("features.monetary.p95") < 5_000 })
    #expect(try segments.contains { try $0.number("features.monetary.p95") > 5_000 })
    #expect(try segments.allSatisfy { try $0.at("trend.verdict").string != nil })
    #expect(try segments.contains { try $0.text("trend.verdict") == "rising" })
    for segment in segments {
      for sentence in try segment.strings("reasons") {
        #expect(SentenceCheck(segment: segment, profile: profile).fault(inReason: sentence) == nil)
      }
    }
  }
}

/// Plain figures of plain numbers.
private struct Figures {
  let sorted: [Double]

  init(_ values: [Double]) { sorted = values.sorted() }

  var count: Double { Double(sorted.count) }
  var mean: Double { sorted.reduce(0, +) / count }
  var deviation: Double {
    (sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
  }

  /// numpy's default.
  func quantile(_ part: Double) -> Double {
    let place = part * (count - 1)
    let lower = Int(place)
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (sorted[upper] - sorted[lower]) * (place - Double(lower))
  }
}
