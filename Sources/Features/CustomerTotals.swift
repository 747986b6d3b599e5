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

  /// The earliest purchase; `nil` before the first.
  private(set) var earliest: Int64?

  /// Money and orders by month.
  private(set) var months = MonthCounts()

  /// Money and purchases by value of the spread column.
  private(set) var spread = SpreadCounts()

  /// Per carried column how often each value came.
  private(set) var carried: [CarryCounts] = []

  /// Per invoice of a customer the place of its first month.
  private var invoicePlaces: [Int32] = []

  /// Per code of a name the customer's index, -1 where there is none yet.
  private var indices: [Int32] = []
  private var invoices = InvoiceCodes()
  private var days = PairCodes()
  private let countsDays: Bool
  private let ordersAreDays: Bool
  private let nets: Bool
  private let keepsMonths: Bool

  /// Per row of the newest rows its customer.
  private var owners: [Int32] = []

  /// Means nothing; a look whose outcome goes nowhere would be left out.
  private var looked = 0

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
    var newestInvoicePlace: Int32 = -1
    var newestDay = Int64.min
    /// The month of the newest row, and its place among the months.
    var newestMonth = Int32.min
    var newestPlace: Int32 = -1

    /// Adds a purchase; whether it is the first or the last so far.
    @inline(__always)
    mutating func addPurchase(at date: Int64, _ amount: Double) -> Bool {
      lineCount += 1
      minimumLine = min(minimumLine, amount)
      maximumLine = max(maximumLine, amount)
      guard date < first || date > last else { return false }
      first = min(first, date)
      last = max(last, date)
      return true
    }
  }

  /// Nothing yet.
  ///
  /// - Parameter keepsMonths: Whether money and orders are kept by month.
  init(_ recipe: TransactionRecipe, carriedCount: Int, keepsMonths: Bool) {
    self.keepsMonths = keepsMonths
    carried = Array(repeating: CarryCounts(), count: carriedCount)
    nets = recipe.returns == .net
    ordersAreDays = recipe.invoice == nil
    countsDays = ordersAreDays || recipe.frequencyCounts == .days
  }

  /// Adds the rows whose verdict is 0.
  mutating func add(_ rows: TransactionBatch, keptBy verdicts: [UInt8]) {
    findOwners(rows.customers, verdicts)
    let (dates, owners) = (rows.dates, owners)
    let (invoiceCodes, amounts, quantities) = (rows.invoices, rows.amounts, rows.quantities)
    for row in verdicts.indices where verdicts[row] == 0 {
      let customer = Int(owners[row])
      let amount = amounts?[row] ?? 0
      let day = wholeDays(dates[row])
      let place = keepsMonths ? place(of: customer, day) : 0
      if amounts != nil {
        if keepsMonths {
          months.add(amount, at: place)
        } else {
          customers[customer].money.add(amount)
        }
        if amount.magnitude < 1e-3, amount != 0 { noteFineness(of: amount) }
      }
      if let quantity = quantities?[row], quantity.magnitude < ExactSum.limit {
        customers[customer].items.add(quantity)
      }
      let isPurchase = !(nets && rows.isReturn(row))
      if let values = rows.spread {
        spread.add(values[row], amount, of: customer, isPurchase: isPurchase)
      }
      guard isPurchase else { continue }
      if customers[customer].addPurchase(at: dates[row], amount) {
        latest = max(latest ?? .min, dates[row])
        earliest = min(earliest ?? .max, dates[row])
      }
      if let invoiceCodes { addInvoice(invoiceCodes[row], of: customer, place) }
      if countsDays { addDay(day, of: customer, place) }
      for index in rows.carried.indices {
        carried[index].add(rows.carried[index], row, of: customer)
      }
    }
  }

  /// Finds the customers of the kept rows.
  ///
  /// Each is looked at, so that the memory answers many at once and not one by one when they are
  /// added to.
  private mutating func findOwners(_ names: [Int32], _ verdicts: [UInt8]) {
    owners.removeAll(keepingCapacity: true)
    owners.reserveCapacity(names.count)
    var looked = 0
    for row in verdicts.indices {
      guard verdicts[row] == 0 else {
        owners.append(-1)
        continue
      }
      let customer = index(of: names[row])
      owners.append(Int32(truncatingIfNeeded: customer))
      looked &+= customers[customer].lineCount
    }
    self.looked &+= looked
  }

  /// Adds up what was kept apart while rows streamed past: money by month, orders by invoice.
  mutating func finish() {
    guard keepsMonths else { return }
    for (customer, sum) in months.sums(customerCount: customers.count).enumerated() {
      customers[customer].money = sum
    }
    for place in invoicePlaces where !ordersAreDays { months.addOrder(at: place) }
    invoicePlaces = []
  }

  /// The months of these customers, in their order, `nil` where none were kept; only after
  /// ``finish()``.
  func monthlyTotals(of kept: [Int]) -> MonthlyTotals? {
    guard keepsMonths else { return nil }
    let first = Int(wholeDays(earliest ?? 0))
    return months.totals(
      of: kept, customerCount: customers.count,
      days: first...max(first, Int(wholeDays(latest ?? 0))))
  }

  private mutating func place(of customer: Int, _ day: Int64) -> Int32 {
    let month = months.month(ofDay: day)
    if customers[customer].newestMonth != month {
      customers[customer].newestMonth = month
      customers[customer].newestPlace = months.place(
        of: Int32(truncatingIfNeeded: customer), month)
    }
    return customers[customer].newestPlace
  }

  /// Counts an invoice once, in the first of its months.
  @inline(__always)
  private mutating func addInvoice(_ invoice: Int32, of customer: Int, _ place: Int32) {
    guard invoice >= 0,
      invoice != customers[customer].newestInvoice
        || place != customers[customer].newestInvoicePlace
    else { return }
    customers[customer].newestInvoice = invoice
    customers[customer].newestInvoicePlace = place
    let (code, isNew) = invoices.code(of: Int32(truncatingIfNeeded: customer), invoice)
    if isNew { customers[customer].invoiceCount += 1 }
    guard keepsMonths else { return }
    if isNew {
      invoicePlaces.append(place)
    } else if months.pairs[Int(place)][1] < months.pairs[Int(invoicePlaces[Int(code)])][1] {
      invoicePlaces[Int(code)] = place
    }
  }

  private mutating func addDay(_ day: Int64, of customer: Int, _ place: Int32) {
    guard day != customers[customer].newestDay else { return }
    customers[customer].newestDay = day
    // Days lie within ±107 million, so they fit 32 bits as they are.
    if days.code(of: Int32(truncatingIfNeeded: customer), Int32(truncatingIfNeeded: day)).isNew {
      customers[customer].dayCount += 1
      if ordersAreDays, keepsMonths { months.addOrder(at: place) }
    }
  }

  @inline(__always)
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
