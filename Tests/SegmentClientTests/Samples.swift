import SegmentClient

/// Rows that the tests send.
enum Samples {
  /// Six customers in two groups.
  static let customers: Rows = .columns(
    ["recency": [3, 5, 8, 210, 180, 240], "spend": [950, 870, 1020, 40, 65, 20]],
    ids: ["a", "b", "c", "d", "e", "f"])

  /// 12 customers with two to four purchases over a year, in two countries.
  static let purchases: Rows = .records(
    (0..<12).flatMap { customer in
      (0..<(2 + customer % 3)).map { order in
        [
          "who": .integer(1000 + customer), "bill": .text("\(customer)-\(order)"),
          "day": .text("2024-\(["02", "05", "09", "12"][order])-1\(customer % 9)"),
          "pieces": .integer(1 + order + customer % 2),
          "price": .number(customer < 6 ? 9.5 : 120), "land": customer % 2 == 0 ? "UK" : "DE",
        ]
      }
    })

  /// How they become customers.
  static let trade = Transactions(
    customer: "who", date: "day", invoice: "bill", quantity: "pieces", price: "price",
    carry: ["land"])

  /// Evenly spread numbers in eight columns: nothing that a fit could be quick with.
  static func spread(_ count: Int) -> Rows {
    var state: UInt64 = 20_240_101
    return .columns(
      "abcdefgh".map { name in
        let numbers = (0..<count).map { _ -> Double in
          // Knuth's linear congruential generator, its upper bits.
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return Double(state >> 40) / 16_777_216
        }
        return (String(name), Column(numbers))
      })
  }
}
