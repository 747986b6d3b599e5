import Clustering
import Foundation
import JSON
import SharedFiles
import Tables
import Testing

@testable import SegmentService

@Suite(
  "Feature 1: segment ids that survive refits",
  .enabled(if: SharedData.isThere, noSharedData))
struct SurvivingIdTests {
  /// Recency, frequency and monetary value of 4,338 customers of Online Retail, with their ids.
  static let customers = Result {
    let source = SharedData.path("data/reference/online_retail_rfm.csv")
    let text = try String(contentsOf: URL(fileURLWithPath: source), encoding: .utf8)
    let file = try SharedData.write(text, as: "retail-reference.csv")
    return try SharedData.rows(
      file,
      [
        ColumnRequest("CustomerID", as: .text), ColumnRequest("recency", as: .number),
        ColumnRequest("freq_invoices", as: .number), ColumnRequest("monetary", as: .number),
      ])
  }

  static func fit(
    _ desk: Desk, _ rows: Rows, _ k: Int, _ transform: String, _ more: String = ""
  ) throws -> JSONValue {
    try desk.ask(
      "fit",
      "{\"model\":\"retail\",\"data\":\(rows.asColumns),\"k\":\(k),\"recipe\":{"
        + "\"id\":\"CustomerID\",\"defaults\":{\"transform\":\"\(transform)\"}}\(more)}")
  }

  /// Share of the customers of both whose id is the same, and how far the partitions agree.
  static func kept(
    _ before: [String: Int], _ after: [String: Int]
  ) -> (share: Double, agreement: Double, count: Int) {
    let common = before.keys.filter { after[$0] != nil }
    let (old, new) = (common.map { Int32(before[$0] ?? 0) }, common.map { Int32(after[$0] ?? 0) })
    let same = zip(old, new).count { $0 == $1 }
    return (Double(same) / Double(common.count), adjustedRandIndex(old, new), common.count)
  }

  @Test(arguments: [4, 5, 6], ["none", "log1p"])
  func `permuted rows, another seed and one percent more or fewer rows keep the ids`(
    k: Int, transform: String
  ) throws {
    let all = try Self.customers.get()
    let order = shuffled(all.count, seed: UInt64(k))
    let fewer = all.taking(order.dropFirst(all.count / 100).sorted())
    let desk = Desk(threads: 2)
    _ = try Self.fit(desk, all, k, transform)
    var before = try desk.trainingSegmentsByCustomer("retail")
    var least = 1.0
    var compared = 0
    // Each refit is compared with the one before it, its parent.
    for (rows, more) in [
      (all.taking(order), ",\"reuse\":false"), (all, ",\"seed\":1"), (fewer, ",\"seed\":2"),
      (all, ",\"seed\":3"),
    ] {
      let reply = try Self.fit(desk, rows, k, transform, more)
      let after = try desk.trainingSegmentsByCustomer("retail")

      let (share, agreement, count) = Self.kept(before, after)
      // Where one percent of the rows brings another optimum, no numbering can hide it.
      #expect(share >= 0.99 || agreement <= 0.95)
      #expect(share > 0.95)
      #expect(try reply.list("alignment.kept").count == k)
      #expect(try reply.text("alignment.by") == "customers")
      #expect(try reply.number("alignment.customers") == Double(count))
      least = min(least, share)
      compared += count
      before = after
    }
    print("k \(k), \(transform): the least share of kept ids is \(least) of \(compared) compared")
    #expect(compared > 17_000)
  }

  @Test(arguments: ["none", "log1p"])
  func `five segments become six: five ids stay and one is new`(transform: String) throws {
    let desk = Desk(threads: 2)
    let rows = try Self.customers.get()
    let first = try Self.fit(desk, rows, 5, transform)

    let reply = try Self.fit(desk, rows, 6, transform)

    #expect(try first.list("segments").map { try $0.number("id") } == [1, 2, 3, 4, 5])
    #expect(try reply.list("segments").map { try $0.number("id") } == [1, 2, 3, 4, 5, 6])
    #expect(try reply.integers("alignment.kept") == [1, 2, 3, 4, 5])
    #expect(try reply.integers("alignment.new") == [6])
    #expect(try reply.integers("alignment.retired") == [])
    #expect(try reply.list("segments").map { try $0.number("size") }.reduce(0, +) == 4_338)
    // assign gives the ids of the fit, whatever their order.
    let assigned = try desk.ask("assign", "{\"model\":\"retail\",\"data\":\(rows.asColumns)}")
    #expect(try assigned.integers("segment") == desk.trainingSegments("retail"))
  }
}
