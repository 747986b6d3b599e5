import Decimals
import Tables

/// Reads transactions into one row per customer.
struct TransactionReader {
  let source: any BatchSource
  let recipe: Recipe
  let transactions: TransactionRecipe
  let policy: AsOfPolicy
  let demand: Demand
  let isCancelled: () -> Bool
  /// The source with its joins; `nil` where there are none.
  private let joined: JoinedSource?

  /// - Throws: ``FeatureError`` where a join's table or key cannot be used.
  init(
    source: any BatchSource, recipe: Recipe, transactions: TransactionRecipe,
    policy: AsOfPolicy, demand: Demand, isCancelled: @escaping () -> Bool
  ) throws(FeatureError) {
    joined = transactions.joins.isEmpty ? nil : try JoinedSource(source, transactions.joins)
    self.source = joined ?? source
    self.recipe = recipe
    self.transactions = transactions
    self.policy = policy
    self.demand = demand
    self.isCancelled = isCancelled
  }

  /// Cleans and measures every row.
  func read() throws(FeatureError) -> CustomerTable {
    let columns = try TransactionColumns(recipe, transactions, of: source, demand)
    let known = try knownAsOf(columns)
    var ledger = Ledger()
    let scan = try scan(columns, dates: dates(known), into: &ledger)
    let asOf = try settled(known, latest: scan.totals.latest)
    ledger.dropped += scan.cleaning.shown
    ledger.examples.merge(scan.cleaning.examples) { _, new in new }
    return try table(of: scan, asOf: asOf, columns, ledger)
  }

  /// What days are counted to, where it does not take all rows to know; a window that ends with
  /// the last purchase takes a first reading.
  private func knownAsOf(_ columns: TransactionColumns) throws(FeatureError) -> Int64? {
    let asked: AsOf
    switch policy {
    case .frozen(let instant): return instant
    case .fit: asked = transactions.asOf
    case .override(let other): asked = other
    }
    if case .date(let instant, _) = asked { return instant }
    guard transactions.windowDays != nil else { return nil }
    var unused = Ledger()
    let trial = try scan(columns, dates: .min ... .max, into: &unused, isTrial: true)
    return trial.totals.latest.map { asked == .afterLast ? dayAfter($0) : $0 }
  }

  /// The dates that are read: the window, up to an as-of date that the call itself names.
  private func dates(_ asOf: Int64?) -> ClosedRange<Int64> {
    guard let asOf else { return .min ... .max }
    var upper = Int64.max
    if case .override(.date) = policy { upper = lastInstant(asOf) }
    var lower = Int64.min
    if let window = transactions.windowDays {
      let start = transactions.dayCount == .calendar ? wholeDays(asOf) &* dayLength : asOf
      lower = start &- Int64(window) &* dayLength
    }
    return lower...max(lower, upper)
  }

  /// The as-of date after all rows were read.
  private func settled(_ known: Int64?, latest: Int64?) throws(FeatureError) -> Int64? {
    guard let known else {
      let asked = if case .override(let other) = policy { other } else { transactions.asOf }
      return latest.map { asked == .afterLast ? dayAfter($0) : $0 }
    }
    if let latest, latest > lastInstant(known), transactions.countsDays {
      throw .laterThanAsOf(latest: latest, asOf: known, isFit: policy == .fit)
    }
    return known
  }

  /// An as-of date at midnight stands for its whole day: what was bought on that day has recency 0.
  private func lastInstant(_ asOf: Int64) -> Int64 {
    asOf % dayLength == 0 ? asOf &+ (dayLength - 1) : asOf
  }

  /// What one reading of all rows came to.
  struct Scan {
    var totals: CustomerTotals
    var cleaning: Cleaning
    var parts: CompositeCodes
  }

  private func scan(
    _ columns: TransactionColumns, dates: ClosedRange<Int64>, into ledger: inout Ledger,
    isTrial: Bool = false
  ) throws(FeatureError) -> Scan {
    var scan = Scan(
      totals: CustomerTotals(
        transactions, carriedCount: columns.carried.count,
        keepsMonths: demand.wantsMonths && !isTrial),
      cleaning: Cleaning(transactions, conditions: columns.conditions, dates: dates),
      parts: CompositeCodes(partCount: columns.customers.count))
    var hugeCount = 0
    try source.begin(columns.plan.requests)
    while let batch = try source.nextBatch(isCancelled) {
      let rows = try TransactionBatch(batch, columns, parts: &scan.parts)
      hugeCount += rows.hugeAmountCount
      let verdicts = scan.cleaning.verdicts(on: rows, of: source, keepsExamples: !isTrial)
      scan.totals.add(rows, keptBy: verdicts)
      joined?.noteMisses(keptBy: verdicts)
      ledger.rowsIn += batch.rowCount
      for verdict in verdicts where verdict == 0 { ledger.rowsKept += 1 }
    }
    scan.totals.finish()
    ledger.take(source.report)
    ledger.notes += joined?.missNotes ?? []
    ledger.roles = columns.roles
    if hugeCount > 0, let name = transactions.amount ?? transactions.price {
      ledger.unreadable[name, default: 0] += hugeCount
      ledger.notes.append(
        counted(hugeCount, "amount")
          + " of 1e15 or more: too large to add up, taken for missing")
    }
    return scan
  }

  private func table(
    of scan: Scan, asOf: Int64?, _ columns: TransactionColumns, _ ledger: Ledger
  ) throws(FeatureError) -> CustomerTable {
    let totals = scan.totals
    let buyers = totals.customers.indices.filter { totals.customers[$0].lineCount > 0 }
    let customers = buyers.map { totals.customers[$0] }
    let instant = asOf ?? 0
    let orderCounts = customers.map { $0.orderCount(transactions) }
    let hasAmounts = columns.amount != nil || (columns.quantity != nil && columns.price != nil)
    var ledger = ledger
    ledger.customers = customers.count
    if transactions.invoice != nil { ledger.invoices = orderCounts.reduce(0, +) }
    if hasAmounts {
      var sum = ExactSum()
      for customer in customers { sum.add(customer.money) }
      ledger.monetary = sum.value
    }
    note(totals, buyerCount: customers.count, in: &ledger)
    var named = transactions.measures.map { measure in
      (
        measure.wireName,
        Column.numbers(customers.map { $0.value(of: measure, transactions, asOf: instant) })
      )
    }
    var table = CustomerTable(
      identifiers: names(of: buyers.map { scan.parts.parts(of: totals.codes[$0]) }, columns),
      table: Table(names: [], columns: [], rowCount: customers.count),
      orderCounts: orderCounts, amounts: hasAmounts ? customers.map(\.money.value) : [],
      months: totals.monthlyTotals(of: buyers), asOf: asOf, ledger: ledger)
    try spread(totals, buyers, columns, into: &table, &named)
    for (carried, counts) in zip(columns.carried, totals.carried) {
      let column = counts.column(
        of: buyers, customerCount: totals.customers.count,
        kind: source.kinds[carried.position], labels: source.labels(of: carried.position))
      named.append((carried.name, column))
      table.attributeNames.insert(carried.name)
    }
    table.table = Table(
      names: named.map(\.0), columns: named.map(\.1), rowCount: customers.count)
    return table
  }

  /// Adds a column per value of the spread column.
  private func spread(
    _ totals: CustomerTotals, _ buyers: [Int], _ columns: TransactionColumns,
    into table: inout CustomerTable, _ named: inout [(String, Column)]
  ) throws(FeatureError) {
    guard let spread = transactions.spread, let position = columns.spread else { return }
    let result = try totals.spread.result(
      of: buyers, customerCount: totals.customers.count, spread,
      labels: source.labels(of: position))
    let money = buyers.map { totals.customers[$0].money.value }
    for (value, column) in zip(
      result.totals.values, result.totals.columns(spread.form, money: money))
    {
      named.append((spread.name(of: value), column))
    }
    table.spread = result.totals
    guard !result.others.isEmpty else { return }
    if demand.isForModel {
      table.ledger.unseen[spread.column] = result.others
      table.warnings.append(
        "column \"\(spread.column)\" holds values that the model never saw: "
          + result.others.prefix(5).joined(separator: ", "))
    } else {
      table.ledger.notes.append(
        counted(result.others.count, "value")
          + " of \"\(spread.column)\" not among transactions.spread.values, so without a feature")
    }
  }

  /// One column per part of the customers' names.
  private func names(of parts: [[Int32]], _ columns: TransactionColumns) -> [TextColumn] {
    columns.customers.enumerated().map { index, position in
      TextColumn(compressing: parts.map { $0[index] }, labels: source.labels(of: position))
    }
  }

  private func note(_ totals: CustomerTotals, buyerCount: Int, in ledger: inout Ledger) {
    if transactions.invoice == nil, transactions.countsOrders {
      ledger.notes.append(
        "no column names the invoices, so the distinct days of a customer count as orders")
    }
    let returnsOnly = totals.customers.count - buyerCount
    if returnsOnly > 0 {
      ledger.notes.append(
        counted(returnsOnly, "customer")
          + " with returns alone left out, for nothing was bought")
    }
    if totals.tooFineCount > 0 {
      ledger.notes.append(
        counted(totals.tooFineCount, "amount")
          + " finer than the billionth to which amounts are rounded; send them in a smaller unit")
    }
  }
}

extension TransactionRecipe {
  /// Whether anything depends on the as-of date.
  var countsDays: Bool {
    windowDays != nil || measures.contains(.recency) || measures.contains(.firstPurchase)
  }

  /// Whether anything depends on what an order is.
  var countsOrders: Bool {
    measures.contains(where: \.countsOrders)
      || (measures.contains(.frequency) && frequencyCounts == .invoices)
  }
}

extension TextColumn {
  /// Keeps the labels that are used, in the order in which they first are; a code without a label
  /// is missing.
  init(compressing codes: [Int32], labels: [Label]) {
    var places = [Int32](repeating: -1, count: labels.count)
    var used: [Label] = []
    self.init(
      codes: codes.map { code in
        guard labels.indices.contains(Int(code)) else { return -1 }
        if places[Int(code)] < 0 {
          places[Int(code)] = Int32(truncatingIfNeeded: used.count)
          used.append(labels[Int(code)])
        }
        return places[Int(code)]
      }, labels: [])
    self.labels = used
  }
}
