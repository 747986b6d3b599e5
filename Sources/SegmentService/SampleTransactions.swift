import Matrices
import Tables

/// Two years of a small shop's sales, made up by rule: what `demo` and the tests segment where there
/// is no data of one's own.
///
/// About 2,000 customers of five habits (regulars, occasional buyers, newcomers, lapsed regulars,
/// one-time buyers), with returns, rows without a customer, rows without a price, quoted cells, and
/// places whose names need more than ASCII. The same bytes every time.
public struct SampleTransactions: Sendable {
  /// The file: a CSV in Windows-1252 with CRLF, as an export from an office would be.
  public let csv: [UInt8]

  /// Rows of the file, the header left out.
  public let rowCount: Int

  /// How one kind of customer buys.
  private struct Habit {
    /// Out of a hundred customers, this many.
    let share: Int
    /// Fewest and most orders.
    let orders: ClosedRange<Int>
    /// Days before the end within which the orders fall, from the oldest to the youngest.
    let days: ClosedRange<Int>
    /// Fewest and most lines per order.
    let lines: ClosedRange<Int>
    /// Fewest and most pieces per line.
    let pieces: ClosedRange<Int>
  }

  private static let habits = [
    Habit(share: 12, orders: 9...30, days: 0...700, lines: 3...9, pieces: 2...24),
    Habit(share: 28, orders: 3...8, days: 20...600, lines: 2...6, pieces: 1...12),
    Habit(share: 15, orders: 1...2, days: 0...40, lines: 1...5, pieces: 1...8),
    Habit(share: 20, orders: 4...12, days: 300...700, lines: 2...7, pieces: 1...16),
    Habit(share: 25, orders: 1...1, days: 60...700, lines: 1...4, pieces: 1...6),
  ]

  /// Name and price in cents.
  private static let articles: [(name: String, cents: Int)] = [
    ("Coffee cup, white", 695), ("Café au lait bowl", 1250), ("Tea towel", 540),
    ("Wooden tray", 1999), ("Candle, beeswax", 825), ("Crème brûlée dish", 475),
    ("Glass jar 500 ml", 390), ("Linen apron", 2950), ("Garden lantern", 3475),
    ("Bread knife", 2199), ("Gift card \"Thank you\"", 250), ("Picture frame", 1120),
  ]

  private static let places = [
    "London", "Zürich", "Málaga", "Århus", "København", "Paris", "Wien", "Malmö", "Dublin",
    "Orléans",
  ]

  /// The last second of the last day, 2025-11-30, counted from 1970.
  private static let lastDay = 20_422

  /// Makes the file.
  ///
  /// - Parameter customerCount: How many customers; 2,000 unless said otherwise.
  public init(customerCount: Int = 2_000) {
    var generator = RandomGenerator(seed: 20_251_130)
    var rows: [(minute: Int, text: String)] = []
    var invoice = 100_000
    for customer in 0..<customerCount {
      let habit = SampleTransactions.habit(at: customer * 100 / max(customerCount, 1))
      let place = generator.choice(of: SampleTransactions.places)
      for _ in 0..<generator.number(in: habit.orders) {
        invoice += 1
        let day = SampleTransactions.lastDay - generator.number(in: habit.days)
        let minute = day * 1_440 + generator.number(in: 480...1_200)
        for _ in 0..<generator.number(in: habit.lines) {
          let article = generator.choice(of: SampleTransactions.articles)
          let pieces = generator.number(in: habit.pieces)
          // One row in sixty has lost its customer, one in four hundred its price.
          let id = generator.number(in: 1...60) == 1 ? "" : "C\(10_001 + customer)"
          let cents = generator.number(in: 1...400) == 1 ? 0 : article.cents
          rows.append(
            (
              minute,
              SampleTransactions.row(
                "\(invoice)", article.name, pieces, minute, cents, id, place)
            ))
          // One row in forty comes back later, in part.
          if generator.number(in: 1...40) == 1 {
            let back = minute + generator.number(in: 60...20_000)
            guard back < (SampleTransactions.lastDay + 1) * 1_440 else { continue }
            let returned = generator.number(in: 1...pieces)
            rows.append(
              (
                back,
                SampleTransactions.row(
                  "R\(invoice)", article.name, -returned, back, article.cents, id, place)
              ))
          }
        }
      }
    }
    // An export is in the order of time; equal minutes stay in the order of invoices.
    let ordered = rows.enumerated().sorted {
      ($0.element.minute, $0.offset) < ($1.element.minute, $1.offset)
    }
    var csv = SampleTransactions.windows1252(
      "InvoiceNo,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,City\r\n")
    for (_, row) in ordered { csv += SampleTransactions.windows1252(row.text) }
    self.csv = csv
    rowCount = rows.count
  }

  private static func habit(at percentile: Int) -> Habit {
    var reached = 0
    for habit in habits {
      reached += habit.share
      if percentile < reached { return habit }
    }
    return habits[habits.count - 1]
  }

  private static func row(
    _ invoice: String, _ article: String, _ pieces: Int, _ minute: Int, _ cents: Int, _ id: String,
    _ place: String
  ) -> String {
    let name =
      article.contains { $0 == "," || $0 == "\"" }
      ? "\"" + article.replacing("\"", with: "\"\"") + "\"" : article
    return "\(invoice),\(name),\(pieces),\(date(minute)),\(cents / 100).\(two(cents % 100)),"
      + "\(id),\(place)\r\n"
  }

  /// Minutes since 1970 as `2025-11-30 18:05`.
  private static func date(_ minute: Int) -> String {
    String(dateText(Int64(minute) * 60_000_000).prefix(16)).replacing("T", with: " ")
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// Every character here is below U+0100, where Windows-1252 and Unicode agree.
  private static func windows1252(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
  }
}

extension RandomGenerator {
  fileprivate mutating func number(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }

  fileprivate mutating func choice<Element>(of elements: [Element]) -> Element {
    elements[number(in: 0...elements.count - 1)]
  }
}
