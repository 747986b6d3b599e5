/// What can be measured of a customer's transactions.
///
/// *Purchases* are the kept rows that are not returns (with ``ReturnPolicy/ignore``, all kept
/// rows). *Orders* are their distinct invoices; without an invoice column, their distinct days.
/// Days are counted as the recipe's ``DayCount`` says.
///
/// > Source: each unit is the one most notebooks and R's `rfm` use.
public enum Measure: String, WireNamed {
  /// Days from the last purchase to the as-of date; 0 on the as-of date itself.
  case recency
  /// Number of orders, rows or days, as ``TransactionRecipe/frequencyCounts`` says.
  case frequency
  /// Sum of the amounts, exact in billionths of a unit; returns count against it with
  /// ``ReturnPolicy/net``.
  case monetary
  /// `monetary` divided by the number of orders.
  case averageOrder = "average_order"
  /// `monetary` divided by the number of purchases.
  case averageLine = "average_line"
  /// The smallest amount of a purchase.
  case minimumLine = "min_line"
  /// The largest amount of a purchase.
  case maximumLine = "max_line"
  /// Days from the first purchase to the last.
  case tenure
  /// Days from the first purchase to the as-of date.
  case firstPurchase = "first_purchase"
  /// Mean days between orders: `tenure` divided by the number of orders less one; missing where
  /// there is one order.
  case interval
  /// Sum of the quantities; returns count against it with ``ReturnPolicy/net``.
  case items
  /// 1 where there is exactly one order, else 0.
  case oneTime = "one_time"

  /// Whether it cannot be measured without amounts.
  var needsAmount: Bool {
    switch self {
    case .monetary, .averageOrder, .averageLine, .minimumLine, .maximumLine: true
    case .recency, .frequency, .tenure, .firstPurchase, .interval, .items, .oneTime: false
    }
  }

  /// Whether it depends on which orders there are, besides `frequency`.
  var countsOrders: Bool {
    switch self {
    case .averageOrder, .interval, .oneTime: true
    default: false
    }
  }
}
