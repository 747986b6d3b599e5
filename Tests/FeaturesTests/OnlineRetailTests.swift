import Features
import Foundation
import SharedFiles
import TableInput
import Tables
import Testing

/// The whole of UCI's Online Retail, against pandas.
@Suite("Online Retail", .needsShared("data/online_retail/OnlineRetail.csv"), .serialized)
struct OnlineRetailTests {
  private static let measures: [Measure] = [
    .recency, .frequency, .monetary, .averageOrder, .averageLine,
  ]

  private func read(
    _ file: String, _ change: (inout TransactionRecipe) -> Void = { _ in }
  ) throws -> CustomerTable {
    var transactions = TransactionRecipe(
      customer: ["CustomerID"], date: "InvoiceDate", invoice: "InvoiceNo", quantity: "Quantity",
      price: "UnitPrice", measures: Self.measures)
    change(&transactions)
    let source = try CSVSource(
      OpenFile.open(unrestricted: file), options: CSVOptions())
    return try readCustomers(from: source, recipe: Recipe(transactions: transactions))
  }

  @Test func `the ledger and every customer equal the reference`() throws {
    let file = try SharedData.unpacked("data/online_retail/OnlineRetail.csv")

    let customers = try read(file)
    let calendar = try read(file) { $0.dayCount = .calendar }
    let rows = try read(file) { $0.frequencyCounts = .rows }

    let ledger = customers.ledger
    #expect(ledger.rowsIn == 541_909)
    #expect(ledger.rowsKept == 397_884)
    #expect(
      ledger.dropped == [
        Ledger.Drop(rule: "missing_customer", rowCount: 135_080),
        Ledger.Drop(rule: "non_positive_price", rowCount: 40),
        Ledger.Drop(rule: "returns", rowCount: 8_905),
      ])
    #expect(ledger.customers == 4_338)
    #expect(ledger.invoices == 18_532)
    #expect(ledger.monetary == 8_911_407.904)
    #expect(ledger.examples["returns"]?.count == 3)
    #expect(ledger.unreadable.isEmpty)

    let reference = try referenceRows()
    #expect(reference.count == 4_338)
    var compared = 0
    for (row, label) in customers.identifiers[0].labels.enumerated() {
      let expected = try #require(reference[label.text])
      #expect(customers.table["recency"]?.numbers[row] == expected["recency"])
      #expect(customers.table["frequency"]?.numbers[row] == expected["freq_invoices"])
      #expect(isClose(customers.table["monetary"]?.numbers[row], expected["monetary"], 1e-9))
      #expect(
        isClose(customers.table["average_order"]?.numbers[row], expected["avg_invoice"], 1e-9))
      #expect(isClose(customers.table["average_line"]?.numbers[row], expected["avg_row"], 1e-9))
      #expect(calendar.table["recency"]?.numbers[row] == expected["recency_calendar"])
      #expect(rows.table["frequency"]?.numbers[row] == expected["freq_rows"])
      compared += 1
    }
    print("Online Retail: \(compared) customers equal the reference")
    #expect(compared == 4_338)
  }

  @Test func `rows with any missing cell, and duplicates`() throws {
    let file = try SharedData.unpacked("data/online_retail/OnlineRetail.csv")

    let missing = try read(file) {
      $0.drop = [.missingAny]
      $0.returns = .ignore
    }
    let duplicates = try read(file) {
      $0.drop = [.duplicateRows]
      $0.returns = .ignore
    }

    #expect(missing.ledger.rowsKept == 406_829)
    #expect(missing.ledger.customers == 4_372)
    #expect(
      duplicates.ledger.dropped.first == Ledger.Drop(rule: "duplicate_rows", rowCount: 5_268))
  }

  private func referenceRows() throws -> [String: [String: Double]] {
    let text = try String(
      contentsOf: SharedData.file("data/reference/online_retail_rfm.csv"), encoding: .utf8)
    let lines = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    var rows: [String: [String: Double]] = [:]
    for line in lines.dropFirst() {
      rows[line[0]] = Dictionary(
        uniqueKeysWithValues: zip(lines[0], line).compactMap { name, cell in
          Double(cell).map { (name, $0) }
        })
    }
    return rows
  }
}

private func isClose(_ value: Double?, _ expected: Double?, _ tolerance: Double) -> Bool {
  guard let value, let expected else { return false }
  return abs(value - expected) <= tolerance * abs(expected)
}
