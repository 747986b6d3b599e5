import Tables

/// What is added up of each customer while batches stream past: memory grows with customers, their
/// orders and days, never with rows.
///
/// Every sum is a whole number and every extreme a value of the data, so neither the order of rows
/// nor the size of batches shows in the result.
struct CustomerTotals {
  /// One per customer, in the order of their first kept row.
  private(set) var customers: [Totals] = []

  /// Per customer the code of the name.
  private(set) var codes: [Int32] = []

  /// The latest purchase; `nil` before the first.
  private(set) var latest: Int64?

  /// Rows whose amount has more digits than a billionth of a unit holds.
  private(set) var tooFineCount = 0

  /// Per code of a name the customer's index, -1 where there is none yet.
  private var indices: [Int32] = []
  private var invoices = PairCodes()
  private var days = PairCodes()
  private let countsDays: Bool
  private let nets: Bool

  /// One customer's totals.
  struct Totals {
    var first = Int64.max
    var last = Int64.min
    /// Purchases.
    var lineCount = 0
    var invoiceCount = 0
    var dayCount = 0
    var money = ExactSum()
    var items = ExactSum()
    var minimumLine = Double.infinity
    var maximumLine = -Double.infinity
    /// The invoice and day of the newest purchase: rows of one order mostly follow each other, and
    /// then no hash is needed.
    var newestInvoice: Int32 = -1
    var newestDay = Int64.min
  }

  /// Nothing yet.
  init(_ recipe: TransactionRecipe) {
    nets = recipe.returns == .net
    countsDays = recipe.invoice == nil || recipe.frequencyCounts == .days
  }

  /// Adds the rows whose verdict is 0.
  mutating func add(_ rows: TransactionBatch, keptBy verdicts: [UInt8]) {
    let (names, dates) = (rows.customers, rows.dates)
    let (invoiceCodes, amounts, quantities) = (rows.invoices, rows.amounts, rows.quantities)
    for row in verdicts.indices where verdicts[row] == 0 {
      let customer = index(of: names[row])
      let amount = amounts?[row] ?? 0
      if amounts != nil {
        customers[customer].money.add(amount)
        if amount.magnitude < 1e-3, amount != 0 { noteFineness(of: amount) }
      }
      if let quantity = quantities?[row], quantity.magnitude < ExactSum.limit {
        customers[customer].items.add(quantity)
      }
      if nets, rows.isReturn(row) { continue }
      addPurchase(of: customer, at: dates[row], invoice: invoiceCodes?[row] ?? -1, amount)
    }
  }

  private mutating func addPurchase(
    of customer: Int, at date: Int64, invoice: Int32, _ amount: Double
  ) {
    if date > latest ?? .min { latest = date }
    customers[customer].lineCount += 1
    customers[customer].first = min(customers[customer].first, date)
    customers[customer].last = max(customers[customer].last, date)
    customers[customer].minimumLine = min(customers[customer].minimumLine, amount)
    customers[customer].maximumLine = max(customers[customer].maximumLine, amount)
    if invoice >= 0, invoice != customers[customer].newestInvoice {
      customers[customer].newestInvoice = invoice
      if invoices.code(of: Int32(truncatingIfNeeded: customer), invoice).isNew {
        customers[customer].invoiceCount += 1
      }
    }
    guard countsDays else { return }
    let day = wholeDays(date)
    guard day != customers[customer].newestDay else { return }
    customers[customer].newestDay = day
    // Days lie within ±107 million, so they fit 32 bits as they are.
    if days.code(of: Int32(truncatingIfNeeded: customer), Int32(truncatingIfNeeded: day)).isNew {
      customers[customer].dayCount += 1
    }
  }

  private mutating func index(of code: Int32) -> Int {
    let code = Int(code)
    while indices.count <= code {
      indices.append(contentsOf: repeatElement(-1, count: max(64, code + 1 - indices.count)))
    }
    if indices[code] >= 0 { return Int(indices[code]) }
    indices[code] = Int32(truncatingIfNeeded: customers.count)
    codes.append(Int32(truncatingIfNeeded: code))
    customers.append(Totals())
    return customers.count - 1
  }

  private mutating func noteFineness(of amount: Double) {
    var sum = ExactSum()
    sum.add(amount)
    if (sum.value - amount).magnitude > 1e-6 * amount.magnitude { tooFineCount += 1 }
  }
}
