import Features
import Tables
import Testing

@testable import Segmentation

@Suite("Segments by the values of a column")
struct BreakdownTests {
  /// Five customers, the fourth without a segment.
  private let customers = CustomerTable(
    table: Table(
      names: ["Country", "cars", "since", "monetary"],
      columns: [
        .texts(TextColumn(codes: [0, 1, 1, 1, -1], labels: [Label("UK"), Label("DE")])),
        .numbers([2, 0, -0.0, 1, .nan]), .dates([0, 1, 2, 3, 4]),
        .numbers([10, 20, 30, 40, .nan]),
      ], rowCount: 5))

  private func breakdown(_ column: String) throws -> Breakdown {
    try Breakdown(
      by: column, of: customers, labels: [0, 0, 1, -1, 1], segmentCount: 2)
  }

  @Test func `text goes by frequency, a missing value comes last`() throws {
    let values = try breakdown("Country").values

    #expect(values.map(\.value) == [.text("DE"), .text("UK"), .missing])
    #expect(values.map(\.customers) == [2, 1, 1])
    #expect(values.map(\.monetary) == [50, 10, 0])
    #expect(
      values[0].segments == [
        Breakdown.Part(customers: 1, share: 0.5, monetary: 20),
        Breakdown.Part(customers: 1, share: 0.5, monetary: 30),
      ])
  }

  @Test func `numbers ascend, and the sign of a zero does not part them`() throws {
    let values = try breakdown("cars").values

    #expect(values.map(\.value) == [.number(0), .number(2), .missing])
    #expect(values.map(\.customers) == [2, 1, 1])
  }

  @Test(
    arguments: [
      (
        "Contry",
        "there is no column \"Contry\" of customers to go by; did you mean \"Country\"?"
      ),
      (
        "x",
        "there is no column \"x\" of customers to go by; there are Country, cars, since, monetary"
      ),
      (
        "since",
        "\"since\" holds dates; go by a column of text, or of numbers with few values"
      ),
    ])
  func `a column that cannot be gone by is named`(column: String, sentence: String) {
    let error = #expect(throws: SegmentationError.self) { try breakdown(column) }

    #expect(error?.description == sentence)
  }

  @Test func `too many values are counted`() {
    let many = CustomerTable(
      table: Table(
        names: ["spend"], columns: [.numbers((0..<2_000).map(Double.init))], rowCount: 2_000))
    let error = #expect(throws: SegmentationError.self) {
      try Breakdown(
        by: "spend", of: many, labels: [Int32](repeating: 0, count: 2_000), segmentCount: 1)
    }

    #expect(
      error?.description
        == "\"spend\" has 2,000 values, more than the 100 that can be listed; "
        + "go by a column with fewer")
  }
}
