import Features
import Foundation
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
    // Each spends clearly more than the one before.
    let spend = (0..<25).map { 100 * pow(1.3, Double($0)) }
    return try Profile(
      of: CustomerTable(
        table: Table(
          names: ["recency", "frequency", "monetary"],
          columns: [.numbers(days), .numbers(orders), .numbers(spend)], rowCount: 25)),
      labels: (0..<25).map { Int32($0) }, segmentCount: 25, order: Array(0..<25))
  }

  @Test func `every cell of the grid has its name`() throws {
    let names = SegmentNamer(
      try profile(), features: ["recency", "frequency", "monetary"]
    ).names()

    let plain = names.map { name in name.split(separator: " (").first.map(String.init) ?? name }

    #expect(plain == NamingTests.grid.flatMap { $0 })
  }

  @Test func `no two segments share a name, and ranks go by spend`() throws {
    let names = SegmentNamer(
      try profile(), features: ["recency", "frequency", "monetary"]
    ).names()

    #expect(Set(names).count == 25)
    #expect(names[3] == "Champions (lower spend)")
    #expect(names[4] == "Champions (higher spend)")
    #expect(names[0] == "New Customers")
    // Loyal customers, by spend: rows 14, 13, 9 and 8.
    #expect(names[14] == "Loyal Customers (highest spend)")
    #expect(names[13] == "Loyal Customers (2nd highest spend)")
    #expect(names[9] == "Loyal Customers (3rd highest spend)")
    #expect(names[8] == "Loyal Customers (lowest spend)")
  }

  @Test func `without recency and orders, a name tells the features that stand out`() throws {
    let jobs = TextColumn(codes: [0, 0, 1, 1], labels: [Label("Manual"), Label("Professional")])
    let profile = try Profile(
      of: CustomerTable(
        table: Table(
          names: ["Annual Income (k$)", "spending_score", "Occupation"],
          columns: [.numbers([1, 2, 9, 10]), .numbers([5, 5, 5, 5]), .texts(jobs)], rowCount: 4)),
      labels: [0, 0, 1, 1], segmentCount: 2, order: [0, 1, 2, 3])

    let names = SegmentNamer(profile, features: profile.overall.features.map(\.name)).names()

    #expect(
      names == [
        "Manual workers with low income", "Professionals with high income",
      ])
  }
}
