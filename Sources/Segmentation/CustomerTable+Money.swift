public import Features
import Tables

extension CustomerTable {
  /// Per row what the customer spent: measured from transactions, else the table's own column
  /// `monetary`; `nil` where neither is there.
  public var money: [Double]? {
    if !amounts.isEmpty { return amounts }
    guard let name = table.names.first(where: { $0.lowercased() == "monetary" }),
      case .numbers(let values)? = table[name]
    else { return nil }
    return values
  }

  /// Per row the number of orders; `nil` for a table of customers.
  var knownOrderCounts: [Int]? { orderCounts.isEmpty ? nil : orderCounts }
}
