import Features
import Foundation
import Tables

/// Random products, their families, and the birthdays of customers, to be joined with a shop's rows.
///
/// Some keys find nothing and some cells are missing.
struct RandomCatalog {
  struct Product {
    var name: String
    var family: String?
    var cents: Int?
  }

  struct Family {
    var name: String
    var label: String?
    var launch: Int64?
  }

  private(set) var products: [Product] = []
  private(set) var families: [Family] = []
  /// Per country and customer the birthday.
  private(set) var born: [String: Int64] = [:]

  init(_ dice: inout Dice) {
    for index in 0..<6 {
      products.append(
        Product(
          name: "p\(index)",
          family: dice.oneIn(6) ? nil : "f\(Int.random(in: 0..<4, using: &dice))",
          cents: dice.oneIn(8) ? nil : Int.random(in: -5...900, using: &dice)))
    }
    for index in 0..<3 {
      families.append(
        Family(
          name: "f\(index)",
          label: dice.oneIn(6) ? nil : ["Bikes", "Hats", "Bells"].randomElement(using: &dice),
          launch: dice.oneIn(6) ? nil : instant(Int.random(in: -400..<400, using: &dice))))
    }
    for country in ["UK", "FR"] {
      for who in 0..<7 where !dice.oneIn(5) {
        born["\(country)/c\(who)"] = instant(Int.random(in: -12_000..<700, using: &dice))
      }
    }
  }

  var joins: [Join] {
    [
      Join(
        on: ["product"], rightOn: ["name"],
        table: Table([
          ("name", .texts(products.map(\.name))), ("family", .texts(products.map(\.family))),
          ("cost", .numbers(products.map { $0.cents.map { Double($0) / 100 } ?? .nan })),
        ])),
      Join(
        on: ["family"], rightOn: ["id"],
        table: Table([
          ("id", .texts(families.map(\.name))), ("label", .texts(families.map(\.label))),
          ("launch", .dates(families.map { $0.launch ?? Column.missingDate })),
        ])),
    ]
  }

  /// A table of customers with as many names as there are; of one name alone, those of the UK.
  func people(by customer: [String]) -> Table {
    let keys = born.keys.sorted().filter { customer.count > 1 || $0.hasPrefix("UK") }
    return Table([
      ("country", .texts(keys.map { String($0.split(separator: "/")[0]) })),
      ("who", .texts(keys.map { String($0.split(separator: "/")[1]) })),
      ("born", .dates(keys.map { born[$0] ?? Column.missingDate })),
    ])
  }

  /// The birthday of the customer of a row.
  func birthday(_ row: RandomShop.Row?, by customer: [String]) -> Int64? {
    let country = customer.count > 1 ? row?.country ?? "" : "UK"
    return born["\(country)/\(row?.who ?? "")"]
  }

  func product(_ row: RandomShop.Row) -> Product? {
    products.first { $0.name == row.product }
  }

  func family(_ row: RandomShop.Row) -> Family? {
    let name = product(row)?.family
    return families.first { $0.name == name }
  }

  /// Whether a cell that the joins bring is missing.
  func isAnyMissing(_ row: RandomShop.Row) -> Bool {
    product(row)?.family == nil || product(row)?.cents == nil || family(row)?.label == nil
      || family(row)?.launch == nil
  }

  /// The text of a row's cell in a column that may be spread or carried.
  func text(_ column: String, _ row: RandomShop.Row) -> String? {
    switch column {
    case "country": row.country
    case "product": row.product
    case "family": product(row)?.family
    case "label": family(row)?.label
    case "launch": family(row)?.launch.map { dateText($0) }
    default: product(row)?.cents.map { Column.numbers([Double($0) / 100]).text(0) ?? "" }
    }
  }
}
