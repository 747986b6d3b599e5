import Features
import Tables
import Testing

@testable import Segmentation

@Suite("Profile: what segments are like")
struct ProfileTests {
  /// Five customers, the fourth without a segment, the fifth without spend.
  ///
  ///     row      0     1     2     3     4
  ///     segment  1     1     2     -     2
  ///     spend    10    30    20    99    missing
  ///     shop     A     B     A     A     A
  ///     orders   1     2     1     1     3
  static func profile() throws -> Profile {
    let shops = TextColumn(codes: [0, 1, 0, 0, 0], labels: [Label("A"), Label("B")])
    let spend = [10, 30, 20, 99, Double.nan]
    return try Profile(
      of: CustomerTable(
        table: Table(
          names: ["spend", "shop"], columns: [.numbers(spend), .texts(shops)], rowCount: 5),
        orderCounts: [1, 2, 1, 1, 3], amounts: spend),
      labels: [0, 0, 1, -1, 1], segmentCount: 2)
  }

  @Test func `sizes and shares leave out rows without a segment`() throws {
    let profile = try ProfileTests.profile()

    #expect(profile.overall.size == 4)
    #expect(profile.segments.map(\.size) == [2, 2])
    #expect(profile.segments.map(\.share) == [0.5, 0.5])
    #expect(profile.segments.map(\.oneTimeShare) == [0.5, 0.5])
  }

  @Test func `money is summed, a missing amount adds nothing`() throws {
    let profile = try ProfileTests.profile()

    #expect(profile.overall.monetary == 60)
    #expect(profile.segments.map(\.monetary) == [40, 20])
    #expect(profile.segments[0].monetaryShare == 40.0 / 60)
  }

  @Test func `a numeric feature has mean, deviation, quantiles, z and missing cells`() throws {
    let profile = try ProfileTests.profile()
    let first = try #require(profile.segments[0].feature("spend"))
    let second = try #require(profile.segments[1].feature("spend"))
    let all = try #require(profile.overall.feature("spend"))

    // 10, 20 and 30 are known: mean 20, population variance 200 / 3.
    #expect(all.mean == 20)
    #expect(abs(try #require(all.deviation) - (200.0 / 3).squareRoot()) < 1e-12)
    #expect(first.mean == 20)
    #expect(first.deviation == 10)
    #expect(first.z == 0)
    #expect(first.quantiles?.minimum == 10)
    #expect(first.quantiles?.lower == 15)
    #expect(first.quantiles?.median == 20)
    #expect(first.quantiles?.upper == 25)
    #expect(first.quantiles?.high == 29)
    #expect(first.quantiles?.maximum == 30)
    #expect(second.count == 1)
    #expect(second.missing == 1)
    #expect(second.mean == 20)
  }

  @Test func `the sign of a zero does not show`() throws {
    let values = [[-0.0, 0, 1], [0, -0.0, 1]]

    for zeros in values {
      let profile = NumericProfile(zeros.span, wantsTenths: false)
      #expect(profile.quantiles?.minimum.sign == .plus)
    }
  }

  @Test func `a category has share, lift, and its part of all who have the value`() throws {
    let profile = try ProfileTests.profile()
    let first = try #require(profile.segments[0].categories.first).values
    let second = try #require(profile.segments[1].categories.first).values

    // Of four customers three shop at A, one at B.
    #expect(first.map(\.value) == ["A", "B"])
    #expect(first.map(\.share) == [0.5, 0.5])
    #expect(first.map(\.lift) == [0.5 / 0.75, 2])
    #expect(first.map(\.ofValue) == [1.0 / 3, 1])
    #expect(first.map(\.ofValueMoney) == [10.0 / 30, 1])
    #expect(second.map(\.value) == ["A"])
    #expect(second.map(\.ofValue) == [2.0 / 3])
  }

  @Test func `importance is the one-way analysis of variance`() throws {
    // Groups 1, 2, 3 and 7, 8, 9: means 2 and 8, overall 5; between 54, within 4.
    let table = Table(
      names: ["x", "same"],
      columns: [.numbers([1, 2, 3, 7, 8, 9]), .numbers([4, 4, 4, 4, 4, 4])],
      rowCount: 6)
    let profile = try Profile(
      of: CustomerTable(table: table), labels: [0, 0, 0, 1, 1, 1], segmentCount: 2)

    #expect(profile.importance[0].etaSquared == 54.0 / 58)
    #expect(profile.importance[0].ratio == 54)
    #expect(profile.importance[1].etaSquared == nil)
    #expect(profile.importance[1].ratio == nil)
    #expect(profile.quintiles["x"] == [2, 3, 7, 8])
  }

  @Test func `sums go in canonical order, whatever the order of the rows`() throws {
    // 1e16 + 1 + 1 is 1e16 from the left and 1e16 + 2 from the right.
    let values = [1e16, 1, 1, 3]
    var totals: Set<Double> = []
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2], [2, 3, 0, 1]] {
      let column = order.map { values[$0] }
      let customers = CustomerTable(
        table: Table(names: ["x"], columns: [.numbers(column)], rowCount: 4), amounts: column
      ).inCanonicalOrder()
      let profile = try Profile(of: customers, labels: [0, 0, 0, 0], segmentCount: 1)
      totals.insert(try #require(profile.overall.monetary))
    }

    #expect(totals.count == 1)
  }

  @Test func `a segment without rows has no figures and no trap`() throws {
    let table = Table(names: ["x"], columns: [.numbers([1, 2])], rowCount: 2)

    let profile = try Profile(
      of: CustomerTable(table: table), labels: [0, 0], segmentCount: 2)

    #expect(profile.segments[1].size == 0)
    #expect(profile.segments[1].feature("x")?.mean == nil)
    #expect(profile.segments[1].reasons.isEmpty)
    #expect(SegmentNamer(profile, features: ["x"]).names() == ["Average customers", "Empty"])
  }

  @Test func `reasons tell what sets a segment apart, the strongest first`() throws {
    let table = Table(
      names: ["orders", "spend"],
      columns: [.numbers([1, 1, 1, 9]), .numbers([10, 10, 10, 970])], rowCount: 4)
    let profile = try Profile(
      of: CustomerTable(table: table, amounts: [10, 10, 10, 970]), labels: [0, 0, 0, 1],
      segmentCount: 2)

    #expect(
      profile.segments[1].reasons == [
        "They are 25 % of the customers and bring 97 % of the money.",
        "They made 9 purchases on average, against 3 overall.",
      ])
  }
}
