import Matrices
import Tables
import Testing

@testable import Segmentation

@Suite("Names of segments")
struct NamingTests {
  /// The published grid: rows by recency score from 5 down to 1, cells by frequency score from 1.
  static let grid = [
    ["New Customers", "Potential Loyalists", "Potential Loyalists", "Champions", "Champions"],
    [
      "Promising", "Potential Loyalists", "Potential Loyalists", "Loyal Customers",
      "Loyal Customers",
    ],
    [
      "About to Sleep", "About to Sleep", "Need Attention", "Loyal Customers", "Loyal Customers",
    ],
    ["Hibernating", "Hibernating", "At Risk", "At Risk", "Can't Lose"],
    ["Hibernating", "Hibernating", "At Risk", "At Risk", "Can't Lose"],
  ]

  /// Twenty-five customers, each a segment: days 1 to 5 by orders 1 to 5, each spending differently.
  private func profile() throws -> Profile {
    let days = (0..<25).map { Double($0 / 5 + 1) }
    let orders = (0..<25).map { Double($0 % 5 + 1) }
    let spend = (0..<25).map { Double(100 + $0) }
    return try Profile(
      of: Table(
        names: ["recency", "frequency", "monetary"],
        columns: [.numbers(days), .numbers(orders), .numbers(spend)], rowCount: 25),
      labels: (0..<25).map { Int32($0) }, segmentCount: 25, money: spend, orderCounts: nil,
      order: Array(0..<25), workers: Workers(threadCount: 1), monitor: .none)
  }

  @Test func `every cell of the grid has its name`() throws {
    let names = segmentNames(of: try profile())

    let plain = names.map { name in name.split(separator: " (").first.map(String.init) ?? name }

    #expect(plain == NamingTests.grid.flatMap { $0 })
  }

  @Test func `no two segments share a name, and ranks go by spend`() throws {
    let names = segmentNames(of: try profile())

    #expect(Set(names).count == 25)
    #expect(names[3] == "Champions (lowest spend)")
    #expect(names[4] == "Champions (highest spend)")
    #expect(names[0] == "New Customers")
    // Loyal customers, by spend: rows 14, 13, 9 and 8.
    #expect(names[14] == "Loyal Customers (highest spend)")
    #expect(names[13] == "Loyal Customers (2nd spend)")
    #expect(names[9] == "Loyal Customers (3rd spend)")
    #expect(names[8] == "Loyal Customers (lowest spend)")
  }

  @Test func `without recency and orders, a name tells the features that stand out`() throws {
    let shops = TextColumn(codes: [0, 0, 1, 1], labels: [Label("north"), Label("south")])
    let profile = try Profile(
      of: Table(
        names: ["Annual Income (k$)", "spending_score", "shop"],
        columns: [.numbers([1, 2, 9, 10]), .numbers([5, 5, 5, 5]), .texts(shops)], rowCount: 4),
      labels: [0, 0, 1, 1], segmentCount: 2, money: nil, orderCounts: nil, order: [0, 1, 2, 3],
      workers: Workers(threadCount: 1), monitor: .none)

    #expect(
      segmentNames(of: profile) == [
        "Mostly north, low annual income", "Mostly south, high annual income",
      ])
  }

  @Test(
    arguments: [
      ("Annual Income (k$)", "annual income"), ("spending_score", "spending score"),
      ("Total.Sales-2", "total sales 2"), ("(x)", "(x)"), ("Größe", "größe"),
    ])
  func `a column's name becomes words`(column: String, words: String) throws {
    #expect(plainWords(column) == words)
  }
}
