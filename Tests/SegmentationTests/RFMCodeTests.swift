import Testing

@testable import Segmentation

@Suite("Names of recency, frequency and monetary scores")
struct RFMCodeTests {
  @Test func `the table names each of the 125 codes once`() {
    let codes = RFMCodes.table.flatMap(\.codes)
    let all = (1...5).flatMap { r in (1...5).flatMap { f in (1...5).map { r * 100 + f * 10 + $0 } }
    }

    #expect(codes.count == 125)
    #expect(codes.sorted() == all)
    #expect(Set(RFMCodes.table.map(\.name)).count == 11)
  }

  @Test(arguments: [
    (5, 5, 5, "Champions"), (5, 3, 3, "Potential Loyalist"), (1, 1, 1, "Lost"),
    (1, 5, 5, "Can't Lose"), (5, 1, 2, "New (Recent)"), (3, 3, 1, "About To Sleep"),
    (2, 1, 1, "Hibernating"), (1, 2, 4, "At Risk"), (5, 3, 5, "Need Attention"),
    (5, 2, 5, "Promising"), (5, 4, 3, "Loyal"),
  ])
  func `a code has the published name`(
    _ recency: Int, _ frequency: Int, _ monetary: Int, _ name: String
  ) {
    #expect(RFMCodes.name(recency: recency, frequency: frequency, monetary: monetary) == name)
  }

  @Test func `scores outside of one to five have no name`() {
    for other in [Int.min, -1, 0, 6, Int.max] {
      #expect(RFMCodes.name(recency: other, frequency: 1, monetary: 1) == nil)
      #expect(RFMCodes.name(recency: 1, frequency: other, monetary: 1) == nil)
      #expect(RFMCodes.name(recency: 1, frequency: 1, monetary: other) == nil)
      #expect(rfmGridName(recency: other, frequency: 1) == nil)
      #expect(rfmGridName(recency: 1, frequency: other) == nil)
    }
  }

  @Test func `the grid names each of its 25 cells`() {
    let names = (1...5).flatMap { recency in
      (1...5).map { rfmGridName(recency: recency, frequency: $0) }
    }

    #expect(names.count { $0 != nil } == 25)
    #expect(Set(names.compactMap { $0 }) == Set(rfmGridNames))
    #expect(rfmGridNames.count == 10)
  }
}
