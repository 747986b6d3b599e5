extension CustomerTotals {
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

    /// Adds purchases of one instant; whether it is the first or the last so far.
    @inline(__always)
    mutating func addPurchases(_ lines: Lines, at date: Int64) -> Bool {
      lineCount += lines.count
      minimumLine = min(minimumLine, lines.minimum)
      maximumLine = max(maximumLine, lines.maximum)
      guard date < first || date > last else { return false }
      first = min(first, date)
      last = max(last, date)
      return true
    }
  }

  /// What the rows of a run come to.
  struct Lines {
    private(set) var count = 0
    private(set) var money = ExactSum()
    var items = ExactSum()
    private(set) var minimum = Double.infinity
    private(set) var maximum = -Double.infinity

    @inline(__always)
    mutating func add(_ amount: Double) {
      count &+= 1
      money.add(amount)
      minimum = min(minimum, amount)
      maximum = max(maximum, amount)
    }
  }
}
