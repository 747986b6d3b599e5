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
      labels: (0..<25).map { Int32($0) }, segmentCount: 25)
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
      labels: [0, 0, 1, 1], segmentCount: 2)

    let names = SegmentNamer(profile, features: profile.overall.features.map(\.name)).names()

    #expect(
      names == [
        "Manual workers with low income", "Professionals with high income",
      ])
  }

  /// Random customers in random segments: RFM, or income, age, a flag, a category.
  private func randomProfile(_ random: inout RandomGenerator, isRFM: Bool) throws -> Profile {
    let count = 6 + random.next(below: 30)
    let segmentCount = 1 + random.next(below: min(count, 12))
    // Few distinct values make ties, and ties make equal names.
    let width = 1 + random.next(below: 8)
    func numbers() -> [Double] {
      (0..<count).map { _ in
        random.next(below: 20) == 0 ? .nan : Double(random.next(below: width))
      }
    }
    let names = isRFM ? ["recency", "frequency", "monetary"] : ["Income", "Age", "x (y)"]
    let texts = ["Professional", "Manual", "Average customers", "a (larger)", "ü", "u\u{308}"]
    let category = TextColumn(
      codes: (0..<count).map { _ in Int32(random.next(below: texts.count + 1)) - 1 },
      labels: texts.map { Label($0) })
    return try Profile(
      of: CustomerTable(
        table: Table(
          names: names + ["Occupation"],
          columns: [
            .numbers(numbers()), .numbers(numbers()), .numbers(numbers()), .texts(category),
          ],
          rowCount: count)),
      labels: (0..<count).map { _ in Int32(random.next(below: segmentCount)) },
      segmentCount: segmentCount)
  }

  @Test func `no two segments ever share a name, and the same profile gives the same names`() throws
  {
    var random = RandomGenerator(seed: 11, stream: 0)
    var compared = 0
    var longest = 0
    for round in 0..<2_400 {
      let isRFM = round % 2 == 0
      let profile = try randomProfile(&random, isRFM: isRFM)
      let features = profile.overall.features.map(\.name) + (isRFM ? [] : ["Occupation"])

      let names = SegmentNamer(profile, features: features).names()

      #expect(Set(names).count == profile.segments.count, "\(names)")
      #expect(names.allSatisfy { !$0.isEmpty && $0 == $0.trimming })
      #expect(names == SegmentNamer(profile, features: features).names())
      // Names that were given once are kept, whatever order they are asked for in.
      #expect(names == SegmentNamer(profile, features: features).names(holding: names))
      longest = max(longest, names.map(\.count).max() ?? 0)
      compared += 1
    }
    print("names: \(compared) profiles, the longest name has \(longest) letters")
    #expect(compared >= 2_000)
  }

  @Test func `a name is held over a small change and given up over a large one`() throws {
    func names(_ recency: Double, holding held: [String?]) throws -> [String] {
      let profile = try Profile(
        of: CustomerTable(
          table: Table(
            names: ["recency", "frequency", "monetary"],
            columns: [
              .numbers([1, 20, 30, 40, recency, recency]), .numbers([9, 8, 7, 6, 1, 1]),
              .numbers([90, 80, 70, 60, 10, 10]),
            ], rowCount: 6)),
        labels: [0, 0, 0, 0, 1, 1], segmentCount: 2)
      return SegmentNamer(profile, features: ["recency", "frequency", "monetary"])
        .names(holding: held)
    }

    let lapsed = try names(41, holding: [])
    // At 37 days the segment lies one cell further, but within a tenth.
    let near = (fresh: try names(37, holding: []), held: try names(37, holding: lapsed))
    let far = try names(2, holding: lapsed)

    #expect(lapsed[1] == "Hibernating")
    #expect(near.fresh[1] != "Hibernating")
    #expect(near.held[1] == "Hibernating")
    #expect(far[1] != "Hibernating")
  }

  @Test func `a phrase is put together by what its parts are`() {
    func trait(_ column: String, prefix: String? = nil, noun: String? = nil, tail: String? = nil)
      -> NameTrait
    {
      NameTrait(
        column: column, topic: column, strength: 1, prefix: prefix, noun: noun, tail: tail,
        nounRank: noun == nil ? 9 : 1)
    }
    let clothing = trait("Clothing", prefix: "Clothing-first", tail: "who buy mostly Clothing")
    let jobs = trait("job", noun: "professionals", tail: "mostly Professional")
    let debt = trait("debt", tail: "with high debt")
    let cars = trait("cars", tail: "with low cars")
    let age = trait("age", prefix: "older")

    #expect(NamePhrase([]).text == "Average customers")
    #expect(NamePhrase([clothing, jobs]).text == "Clothing-first professionals")
    #expect(NamePhrase([jobs, clothing]).text == "Clothing-first professionals")
    #expect(NamePhrase([debt, cars]).text == "Customers with high debt and low cars")
    #expect(NamePhrase([debt, age, jobs]).text == "Older professionals with high debt")
    #expect(NamePhrase([clothing]).text == "Clothing-first customers")
  }
}

extension String {
  /// The text without white space at its ends.
  fileprivate var trimming: String { trimmingCharacters(in: .whitespaces) }
}
