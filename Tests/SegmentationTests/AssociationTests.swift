import Features
import Tables
import Testing

@testable import Segmentation

@Suite("Categories against segments")
struct AssociationTests {
  @Test func `chi-squared and V are those of the table`() throws {
    // Expected 24 15 21 and 16 10 14; scipy: 34.226190476190474, V 0.5850315416812197.
    let association = Association(column: "c", counts: [[10, 20, 30], [30, 5, 5]])

    let chiSquared = try #require(association.chiSquared)
    let byHand =
      196.0 / 24 + 25.0 / 15 + 81.0 / 21 + 196.0 / 16 + 25.0 / 10 + 81.0 / 14
    #expect(abs(chiSquared - byHand) < 1e-12)
    #expect(abs(try #require(association.cramersV) - (byHand / 100).squareRoot()) < 1e-15)
  }

  @Test func `values that go with one segment each have V 1, those that go with none have 0`() {
    #expect(Association(column: "c", counts: [[4, 0], [0, 6]]).cramersV == 1)
    #expect(Association(column: "c", counts: [[2, 4], [3, 6]]).cramersV == 0)
  }

  @Test(arguments: [[[Int]](), [[]], [[3]], [[3, 0], [4, 0]], [[3, 4]], [[0, 0], [1, 2]]])
  func `fewer than two segments or values have neither`(counts: [[Int]]) {
    let association = Association(column: "c", counts: counts)

    #expect(association.chiSquared == nil)
    #expect(association.cramersV == nil)
  }

  @Test func `texts that Unicode holds equal are one value`() throws {
    // "é" in one piece and as "e" with an accent.
    let texts = TextColumn(
      codes: [0, 1, 2, -1], labels: ["\u{E9}", "e\u{301}", "z"].map { Label($0) })
    let profile = try Profile(
      of: CustomerTable(table: Table(names: ["c"], columns: [.texts(texts)], rowCount: 4)),
      labels: [0, 0, 1, 1], segmentCount: 2)

    let values = try #require(profile.segments[0].categories.first).values

    #expect(values.count == 1)
    #expect(values[0].share == 1)
    #expect(values[0].ofValue == 1)
    #expect(profile.associations[0].cramersV == 1)
  }

  @Test func `a spread has shares of the segment's money, of the value's money and of its buyers`()
    throws
  {
    // Money on bikes and caps: 30 and 10, 0 and 20, 60 and 0.
    let spread = SpreadTotals(
      column: "Category", values: ["Bikes", "Caps"], amounts: [30, 10, 0, 20, 60, 0],
      lineCounts: [1, 2, 0, 1, 3, 0])
    let profile = try Profile(
      of: CustomerTable(
        table: Table(names: ["x"], columns: [.numbers([1, 2, 3])], rowCount: 3),
        amounts: [40, 20, 60], spread: spread),
      labels: [0, 0, 1], segmentCount: 2)

    #expect(
      profile.segments[0].spread == [
        SpreadProfile(value: "Bikes", share: 0.5, ofValueMoney: 30.0 / 90, ofValue: 0.5),
        SpreadProfile(value: "Caps", share: 0.5, ofValueMoney: 1, ofValue: 1),
      ])
    #expect(profile.segments[1].spread[1].ofValueMoney == 0)
    #expect(profile.overall.spread.map(\.share) == [0.75, 0.25])
  }
}
