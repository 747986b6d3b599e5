import Features
import Matrices
import Tables
import Testing

@Suite("Customers in canonical order")
struct CanonicalCustomersTests {
  /// Customers with everything that has an entry per customer, each telling which one it is of.
  private static func customers(_ order: [Int]) -> CustomerTable {
    let ids = TextColumn(
      codes: order.indices.map { Int32($0) }, labels: order.map { Label("c\($0)") })
    var months = MonthlyTotals(
      starts: [0], months: [], orders: [], amounts: [], firstDay: 0, lastDay: 900)
    for customer in order {
      for month in 0..<customer % 3 {
        months.months.append(Int32(customer * 10 + month))
        months.orders.append(Int32(customer + 1))
        months.amounts.append(Double(customer) / 4)
      }
      months.starts.append(months.months.count)
    }
    return CustomerTable(
      identifiers: [ids],
      table: Table(
        names: ["x", "day", "kind"],
        columns: [
          .numbers(order.map { Double($0) }), .dates(order.map { Int64($0) * 86_400_000_000 }),
          .texts(TextColumn(codes: order.map { Int32($0 % 2) }, labels: [Label("a"), Label("b")])),
        ], rowCount: order.count),
      orderCounts: order.map { $0 + 1 }, amounts: order.map { Double($0) * 1.5 },
      weights: order.map { Double($0 + 2) }, months: months,
      spread: SpreadTotals(
        column: "kind", values: ["a", "b"], amounts: order.flatMap { [Double($0), -1] },
        lineCounts: order.flatMap { [Int32($0), 7] }))
  }

  @Test func `are the same however they came, with all that belongs to each`() {
    let count = 50
    var dice = Dice(seed: 4)
    let sorted = Self.customers(Array(0..<count)).inCanonicalOrder()
    guard case .numbers(let values)? = sorted.table["x"] else { return #expect(Bool(false)) }

    // What came in this order in the first place.
    #expect(sorted.table == Self.customers(values.map { Int($0) }).table)
    #expect(values != (0..<count).map { Double($0) })
    for threadCount in [1, 3] {
      let shuffled = Self.customers((0..<count).shuffled(using: &dice))
      let other = shuffled.inCanonicalOrder(workers: Workers(threadCount: threadCount))
      #expect(other.table == sorted.table)
      #expect(other.identifiers[0].texts == sorted.identifiers[0].texts)
      #expect(other.orderCounts == sorted.orderCounts && other.amounts == sorted.amounts)
      #expect(other.weights == sorted.weights && other.months == sorted.months)
      #expect(other.spread == sorted.spread)
      let (late, order) = shuffled.canonical(columnLimit: 0)
      #expect(late == other && late.table.order == order)
    }
    #expect(sorted.identifiers[0].texts == values.map { "c\(Int($0))" })
    #expect(sorted.orderCounts == values.map { Int($0) + 1 })
    #expect(sorted.amounts == values.map { $0 * 1.5 })
    #expect(sorted.weights == values.map { $0 + 2 })
    #expect(sorted.months == Self.customers(values.map { Int($0) }).months)
    #expect(sorted.spread == Self.customers(values.map { Int($0) }).spread)
  }

  @Test func `who are none stay none`() {
    let none = CustomerTable(table: Table(names: ["x"], columns: [.numbers([])], rowCount: 0))

    #expect(none.inCanonicalOrder() == none)
  }
}

extension TextColumn {
  fileprivate var texts: [String] { codes.map { labels[Int($0)].text } }
}
