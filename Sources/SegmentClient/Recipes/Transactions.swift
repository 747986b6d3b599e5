import JSON

/// How rows of transactions become one row per customer.
public struct Transactions: Sendable, WireValue {
  let json: JSONObject

  /// Names the columns, and what is done with them; what is nil has the daemon's default.
  ///
  /// - Parameters:
  ///   - customer: The column, or columns, that name a customer.
  ///   - date: The day, or moment, of the purchase.
  ///   - invoice: Whose values name an invoice; nil where the days of purchase are the orders.
  ///   - quantity: With `price`: the number of pieces.
  ///   - price: With `quantity`: the price of a piece.
  ///   - amount: A row's money, instead of quantity and price.
  ///   - asOf: What recency is measured against: `max+1d` (the default), `max` or a date.
  ///   - dayCount: Days as 24 hours that have passed, or as dates apart.
  ///   - windowDays: Only purchases of so many days before `asOf` count.
  ///   - returns: What becomes of rows with a negative quantity.
  ///   - drop: Cleaning rules, in order.
  ///   - measures: What is measured of each customer.
  ///   - frequencyCounts: What a purchase is.
  ///   - join: Lookup tables joined to the rows before measuring; the model keeps them.
  ///   - carry: Columns of which a customer takes the most frequent value.
  ///   - spread: A feature per value of a column.
  ///   - customers: The table of all customers; those who never bought get segment 0.
  public init(
    customer: ColumnNames, date: String, invoice: String? = nil, quantity: String? = nil,
    price: String? = nil, amount: String? = nil, asOf: String? = nil, dayCount: DayCount? = nil,
    windowDays: Int? = nil, returns: Returns? = nil, drop: [DropRule]? = nil,
    measures: [Measure]? = nil, frequencyCounts: Purchase? = nil, join: [Join]? = nil,
    carry: [String]? = nil, spread: Spread? = nil, customers: Master? = nil
  ) {
    json = members(
      ("customer", customer), ("date", date), ("invoice", invoice), ("quantity", quantity),
      ("price", price), ("amount", amount), ("as_of", asOf), ("day_count", dayCount),
      ("window_days", windowDays), ("returns", returns), ("drop", drop), ("measures", measures),
      ("frequency_counts", frequencyCounts), ("join", join), ("carry", carry),
      ("spread", spread), ("customers", customers))
  }

  func write(to writer: inout JSONWriter) { json.write(to: &writer) }

  /// What a day is.
  public enum DayCount: String, Sendable, CaseIterable, WireValue {
    /// 24 hours that have passed.
    case elapsed
    /// Dates apart.
    case calendar
  }

  /// What becomes of rows with a negative quantity.
  public enum Returns: String, Sendable, CaseIterable, WireValue {
    /// They are left out.
    case drop
    /// Their money counts against the customer.
    case net
    /// They count as any row.
    case ignore
  }

  /// A rule by which rows are left out.
  public enum DropRule: String, Sendable, CaseIterable, WireValue {
    /// Nobody knows who bought.
    case missingCustomer = "missing_customer"
    /// A price of 0 or less.
    case nonPositivePrice = "non_positive_price"
    /// Any cell is missing.
    case missingAny = "missing_any"
    /// A quantity of 0 or less.
    case nonPositiveQuantity = "non_positive_quantity"
    /// A row that equals an earlier one.
    case duplicateRows = "duplicate_rows"
  }

  /// What is measured of each customer.
  public enum Measure: String, Sendable, CaseIterable, WireValue {
    /// Days since the last purchase.
    case recency
    /// Orders.
    case frequency
    /// Money.
    case monetary
    /// Money per order.
    case averageOrder = "average_order"
    /// Money per row.
    case averageLine = "average_line"
    /// The smallest row.
    case minLine = "min_line"
    /// The largest row.
    case maxLine = "max_line"
    /// Days from the first purchase to the last.
    case tenure
    /// Days since the first purchase.
    case firstPurchase = "first_purchase"
    /// Mean days between orders.
    case interval
    /// Pieces.
    case items
    /// 1 for those who bought once, else 0.
    case oneTime = "one_time"
  }

  /// What a purchase is.
  public enum Purchase: String, Sendable, CaseIterable, WireValue {
    /// Each invoice.
    case invoices
    /// Each row.
    case rows
    /// Each day.
    case days
  }

  /// A feature per value of a column.
  public struct Spread: Sendable, WireValue {
    /// What the feature counts.
    public enum Kind: String, Sendable, CaseIterable, WireValue {
      /// The customer's money.
      case amount
      /// Its share of the customer's money, 0 to 1.
      case share
      /// Purchases.
      case count
    }

    private let json: JSONObject

    /// A column whose values become features; nil takes every value that was bought.
    public init(_ column: String, as kind: Kind? = nil, values: [String]? = nil) {
      json = members(("column", column), ("as", kind), ("values", values))
    }

    func write(to writer: inout JSONWriter) { json.write(to: &writer) }
  }

  /// The table of all customers.
  public struct Master: Sendable, WireValue {
    private let json: JSONObject

    /// A table, and the column, or columns, that name a customer there.
    public init(_ data: Rows, on: ColumnNames) { json = members(("data", data), ("on", on)) }

    func write(to writer: inout JSONWriter) { json.write(to: &writer) }
  }
}
