public import Matrices
import Tables

extension CustomerTable {
  /// The same customers in their canonical order, so that nothing made of them shows how they came.
  ///
  /// - Parameters:
  ///   - workers: How many threads may work; the result does not depend on it.
  ///   - isCancelled: Asked now and then; once it says so the result is of no use.
  /// - Complexity: As `canonicalOrder(of:identifiers:isCancelled:)`, and one pass over every column.
  public func inCanonicalOrder(
    workers: Workers = .single, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> CustomerTable {
    canonical(workers: workers, isCancelled: isCancelled).customers
  }

  /// ``inCanonicalOrder(workers:isCancelled:)``, and at each place which of these customers it is.
  public func canonical(
    workers: Workers = .single, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> (customers: CustomerTable, order: [Int]) {
    let order = canonicalOrder(
      of: weighedTable, identifiers: identifiers, isCancelled: isCancelled)
    guard !isCancelled(), order.count == table.rowCount,
      let sorted = gathered(order, workers: workers, isCancelled: isCancelled)
    else { return (self, Array(0..<table.rowCount)) }
    return (sorted, order)
  }

  /// These customers in another order; nil where the work was cancelled.
  ///
  /// - Parameter order: At each place which of these customers it is.
  public func gathered(
    _ order: [Int], workers: Workers, isCancelled: @escaping @Sendable () -> Bool
  ) -> CustomerTable? {
    let cells = table.columns + identifiers.map { .texts($0) }
    let (gathered, _) = workers.map(
      count: cells.count, monitor: WorkMonitor(isCancelled: isCancelled)
    ) { index, _ in cells[index].gathered(order) }
    let columns = gathered.compactMap { $0 }
    guard columns.count == cells.count else { return nil }

    var sorted = self
    sorted.table = Table(
      names: table.names, columns: Array(columns.prefix(table.columns.count)),
      rowCount: table.rowCount, report: table.report)
    sorted.identifiers = columns.dropFirst(table.columns.count).compactMap { column in
      if case .texts(let texts) = column { texts } else { nil }
    }
    if !orderCounts.isEmpty { sorted.orderCounts = order.map { orderCounts[$0] } }
    if !amounts.isEmpty { sorted.amounts = order.map { amounts[$0] } }
    sorted.weights = weights.map { weights in order.map { weights[$0] } }
    sorted.months = months?.gathered(order)
    sorted.spread = spread?.gathered(order)
    return sorted
  }
}

extension MonthlyTotals {
  /// The months of those customers.
  fileprivate func gathered(_ customers: [Int]) -> MonthlyTotals {
    var result = MonthlyTotals(
      starts: [0], months: [], orders: [], amounts: [], firstDay: firstDay, lastDay: lastDay)
    result.starts.reserveCapacity(starts.count)
    result.months.reserveCapacity(months.count)
    result.orders.reserveCapacity(orders.count)
    result.amounts.reserveCapacity(amounts.count)
    for customer in customers {
      let places = places(of: customer)
      result.months += months[places]
      result.orders += orders[places]
      result.amounts += amounts[places]
      result.starts.append(result.months.count)
    }
    return result
  }
}

extension SpreadTotals {
  /// The totals of those customers.
  fileprivate func gathered(_ customers: [Int]) -> SpreadTotals {
    var result = self
    result.amounts.removeAll(keepingCapacity: true)
    result.lineCounts.removeAll(keepingCapacity: true)
    for customer in customers {
      let range = customer * values.count..<(customer + 1) * values.count
      result.amounts += amounts[range]
      result.lineCounts += lineCounts[range]
    }
    return result
  }
}
