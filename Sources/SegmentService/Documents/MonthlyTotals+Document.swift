import Features
import JSON

extension JSONWriter {
  /// What each customer bought month by month, one after the other.
  mutating func member(_ name: String, _ totals: MonthlyTotals) {
    object(name) { writer in
      writer.member("first_day", totals.firstDay)
      writer.member("last_day", totals.lastDay)
      writer.member(
        "counts", integers: zip(totals.starts, totals.starts.dropFirst()).map { $1 - $0 })
      writer.member("months", integers: totals.months.map { Int($0) })
      writer.member("orders", integers: totals.orders.map { Int($0) })
      writer.member("amounts", numbers: totals.amounts)
    }
  }
}

extension MonthlyTotals {
  /// Reads what each of so many customers bought month by month.
  init(_ totals: DocumentValue, customerCount: Int) throws(DocumentError) {
    var starts = [0]
    let counts = try totals.member("counts")
    for element in try counts.elements() {
      starts.append((starts.last ?? 0) + (try element.integer(0...1_000_000)))
    }
    guard starts.count == customerCount + 1 else {
      throw counts.misfit("a list of \(customerCount)")
    }
    let total = starts.last ?? 0
    func list(_ name: String) throws(DocumentError) -> [Int32] {
      let place = try totals.member(name)
      var list: [Int32] = []
      for element in try place.elements() {
        list.append(Int32(try element.integer(0...Int(Int32.max))))
      }
      guard list.count == total else { throw place.misfit("a list of \(total)") }
      return list
    }
    let amounts = try totals.member("amounts")
    let money = try amounts.numbers()
    guard money.count == total else { throw amounts.misfit("a list of \(total)") }
    let days = -100_000_000...100_000_000
    self.init(
      starts: starts, months: try list("months"), orders: try list("orders"), amounts: money,
      firstDay: try totals.member("first_day").integer(days),
      lastDay: try totals.member("last_day").integer(days))
  }
}
