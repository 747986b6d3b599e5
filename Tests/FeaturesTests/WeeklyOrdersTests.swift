import Features
import Foundation
import Matrices
import SharedFiles
import TableInput
import Tables
import Testing

/// Weeks as dates, a decimal comma, a name of two parts, a window that ends with the last week.
@Suite("Weekly orders", .needsShared("data/weekly_orders/weekly_orders.csv"))
struct WeeklyOrdersTests {
  @Test func `the customers of the last 365 days, and those a logarithm can take`() throws {
    let file = try SharedData.unpacked("data/weekly_orders/weekly_orders.csv")
    let source = try CSVSource(
      OpenFile.open(unrestricted: file),
      options: CSVOptions(dateFormat: DateFormat(name: "WW.YYYY")))
    let recipe = Recipe(
      transactions: TransactionRecipe(
        customer: ["country", "id"], date: "week.year", amount: "revenue", windowDays: 365,
        returns: .ignore, frequencyCounts: .rows),
      defaults: FeatureDefaults(impute: .drop, transform: .log1p, scale: .none))

    let customers = try readCustomers(from: source, recipe: recipe).inCanonicalOrder()
    let fit = try Preparation.fit(recipe, to: customers)

    #expect(customers.ledger.rowsIn == 33_342)
    #expect(customers.table.rowCount == 5_836)
    #expect(customers.identifiers.count == 2)
    #expect(fit.keptRows.count == 5_832)
    #expect(fit.preparation.outputNames == ["recency", "frequency", "monetary"])
    #expect((customers.table["monetary"]?.numbers ?? []).count { $0 == 0 } == 11)
    #expect(
      fit.warnings == [
        "4 values of \"monetary\" -1 or below, where log1p is not defined, taken for missing",
        "4 rows left out of the fit for missing cells",
      ])
  }
}
