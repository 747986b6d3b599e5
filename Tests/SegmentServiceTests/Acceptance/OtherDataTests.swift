import JSON
import SharedFiles
import TableInput
import Tables
import Testing

@testable import SegmentService

@Suite("Other real data, through the service", .enabled(if: SharedData.isThere, noSharedData))
struct OtherDataTests {
  @Test func `mall customers fall into the known five segments`() throws {
    let desk = Desk()
    let rows = try Mall.rows.get()

    let fit = try desk.ask("fit", Mall.fit(rows.asColumns))
    let score = try desk.ask("silhouette", "{\"model\":\"mall\"}")

    let inertia = try fit.number("inertia")
    #expect(abs(inertia - 44_448.455448) < 1e-6)
    #expect(abs(try score.number("mean") - 0.553932) < 1e-6)
    let segments = try fit.list("segments")
    #expect(try segments.map { try $0.at("size").integer } == [81, 39, 35, 23, 22])
    #expect(Set(try segments.map { try $0.at("name").string }).count == 5)
  }

  @Test func `mall customers without ids, in another order and in pieces, keep theirs`() throws {
    let desk = Desk()
    let rows = try Mall.rows.get()
    try desk.ask("fit", Mall.fit(rows.asColumns))
    let training = try desk.trainingSegments("mall")
    let plain = rows.keeping(["Spending Score (1-100)", "Annual Income (k$)"])
    let order = shuffled(rows.count, seed: 5)

    for size in [1, 7, 1_000] {
      let pieces = try desk.compare("mall", plain, in: order, pieces: size, to: training)

      print("Mall, pieces of \(size): \(pieces.compared) compared")
      #expect(pieces.compared == 200)
      #expect(pieces.different == 0)
    }
  }

  @Test func `weekly orders by country and id keep their segments when sent alone`() throws {
    let desk = Desk(roots: [SharedData.folder])
    let file = try SharedData.weeklyOrders.get()
    let data = "{\"path\":\"\(file)\",\"date_format\":\"WW.YYYY\",\"decimal\":\",\"}"
    let fit = try desk.ask(
      "fit",
      """
      {"model":"weekly","data":\(data),"k":6,"n_init":2,
       "recipe":{"transactions":{"customer":["country","id"],"date":"week.year",
         "amount":"revenue","quantity":"units","frequency_counts":"rows","returns":"ignore",
         "drop":["missing_customer"],"window_days":365},
        "defaults":{"transform":"log1p","scale":"none","impute":"drop"}}}
      """)
    #expect(try fit.at("ledger.customers") == 5_836)
    #expect(try fit.at("n") == 5_832)
    let training = try desk.trainingSegmentsByCustomer("weekly")
    let options = CSVOptions(
      dateFormat: DateFormat(name: "WW.YYYY"), decimal: UInt8(ascii: ","))
    let rows = try SharedData.rows(
      file,
      [
        ColumnRequest("country", as: .text), ColumnRequest("id", as: .text),
        ColumnRequest("week.year", as: .date), ColumnRequest("revenue", as: .number),
        ColumnRequest("units", as: .number),
      ], options)
    let groups = rows.grouped(by: ["country", "id"]).map(\.rows)

    for size in [1, 7, 1_000] {
      let customers = shuffled(groups.count, seed: UInt64(size)).map { groups[$0] }
      let pieces = try desk.compare(
        "weekly", rows, customers: customers, pieces: size, to: training)

      print("Weekly orders, pieces of \(size): \(pieces.compared) compared")
      #expect(pieces.compared == 5_836)
      #expect(pieces.different == 0)
    }
  }

  @Test func `the AdventureWorks matrix keeps its segments in another order and in pieces`() throws
  {
    let desk = Desk(roots: [SharedData.folder], threads: 2)
    let file = try SharedData.adventureWorks.get()
    try desk.ask(
      "fit",
      "{\"model\":\"bikes\",\"data\":{\"path\":\"\(file)\"},\"k\":7,\"n_init\":1,"
        + "\"refine\":\"none\"}")
    let training = try desk.trainingSegments("bikes")
    let source = try CSVSource(
      try OpenFile.open(unrestricted: SharedData.folder + "/" + file), options: CSVOptions())
    let rows = try SharedData.rows(file, source.columnNames.map { ColumnRequest($0, as: .number) })
    let order = shuffled(rows.count, seed: 11)

    // One row a call takes long for all of them: a ninth stands for the rest.
    for (size, part) in [(1, order.count / 9), (7, order.count), (1_000, order.count)] {
      let pieces = try desk.compare(
        "bikes", rows, in: Array(order.prefix(part)), pieces: size, to: training, form: \.asRows)

      print("AdventureWorks, pieces of \(size): \(pieces.compared) compared")
      #expect(pieces.compared == part)
      #expect(pieces.compared >= 2_000)
      #expect(pieces.different == 0)
    }
  }
}

/// The mall's customers as the tests use them.
enum Mall {
  static let rows = Result {
    try SharedData.rows(
      try SharedData.mall.get(),
      [
        ColumnRequest("CustomerID", as: .text), ColumnRequest("Gender", as: .text),
        ColumnRequest("Age", as: .number), ColumnRequest("Annual Income (k$)", as: .number),
        ColumnRequest("Spending Score (1-100)", as: .number),
      ])
  }

  /// A fit on raw income and spending, as the published analysis has it.
  static func fit(_ data: String) -> String {
    """
    {"model":"mall","data":\(data),"k":5,
     "recipe":{"id":"CustomerID","defaults":{"scale":"none"},
       "features":[{"column":"Annual Income (k$)"},{"column":"Spending Score (1-100)"}]}}
    """
  }
}
