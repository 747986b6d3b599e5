/// How rows of transactions are cleaned and measured into one row per customer.
public struct TransactionRecipe: Equatable, Sendable {
  /// The columns that together name a customer; at least one.
  public var customer: [String]

  /// The column of the time of purchase.
  public var date: String

  /// The column that names an order; without it the distinct days of a customer are the orders.
  public var invoice: String?

  /// The column of pieces bought; below 0 the row is a return.
  public var quantity: String?

  /// The column of the price of one piece.
  public var price: String?

  /// The column of money spent on the row; without it quantity times price.
  public var amount: String?

  /// The day that recency is measured against.
  public var asOf: AsOf

  /// What counts as a day.
  public var dayCount: DayCount

  /// Only rows not older than this many days before the as-of date; `nil`: all rows.
  public var windowDays: Int?

  /// What a return does.
  public var returns: ReturnPolicy

  /// The rules by which rows are left out, in this order.
  public var drop: [DropRule]

  /// Lookup tables joined to the rows before measuring, in this order.
  public var joins: [Join]

  /// What is measured of each customer, in this order.
  public var measures: [Measure]

  /// What `frequency` counts.
  public var frequencyCounts: FrequencyUnit

  /// Columns of which each customer takes the most frequent value of the purchases; of several
  /// equally frequent the smallest text.
  public var carry: [String]

  /// A feature per value of a column.
  public var spread: SpreadRule?

  /// The table of all customers; those who never bought are told apart.
  public var master: MasterTable?

  /// Keeps what is given; the rest are the protocol's defaults.
  public init(
    customer: [String], date: String, invoice: String? = nil, quantity: String? = nil,
    price: String? = nil, amount: String? = nil, asOf: AsOf = .afterLast,
    dayCount: DayCount = .elapsed, windowDays: Int? = nil, returns: ReturnPolicy = .drop,
    drop: [DropRule] = [.missingCustomer, .nonPositivePrice],
    joins: [Join] = [], measures: [Measure] = [.recency, .frequency, .monetary],
    frequencyCounts: FrequencyUnit = .invoices, carry: [String] = [], spread: SpreadRule? = nil,
    master: MasterTable? = nil
  ) {
    self.customer = customer
    self.date = date
    self.invoice = invoice
    self.quantity = quantity
    self.price = price
    self.amount = amount
    self.asOf = asOf
    self.dayCount = dayCount
    self.windowDays = windowDays
    self.returns = returns
    self.drop = drop
    self.joins = joins
    self.measures = measures
    self.frequencyCounts = frequencyCounts
    self.carry = carry
    self.spread = spread
    self.master = master
  }
}

/// What a day is when the days between two instants are counted.
public enum DayCount: String, WireNamed {
  /// Whole spans of 24 hours, rounded down.
  case elapsed
  /// The difference of the two dates, whatever the time of day.
  case calendar
}

/// What a return (quantity below 0; without a quantity, amount below 0) does.
public enum ReturnPolicy: String, WireNamed {
  /// It is left out (ledger rule `returns`).
  case drop
  /// Its amount and pieces count against the customer, but neither its invoice nor its date.
  case net
  /// It is a row like any other.
  case ignore
}

/// A rule by which rows are left out.
public enum DropRule: String, WireNamed {
  /// A part of the customer's name is missing.
  case missingCustomer = "missing_customer"
  /// The price is 0 or below; does nothing where the recipe names no price.
  case nonPositivePrice = "non_positive_price"
  /// Any cell of the row is missing, in any column there is.
  case missingAny = "missing_any"
  /// The quantity is 0 or below.
  case nonPositiveQuantity = "non_positive_quantity"
  /// The row equals an earlier one in every column.
  case duplicateRows = "duplicate_rows"
}

/// What `frequency` counts.
public enum FrequencyUnit: String, WireNamed {
  /// Distinct invoices; without an invoice column, distinct days.
  case invoices
  /// Rows.
  case rows
  /// Distinct calendar days.
  case days
}
