import JSON
import SharedFiles
import Testing

@testable import SegmentService

@Suite("Order of rows and columns, and threads", .enabled(if: SharedData.isThere, noSharedData))
struct OrderTests {
  /// How often rows are shuffled.
  static let repeats = 20

  @Test func `mall fits alike, bit for bit, however rows and columns come`() throws {
    let rows = try Mall.rows.get()

    let compared = try compareShuffles(rows, ids: "CustomerID") { Mall.fit($0) }

    print("Mall, shuffled fits: \(compared) compared")
    #expect(compared == OrderTests.repeats * 3)
  }

  @Test func `measured customers fit alike, bit for bit, however rows and columns come`() throws {
    let rows = try OnlineRetail.customers.get()

    let compared = try compareShuffles(rows, ids: "id", threadCounts: { [[1, 2, 8][$0 % 3]] }) {
      "{\"model\":\"mall\",\"data\":\($0),\"k\":5,\"n_init\":2,"
        + "\"recipe\":{\"id\":\"id\",\"defaults\":{\"transform\":\"log1p\"}}}"
    }

    print("Online Retail RFM, shuffled fits: \(compared) compared")
    #expect(compared == OrderTests.repeats)
  }

  @Test func `transactions fit alike, bit for bit, however rows and columns come`() throws {
    let all = try OnlineRetail.rows.get()
    let groups = all.grouped(by: ["CustomerID"])
    let chosen = stride(from: 0, to: groups.count, by: groups.count / 300).map { groups[$0].rows }
    let rows = all.taking(chosen.flatMap { $0 })

    let compared = try compareShuffles(
      rows, ids: "CustomerID", threadCounts: { [[1, 2, 8][$0 % 3]] }
    ) {
      "{\"model\":\"mall\",\"data\":\($0),\"k\":4,\"n_init\":2,"
        + "\"recipe\":\(OnlineRetail.recipe("log1p"))}"
    }

    print("Online Retail, \(rows.count) shuffled transactions: \(compared) fits compared")
    #expect(chosen.count >= 300)
    #expect(compared == OrderTests.repeats)
  }

  @Test func `a large table fits alike, bit for bit, with one, two and eight threads`() throws {
    let file = try SharedData.adventureWorks.get()

    var results: [FitResult] = []
    var labels: [[Int]] = []
    for threads in [1, 2, 8] {
      let desk = Desk(roots: [SharedData.folder], threads: threads)
      let reply = try desk.ask(
        "fit",
        "{\"model\":\"m\",\"data\":{\"path\":\"\(file)\"},\"k\":7,\"n_init\":1,"
          + "\"refine\":\"none\"}")
      results.append(try FitResult(reply))
      labels.append(try desk.trainingSegments("m"))
    }

    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
    #expect(labels[0].count == 18_484)
    #expect(labels[0] == labels[1])
    #expect(labels[0] == labels[2])
  }

  /// Fits the rows as they are with one thread, then shuffled, and compares each fit with the
  /// first: centres, inertia, sizes, fingerprint, and the segment of each customer.
  ///
  /// - Parameter threadCounts: The thread counts for the n-th shuffle.
  /// - Returns: How many fits were compared.
  private func compareShuffles(
    _ rows: Rows, ids: String, threadCounts: (Int) -> [Int] = { _ in [1, 2, 8] },
    _ fit: (String) -> String
  ) throws -> Int {
    let first = Desk()
    let expected = try FitResult(try first.ask("fit", fit(rows.asColumns)))
    let segments = try first.trainingSegmentsByCustomer("mall")
    try #require(segments.count >= 200)
    var compared = 0
    for shuffle in 0..<OrderTests.repeats {
      let order = shuffled(rows.count, seed: UInt64(100 + shuffle))
      let columns = shuffled(rows.names.count, seed: UInt64(shuffle)).map { rows.names[$0] }
      let data = rows.taking(order).keeping(columns).asColumns
      for threads in threadCounts(shuffle) {
        let desk = Desk(threads: threads)
        let result = try FitResult(try desk.ask("fit", fit(data)))
        #expect(result == expected, "shuffle \(shuffle), \(threads) threads")
        #expect(try desk.trainingSegmentsByCustomer("mall") == segments)
        compared += 1
      }
    }
    return compared
  }
}
