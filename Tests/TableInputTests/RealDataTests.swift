import Foundation
import SharedFiles
import TableInput
import Tables
import Testing

@Suite(
  "Real files", .serialized,
  .enabled(
    if: SharedData.has("data/online_retail/OnlineRetail.csv"),
    Comment(rawValue: SharedData.absence(of: "data/online_retail/OnlineRetail.csv"))))
struct RealDataTests {
  private func read(
    _ name: String, options: CSVOptions = CSVOptions(), _ requests: [ColumnRequest]? = nil
  ) throws -> ReadCSV {
    let file = try OpenFile.open(unrestricted: try SharedData.unpacked("data/" + name))
    return try readAll(try CSVSource(file, options: options), requests)
  }

  private func texts(_ read: ReadCSV, _ name: String) throws -> TextColumn {
    guard case .texts(let column) = read.table[name] else { throw TableError.cancelled }
    return column
  }

  private func numbers(_ read: ReadCSV, _ name: String) throws -> [Double] {
    guard case .numbers(let values) = read.table[name] else { throw TableError.cancelled }
    return values
  }

  private func dates(_ read: ReadCSV, _ name: String) throws -> [Int64] {
    guard case .dates(let values) = read.table[name] else { throw TableError.cancelled }
    return values
  }

  @Test func `Online Retail has the counts that are known`() throws {
    let read = try read(
      "online_retail/OnlineRetail.csv",
      [
        ColumnRequest("InvoiceNo", as: .text), ColumnRequest("Description", as: .text),
        ColumnRequest("Quantity", as: .number), ColumnRequest("InvoiceDate", as: .date),
        ColumnRequest("UnitPrice", as: .number), ColumnRequest("CustomerID", as: .text),
        ColumnRequest("Country", as: .text),
      ])

    #expect(read.table.rowCount == 541_909)
    #expect(read.report.rowCount == 541_909)
    #expect(read.report.droppedRows.isEmpty)
    #expect(read.report.unreadable.isEmpty)
    #expect(read.report.delimiter == ",")
    #expect(read.report.encoding == "windows-1252")
    #expect(read.report.dateFormat == "mdy")
    #expect(read.report.decimal == ".")
    #expect(read.report.notes == [])
    #expect(try texts(read, "CustomerID").codes.count { $0 < 0 } == 135_080)
    #expect(try texts(read, "CustomerID").labels.count == 4_372)
    #expect(try texts(read, "CustomerID").labels.first == Label("17850"))
    #expect(try texts(read, "Country").labels.count == 38)
    #expect(try texts(read, "InvoiceNo").labels.count == 25_900)
    #expect(try texts(read, "Description").codes.count { $0 < 0 } == 1_454)
    #expect(try texts(read, "Description").labels.contains { $0.text.contains("£") })
    let instants = try dates(read, "InvoiceDate")
    #expect(dateText(instants.min() ?? 0) == "2010-12-01T08:26:00")
    #expect(dateText(instants.max() ?? 0) == "2011-12-09T12:50:00")
    let sum = zip(try numbers(read, "Quantity"), try numbers(read, "UnitPrice")).reduce(0) {
      $0 + $1.0 * $1.1
    }
    #expect(abs(sum - 9_747_747.934) < 1e-3)
  }

  @Test func `Online Retail needs no kinds declared`() throws {
    let read = try read(
      "online_retail/OnlineRetail.csv",
      ["Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"].map { ColumnRequest($0) })

    #expect(read.table.columns.map(\.kind) == [.number, .date, .number, .number, .text])
  }

  @Test func `the weekly orders have decimal commas in quotes and weeks of years`() throws {
    let read = try read(
      "weekly_orders/weekly_orders.csv",
      options: CSVOptions(dateFormat: DateFormat(name: "WW.YYYY")),
      [
        ColumnRequest("country", as: .text), ColumnRequest("id", as: .text),
        ColumnRequest("week.year", as: .date), ColumnRequest("revenue", as: .number),
        ColumnRequest("units", as: .number),
      ])

    #expect(read.table.rowCount == 33_342)
    #expect(read.report.unreadable.isEmpty && read.report.droppedRows.isEmpty)
    #expect(read.report.decimal == ",")
    #expect(read.report.dateFormat == "WW.YYYY")
    #expect(try numbers(read, "revenue").first == 808.08)
    #expect(dateText(try dates(read, "week.year").first ?? 0) == "2019-01-14T00:00:00")
    let (countries, ids) = (try texts(read, "country"), try texts(read, "id"))
    let customers = Set(zip(countries.codes, ids.codes).map { [$0, $1] })
    #expect(customers.count == 5_836)
    let note = try #require(read.report.notes.first { $0.contains("lost the last zero") })
    #expect(note.hasPrefix("column \"week.year\": "))
    let years = Set(try dates(read, "week.year").map { dateText($0).prefix(4) })
    #expect(years.isSubset(of: ["2018", "2019", "2020"]))
  }

  @Test func `AdventureWorks has the counts that are known`() throws {
    let lines = try read(
      "adventureworks/FactInternetSales.csv",
      [
        ColumnRequest("SalesOrderNumber", as: .text), ColumnRequest("OrderDate", as: .date),
        ColumnRequest("CustomerKey"), ColumnRequest("SalesAmount"),
        ColumnRequest("OrderDateKey", as: .date),
      ])
    let customers = try read(
      "adventureworks/DimCustomer.csv",
      [
        ColumnRequest("CustomerKey", as: .text), ColumnRequest("BirthDate"),
        ColumnRequest("YearlyIncome"),
        ColumnRequest("FrenchEducation"),
      ])
    let products = try read(
      "adventureworks/DimProduct.csv", [ColumnRequest("ProductSubcategoryKey")])

    #expect(lines.table.rowCount == 60_398)
    #expect(try texts(lines, "SalesOrderNumber").labels.count == 27_659)
    let days = try dates(lines, "OrderDate")
    #expect(dateText(days.min() ?? 0) == "2010-12-29T00:00:00")
    #expect(dateText(days.max() ?? 0) == "2014-01-28T00:00:00")
    #expect(try dates(lines, "OrderDateKey") == days)
    #expect(customers.table.rowCount == 18_484)
    #expect(customers.table.columns.map(\.kind) == [.text, .date, .number, .text])
    #expect(customers.report.encoding == "utf-8")
    #expect(try numbers(products, "ProductSubcategoryKey").count { $0.isNaN } == 209)
  }

  @Test func `the mall's customers are a table of five columns`() throws {
    let read = try read("mall/Mall_Customers.csv")

    #expect(read.table.rowCount == 200)
    #expect(read.table.columns.count == 5)
    #expect(read.table.columns.map(\.kind) == [.number, .text, .number, .number, .number])
    #expect(read.report.unreadable.isEmpty)
  }
}
