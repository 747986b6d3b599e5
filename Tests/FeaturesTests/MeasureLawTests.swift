import Features
import Foundation
import Matrices
import Tables
import Testing

/// Laws that hold for any transactions under any recipe.
@Suite("Laws of measuring")
struct MeasureLawTests {
  private static let seeds: Range<UInt64> = 0..<600

  @Test func `measures and ledger equal the naive ones`() throws {
    var comparedCount = 0
    for seed in Self.seeds {
      let shop = RandomShop(seed: seed)
      let expected = NaiveMeasures(shop)

      let customers = try shop.read()

      let ledger = customers.ledger
      let dropped = ledger.dropped.filter { $0.rowCount > 0 }.map { ($0.rule, $0.rowCount) }
      #expect(Dictionary(uniqueKeysWithValues: dropped) == expected.dropped, "seed \(seed)")
      #expect(ledger.rowsKept == expected.keptCount, "seed \(seed)")
      #expect(ledger.rowsIn == ledger.rowsKept + dropped.map(\.1).reduce(0, +), "seed \(seed)")
      #expect(customers.table.rowCount == expected.customers.count, "seed \(seed)")
      for row in 0..<customers.table.rowCount {
        let name = customers.name(row)
        let measures = try #require(expected.customers[name], "seed \(seed)")
        for (column, cells) in zip(customers.table.names, customers.table.columns) {
          comparedCount += 1
          if let carried = expected.carried[name]?[column] {
            #expect(shown(cells, row) == carried, "seed \(seed), \(name), \(column)")
            continue
          }
          guard case .numbers(let numbers) = cells else { continue }
          // A value of the spread column that this customer never bought counts 0.
          let value = try #require(measures[column] ?? (column.contains("=") ? 0 : nil))
          let isSame = numbers[row] == value || (numbers[row].isNaN && value.isNaN)
          #expect(
            isSame, "seed \(seed), \(name), \(column): \(numbers[row]) for \(value)")
        }
        #expect(try months(row, customers) == expected.months[name], "seed \(seed), \(name)")
      }
      if !expected.customers.isEmpty { #expect(customers.asOf == expected.asOf) }
    }
    print("naive measures: \(comparedCount) values compared")
    #expect(comparedCount > 20_000)
  }

  @Test func `rows in any order and batches of any size give the same bits`() throws {
    var comparedCount = 0
    for seed in Self.seeds.prefix(60) {
      let shop = RandomShop(seed: seed)
      let table = shop.table
      let expected = try shop.read()
      let expectedMatrix = try matrixBits(expected)
      var dice = Dice(seed: seed)
      for _ in 0..<20 {
        let shuffled = table.reordered(Array(0..<table.rowCount).shuffled(using: &dice))

        let customers = try shop.read(
          shuffled, batchSize: Int.random(in: 1...table.rowCount, using: &dice))

        #expect(customers.bits == expected.bits, "seed \(seed)")
        #expect(customers.asOf == expected.asOf)
        #expect(customers.ledger.dropped == expected.ledger.dropped)
        #expect(customers.ledger.monetary == expected.ledger.monetary)
        #expect(try matrixBits(customers) == expectedMatrix, "seed \(seed)")
        comparedCount += 1
      }
    }
    print("shuffled transactions: \(comparedCount) readings compared")
    #expect(comparedCount == 1_200)
  }

  @Test func `each customer's rows sent alone give the same bits`() throws {
    var comparedCount = 0
    for seed in Self.seeds {
      let shop = RandomShop(seed: seed)
      let all = try shop.read()
      guard let asOf = all.asOf else { continue }
      for row in 0..<all.table.rowCount {
        let name = all.name(row).split(separator: "/").map(String.init)
        var alone = shop
        alone.recipe.spread?.values = all.spread?.values
        alone.rows = shop.rows.filter { $0.who == name.last }

        let one = try alone.read(asOf: .frozen(asOf))

        #expect(one.bits[all.name(row)] == all.bits[all.name(row)], "seed \(seed)")
        #expect(one.asOf == asOf)
        comparedCount += 1
      }
    }
    print("customers sent alone: \(comparedCount) compared")
    #expect(comparedCount > 1_500)
  }

  /// A cell as text, a date as a reader would see it.
  private func shown(_ cells: Column, _ row: Int) -> String? {
    guard case .dates(let dates) = cells else { return cells.text(row) }
    return dates[row] == Column.missingDate ? nil : dateText(dates[row])
  }

  /// A customer's months as text, each with its cents and orders.
  private func months(_ row: Int, _ customers: CustomerTable) throws -> [String: [Int]] {
    let totals = try #require(customers.months)
    var months: [String: [Int]] = [:]
    for place in totals.places(of: row) {
      let (year, month) = Int(totals.months[place]).quotientAndRemainder(dividingBy: 12)
      let cents = Int((totals.amounts[place] * 100).rounded())
      months["\(year)-" + (month < 9 ? "0" : "") + "\(month + 1)"] = [
        cents, Int(totals.orders[place]),
      ]
    }
    return months
  }

  /// The prepared matrix in canonical order, as bits; a sentence where nothing can be prepared.
  private func matrixBits(_ customers: CustomerTable) throws -> [String] {
    let customers = customers.inCanonicalOrder()
    do {
      let fit = try Preparation.fit(
        Recipe(defaults: FeatureDefaults(transform: .log1p)), to: customers)
      let prepared = try fit.preparation.apply(to: customers)
      #expect(
        prepared.matrix.values.count == customers.table.rowCount * fit.matrix.columnCount)
      for (position, row) in fit.keptRows.enumerated() {
        #expect(Array(fit.matrix.row(position)) == Array(prepared.matrix.row(row)))
      }
      return fit.keptRows.map(customers.name) + fit.matrix.values.map { "\($0.bitPattern)" }
        + fit.preparation.outputNames
    } catch {
      return [error.description]
    }
  }
}
