import Features
import Foundation
import JSON
import SharedFiles
import Tables
import Testing

@testable import SegmentService

/// Five tables of a bicycle shop, joined by one recipe.
@Suite("Bikes: five tables joined", .enabled(if: SharedData.isThere, noSharedData))
struct BikesTests {
  @Test func `all 24 columns of 18,484 customers equal the reference`() throws {
    let desk = Desk(roots: [SharedData.folder])
    try Bikes.unpack()

    let fit = try desk.ask("fit", Bikes.fit(k: 2, extra: "\"n_init\":1,\"refine\":\"none\""))

    #expect(try fit.number("ledger.rows_in") == 60_398)
    #expect(try fit.number("ledger.rows_kept") == 60_398)
    #expect(try fit.number("ledger.invoices") == 27_659)
    #expect(try fit.number("ledger.customers") == 18_484)
    let customers = try #require(try desk.service.models.find("bikes")?.rows())
    let reference = try Bikes.reference()
    let names = customers.identifiers[0]
    let order = (0..<customers.table.rowCount).sorted {
      names.labels[Int(names.codes[$0])].text < names.labels[Int(names.codes[$1])].text
    }
    #expect(reference.rows.count == order.count)
    var compared = 0
    for (column, name) in reference.names.enumerated() {
      var worst = 0.0
      for (row, customer) in order.enumerated() {
        let value = try Bikes.value(name, customer, customers)
        let expected = reference.rows[row][column]
        worst = max(worst, abs(value - expected) / max(1, abs(expected)))
        compared += 1
      }
      #expect(worst <= 1e-9, "\(name)")
    }
    print("bikes: \(compared) cells compared")
    #expect(compared == 24 * 18_484)
  }
}

/// The bicycle shop's recipe, and the reference.
enum Bikes {
  static let tables = [
    "FactInternetSales", "DimProduct", "DimProductSubCategory", "DimProductCategory", "DimCustomer",
  ]

  static func unpack() throws {
    for table in tables { _ = try SharedData.unpack("adventureworks/\(table).csv") }
  }

  static func data(_ table: String) -> String { "{\"path\":\"adventureworks-\(table).csv\"}" }

  static let transactions = """
    {"customer":"CustomerKey","date":"OrderDate","invoice":"SalesOrderNumber",
     "amount":"SalesAmount","as_of":"2014-01-30",
     "join":[
      {"data":\(data("DimProduct")),"on":"ProductKey","columns":["ProductSubcategoryKey"]},
      {"data":\(data("DimProductSubCategory")),"on":"ProductSubcategoryKey",
       "columns":["ProductCategoryKey"]},
      {"data":\(data("DimProductCategory")),"on":"ProductCategoryKey",
       "columns":["EnglishProductCategoryName"]}],
     "measures":["recency","frequency","monetary","first_purchase","average_line","min_line",
       "max_line"],
     "spread":{"column":"EnglishProductCategoryName","as":"share"}}
    """

  static let recipe = """
    {"transactions":\(transactions),
     "join":[{"data":\(data("DimCustomer")),"on":"CustomerKey","columns":["YearlyIncome",
       "NumberChildrenAtHome","HouseOwnerFlag","BirthDate","EnglishEducation",
       "EnglishOccupation"]}],
     "derive":[{"name":"age","from":"BirthDate","as":"year_difference","of":"2014-01-30"}],
     "features":[\(features.map { "{\"column\":\"\($0)\"}" }.joined(separator: ","))]}
    """

  static let features = [
    "YearlyIncome", "NumberChildrenAtHome", "HouseOwnerFlag", "age", "recency", "frequency",
    "monetary", "first_purchase", "EnglishProductCategoryName=Bikes",
    "EnglishProductCategoryName=Accessories", "EnglishProductCategoryName=Clothing",
    "average_line", "min_line", "max_line", "EnglishEducation", "EnglishOccupation",
  ]

  static func fit(k: Int, extra: String) -> String {
    """
    {"model":"bikes","data":\(data("FactInternetSales")),"k":\(k),\(extra),"recipe":\(recipe)}
    """
  }

  static func reference() throws -> (names: [String], rows: [[Double]]) {
    let path = try SharedData.unpacked("data/adventureworks/customer_matrix_24.csv")
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    return (
      lines[0].split(separator: ",").map(String.init),
      lines.dropFirst().map { $0.split(separator: ",").map { Double($0) ?? .nan } }
    )
  }

  /// A customer's value of a column of the reference.
  static func value(_ name: String, _ row: Int, _ customers: CustomerTable) throws -> Double {
    let pairs = [
      "Age": "age", "Recency": "recency", "Frequency": "frequency", "Total_Sales": "monetary",
      "First_Purchase": "first_purchase", "mean": "average_line", "min": "min_line",
      "max": "max_line",
    ]
    if name.hasPrefix("dum_") {
      let level = String(name.dropFirst(4))
      for column in ["EnglishEducation", "EnglishOccupation"] {
        guard case .texts(let texts)? = customers.table[column] else { continue }
        if texts.labels[Int(texts.codes[row])].text == level { return 1 }
      }
      return 0
    }
    if name.hasSuffix("_") {
      let value = name.dropLast()
      guard case .numbers(let cells)? = customers.table["EnglishProductCategoryName=\(value)"]
      else { throw Unusable("no column \(value)") }
      return cells[row] * 100
    }
    guard case .numbers(let cells)? = customers.table[pairs[name] ?? name] else {
      throw Unusable("no column \(name)")
    }
    return cells[row]
  }
}
