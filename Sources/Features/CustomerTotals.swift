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

  /// Per code of a name the customer's index, -1 where there is none yet.
  private var indices: [Int32] = []

  /// The customers of each invoice, each with the place of its first month.
  private var invoices = InvoiceOwners()
  private var days = PairCodes()
  private let countsDays: Bool
  private let ordersAreDays: Bool
  private let nets: Bool
  private let keepsMonths: Bool

  /// The runs of the newest rows.
  private var runs: [Run] = []

  /// Means nothing; a look whose outcome goes nowhere would be left out.
  private var looked = 0

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
    findRuns(rows, verdicts)
    for run in runs { add(run, of: rows, keptBy: verdicts) }
  }

  /// Rows of one customer that follow each other and are of one invoice and one instant, as the lines
  /// of an order are.
  private struct Run {
    var rows: Range<Int>
    let customer: Int
    let isPurchase: Bool
  }

  /// Cuts the kept rows into runs.
  private mutating func findRuns(_ rows: TransactionBatch, _ verdicts: [UInt8]) {
    runs.removeAll(keepingCapacity: true)
    let (names, dates) = (rows.customers, rows.dates)
    // Where there are none, names tell the same twice.
    let invoices = rows.invoices ?? names
    var newest = (row: 0, run: Run(rows: 0..<0, customer: -1, isPurchase: true))
    for row in verdicts.indices where verdicts[row] == 0 {
      let isPurchase = !(nets && rows.isReturn(row))
      let last = newest.row
      newest.row = row
      if newest.run.customer >= 0, names[row] == names[last], dates[row] == dates[last],
        isPurchase == newest.run.isPurchase, invoices[row] == invoices[last]
      {
        newest.run.rows = newest.run.rows.lowerBound..<row + 1
        continue
      }
      if newest.run.customer >= 0 { runs.append(newest.run) }
      let customer = index(of: names[row])
      newest.run = Run(rows: row..<row + 1, customer: customer, isPurchase: isPurchase)
    }
    if newest.run.customer >= 0 { runs.append(newest.run) }
    // Each customer is looked at, at both ends, so that the memory answers many at once and not one by
    // one when they are added to.
    for run in runs {
      let customer = customers[run.customer]
      looked &+= customer.lineCount &+ Int(customer.newestPlace)
    }
  }

  /// Adds the kept rows of a run: what they come to first, and that to the customer once.
  private mutating func add(
    _ run: Run, of rows: TransactionBatch, keptBy verdicts: [UInt8]
  ) {
    let (customer, first) = (run.customer, run.rows.lowerBound)
    let (amounts, quantities) = (rows.amounts, rows.quantities)
    var lines = Lines()
    for row in run.rows where verdicts[row] == 0 {
      let amount = amounts?[row] ?? 0
      lines.add(amount)
      if amount.magnitude < 1e-3, amount != 0 { noteFineness(of: amount) }
      if let quantity = quantities?[row], quantity.magnitude < ExactSum.limit {
        lines.items.add(quantity)
      }
    }
    let day = wholeDays(rows.dates[first])
    let place = keepsMonths ? place(of: customer, day) : 0
    if amounts != nil {
      if keepsMonths {
        months.add(lines.money, at: place)
      } else {
        customers[customer].money.add(lines.money)
      }
    }
    customers[customer].items.add(lines.items)
    if let values = rows.spread {
      for row in run.rows where verdicts[row] == 0 {
        spread.add(values[row], amounts?[row] ?? 0, of: customer, isPurchase: run.isPurchase)
      }
    }
    guard run.isPurchase else { return }
    let date = rows.dates[first]
    if customers[customer].addPurchases(lines, at: date) {
      latest = max(latest ?? .min, date)
      earliest = min(earliest ?? .max, date)
    }
    if let invoices = rows.invoices { addInvoice(invoices[first], of: customer, place) }
    if countsDays { addDay(day, of: customer, place) }
    for index in rows.carried.indices {
      for row in run.rows where verdicts[row] == 0 {
        carried[index].add(rows.carried[index], row, of: customer)
      }
    }
  }

  /// Adds up what was kept apart while rows streamed past, money by month and orders by invoice, and
  /// lets go what told invoices and days apart: a reply is made of the same memory.
  mutating func finish() {
    let invoices = invoices
    (self.invoices, days, runs) = (InvoiceOwners(), PairCodes(), [])
    guard keepsMonths else { return }
    for (customer, sum) in months.sums(customerCount: customers.count).enumerated() {
      customers[customer].money = sum
    }
    invoices.forEachPlace { months.addOrder(at: $0) }
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
    let (entry, isNew) = invoices.entry(of: Int32(truncatingIfNeeded: customer), invoice)
    if isNew { customers[customer].invoiceCount += 1 }
    guard keepsMonths else { return }
    if isNew
      || months.pairs[Int(place)][1] < months.pairs[Int(invoices[place: entry])][1]
    {
      invoices[place: entry] = place
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
