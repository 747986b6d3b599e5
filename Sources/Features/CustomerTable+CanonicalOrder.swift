public import Matrices
public import Tables

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
  ///
  /// - Parameter columnLimit: Bytes up to which the columns of the table are put in order at once;
  ///   beyond them each is whenever it is asked for.
  public func canonical(
    columnLimit: Int = .max, workers: Workers = .single,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> (customers: CustomerTable, order: RowOrder) {
    let rows = canonicalOrder(
      of: weighedTable, identifiers: identifiers, isCancelled: isCancelled)
    guard !isCancelled(), rows.count == table.rowCount else {
      return (self, RowOrder(rowCount: table.rowCount))
    }
    let order = RowOrder(rows)
    guard
      let sorted = gathered(
        order, columnLimit: columnLimit, workers: workers, isCancelled: isCancelled)
    else { return (self, RowOrder(rowCount: table.rowCount)) }
    return (sorted, order)
  }

  /// These customers in another order; nil where the work was cancelled.
  ///
  /// - Parameters:
  ///   - order: At each place which of these customers it is.
  ///   - columnLimit: As in ``canonical(columnLimit:workers:isCancelled:)``.
  public func gathered(
    _ order: RowOrder, columnLimit: Int = .max, workers: Workers,
    isCancelled: @escaping @Sendable () -> Bool
  ) -> CustomerTable? {
    let isLarge = 8 * table.rowCount * table.names.count > columnLimit
    let cells = (isLarge ? [] : table.columns) + identifiers.map { .texts($0) }
    let (gathered, _) = workers.map(
      count: cells.count, monitor: WorkMonitor(isCancelled: isCancelled)
    ) { index, _ in cells[index].gathered(order) }
    let columns = gathered.compactMap { $0 }
    guard columns.count == cells.count else { return nil }

    var sorted = self
    sorted.table =
      isLarge
      ? table.ordered(by: order)
      : Table(
        names: table.names, columns: Array(columns.prefix(table.names.count)),
        rowCount: table.rowCount, report: table.report)
    sorted.identifiers = columns.suffix(identifiers.count).compactMap { column in
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
  fileprivate func gathered(_ customers: RowOrder) -> MonthlyTotals {
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
  fileprivate func gathered(_ customers: RowOrder) -> SpreadTotals {
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
