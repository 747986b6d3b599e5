import Features
import Foundation
import Tables
import Testing

/// The sum of one customer's amounts, as `monetary`.
private func sum(_ amounts: [Double]) throws -> Double {
  let table = Table([
    ("who", .texts(amounts.map { _ in "a" })), ("when", .dates(amounts.map { _ in 0 })),
    ("spent", .numbers(amounts)),
  ])
  let customers = try readCustomers(
    from: MemorySource(table),
    recipe: Recipe(
      transactions: TransactionRecipe(
        customer: ["who"], date: "when", amount: "spent", returns: .ignore, drop: [])))
  return try #require(customers.ledger.monetary)
}

@Suite("Exact sums")
struct ExactSumTests {
  @Test func `tenths add up to a whole`() throws {
    #expect(try sum(Array(repeating: 0.1, count: 10)) == 1)
    #expect(try sum([0.1, 0.2]) == 0.3)
    #expect(try sum([6 * 2.55]) == 15.3)
    #expect(try sum([1e14, 0.01, -1e14]) == 0.01)
    #expect(try sum([-0.0]) == 0)
  }

  @Test func `equals Foundation's decimal sum, to the last bit`() throws {
    var dice = Dice(seed: 3)
    var comparedCount = 0
    for _ in 0..<400 {
      let decimals = Int.random(in: 0...9, using: &dice)
      var expected = Decimal(0)
      var amounts: [Double] = []
      for _ in 0..<Int.random(in: 1...200, using: &dice) {
        let digits = Int.random(in: -999_999_999_999...999_999_999_999, using: &dice)
        let amount = Decimal(digits) / pow(Decimal(10), decimals)
        expected += amount
        amounts.append(try #require(Double("\(amount)")))
      }
      let nearest = try #require(Double("\(expected)"))

      #expect(try sum(amounts) == nearest)
      #expect(try sum(amounts.shuffled(using: &dice)) == nearest)
      comparedCount += 2
    }
    print("exact sums: \(comparedCount) compared")
    #expect(comparedCount == 800)
  }

  /// The product of two doubles is off by up to one unit in its last place.
  @Test func `products of pieces and prices add up as decimals`() throws {
    var dice = Dice(seed: 8)
    var comparedCount = 0
    for places in 2...6 {
      for _ in 0..<100 {
        var expected = 0
        var amounts: [Double] = []
        let scale = pow(10.0, Double(places))
        for _ in 0..<50 {
          let pieces = Int.random(in: 1...9_999, using: &dice)
          let price = Int.random(in: 1...9_999_999, using: &dice)
          expected += pieces * price
          amounts.append(Double(pieces) * (Double(price) / scale))
        }

        #expect(try sum(amounts) == Double(expected) / scale)
        comparedCount += 1
      }
    }
    #expect(comparedCount == 500)
  }

  /// 9,000 amounts just below the limit: 9e18 units, 9e27 billionths, beyond 64 bits.
  @Test func `large amounts do not overflow`() throws {
    let amounts = Array(repeating: 999_999_999_999_999.0, count: 9_000)

    #expect(try sum(amounts) == 999_999_999_999_999 * 9_000)
    #expect(try sum(amounts + amounts.map { -$0 } + [0.25]) == 0.25)
  }

  @Test func `amounts finer than a billionth are told`() throws {
    let table = Table([
      ("who", .texts(["a", "a"])), ("when", .dates([0, 0])), ("spent", .numbers([1.5e-9, 1e-9])),
    ])

    let customers = try readCustomers(
      from: MemorySource(table),
      recipe: Recipe(
        transactions: TransactionRecipe(
          customer: ["who"], date: "when", amount: "spent", measures: [.monetary])))

    #expect(
      customers.ledger.notes == [
        "1 amount finer than the billionth to which amounts are rounded; send them in a smaller unit"
      ])
  }
}
