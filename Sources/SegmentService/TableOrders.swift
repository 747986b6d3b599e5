import Features
import Locks
import Matrices
import Synchronization
import Tables

/// What was found out of a stored table's rows that every fit of the same columns needs: their
/// canonical order, the columns in that order, the hash of their content, and per column what its
/// cells are like: extremes, quantiles, unit, profile and bins.
///
/// All of it is of the whole table and would be found again: nothing is of a request's answer.
///
/// It is made by the first fit and kept with the table, which never changes: a table that rows are
/// appended to is another, and knows nothing yet. Customers are recognised by their columns being
/// those of the table in memory, so whatever else a recipe does to rows finds nothing here.
/// (Measured at 1,000,000 × 8: reading, order and hash were 18 of 100 parts of a fit's time.)
final class TableOrders: Sendable {
  /// The bytes that all of them hold.
  final class Total: Sendable {
    private let bytes = Atomic<Int>(0)
    var byteCount: Int { bytes.load(ordering: .relaxed) }
    func add(_ count: Int) { bytes.wrappingAdd(count, ordering: .relaxed) }
  }

  /// Which columns of the table are customers' figures, in their order, which are ids, which weighs.
  fileprivate struct Choice: Equatable, Sendable {
    var columns: [Int] = []
    var identifiers: [Int] = []
    var weight: Int?
  }

  fileprivate struct Known: Sendable {
    let choice: Choice
    /// Per column what was found of it in that order; fits note it there.
    let facts: [ColumnFacts]
    var content: ContentHash?
    var order: RowOrder?
    /// Figures, ids and weights in that order, where they are kept.
    var sorted: [Column]?

    init(_ choice: Choice) {
      self.choice = choice
      facts = choice.columns.map { _ in ColumnFacts() }
    }

    var byteCount: Int {
      facts.count * ColumnFacts.byteCount + (order?.byteCount ?? 0)
        + (sorted?.reduce(0) { $0 + $1.byteCount } ?? 0)
    }
  }

  /// The most choices of columns that are remembered, the latest first.
  private static let choiceLimit = 2

  private let total: Total
  private let known = Guarded<[Known]>([])

  /// Knows nothing yet.
  init(within total: Total) { self.total = total }

  deinit { total.add(-known.with { $0.reduce(0) { $0 + $1.byteCount } }) }

  /// Forgets everything.
  func forget() { change { $0 = [] } }

  private func change(_ body: (inout [Known]) -> Void) {
    // What goes is freed outside of the lock.
    let (before, after) = known.with { known in
      let before = known
      body(&known)
      return (before, known)
    }
    total.add(
      after.reduce(0) { $0 + $1.byteCount } - before.reduce(0) { $0 + $1.byteCount })
  }

  fileprivate func find(_ choice: Choice) -> Known? {
    known.with { $0.first { $0.choice == choice } }
  }

  fileprivate func note(_ choice: Choice, _ body: (inout Known) -> Void) {
    change { known in
      var entry = Known(choice)
      if let index = known.firstIndex(where: { $0.choice == choice }) {
        entry = known.remove(at: index)
      }
      body(&entry)
      known = [entry] + known.prefix(TableOrders.choiceLimit - 1)
    }
  }

  /// Where the customers' columns stand in the table; nil where one of them is not of it.
  fileprivate func choice(of customers: CustomerTable, in table: Table) -> Choice? {
    guard customers.table.rowCount == table.rowCount, customers.table.order == nil,
      customers.orderCounts.isEmpty,
      customers.amounts.isEmpty, customers.months == nil, customers.spread == nil
    else { return nil }
    var choice = Choice()
    for (name, column) in zip(customers.table.names, customers.table.cells) {
      guard let place = table.names.firstIndex(of: name),
        table.cells[place].isIdentical(to: column)
      else { return nil }
      choice.columns.append(place)
    }
    func place(_ column: Column) -> Int? {
      table.cells.firstIndex { $0.isIdentical(to: column) }
    }
    for identifier in customers.identifiers {
      guard let place = place(.texts(identifier)) else { return nil }
      choice.identifiers.append(place)
    }
    if let weights = customers.weights {
      guard let place = place(.numbers(weights)) else { return nil }
      choice.weight = place
    }
    return choice
  }
}

extension TableOrders {
  /// Whether the customers' columns are those of the table.
  func holds(_ customers: CustomerTable, in table: Table) -> Bool {
    choice(of: customers, in: table) != nil
  }

  /// The hash of customers' content; as `ContentHash` has it.
  ///
  /// - Parameter table: The stored table that they were read from.
  func contentHash(
    of customers: CustomerTable, in table: Table, isCancelled: () -> Bool
  ) -> ContentHash {
    let choice = choice(of: customers, in: table)
    if let choice, let hash = find(choice)?.content { return hash }
    let hash = customers.contentHash(isCancelled: isCancelled)
    // A hash that was cancelled means nothing.
    if let choice, !isCancelled() { note(choice) { $0.content = hash } }
    return hash
  }

  /// The customers in canonical order and the order, as `CustomerTable.canonical` has them.
  ///
  /// - Parameters:
  ///   - table: The stored table that they were read from.
  ///   - columnLimit: Bytes up to which columns are kept in order; beyond it the order is kept
  ///     alone.
  func canonical(
    _ customers: CustomerTable, in table: Table, columnLimit: Int, workers: Workers,
    isCancelled: @escaping @Sendable () -> Bool
  ) -> (customers: CustomerTable, order: RowOrder) {
    guard let choice = choice(of: customers, in: table) else {
      return customers.canonical(
        columnLimit: columnLimit, workers: workers, isCancelled: isCancelled)
    }
    if let known = find(choice), let order = known.order {
      if let sorted = known.sorted {
        return (customers.replacing(sorted).keeping(known.facts), order)
      }
      let sorted = customers.gathered(
        order, columnLimit: columnLimit, workers: workers, isCancelled: isCancelled)
      if let sorted { return (sorted.keeping(known.facts), order) }
    }
    let (sorted, order) = customers.canonical(
      columnLimit: columnLimit, workers: workers, isCancelled: isCancelled)
    guard !isCancelled() else { return (sorted, order) }
    var facts: [ColumnFacts] = []
    note(choice) { known in
      known.order = order
      known.sorted = sorted.table.order == nil ? sorted.cells : nil
      facts = known.facts
    }
    return (sorted.keeping(facts), order)
  }
}

extension CustomerTable {
  /// The hash of their content.
  func contentHash(isCancelled: () -> Bool) -> ContentHash {
    ContentHash(of: weighedTable, identifiers: identifiers, isCancelled: isCancelled)
  }
}

extension CustomerTable {
  /// Figures, ids and weights as columns.
  fileprivate var cells: [Column] {
    table.columns + identifiers.map { .texts($0) } + (weights.map { [.numbers($0)] } ?? [])
  }

  /// The same, whose columns keep what is found out of them there.
  fileprivate func keeping(_ facts: [ColumnFacts]) -> CustomerTable {
    var result = self
    result.table = table.keeping(facts)
    return result
  }

  /// The same with other cells in its columns, as many of the same kinds.
  fileprivate func replacing(_ cells: [Column]) -> CustomerTable {
    var result = self
    result.table = Table(
      names: table.names, columns: Array(cells.prefix(table.columns.count)),
      rowCount: table.rowCount, report: table.report)
    var texts: [TextColumn] = []
    for case .texts(let column) in cells.dropFirst(table.columns.count) { texts.append(column) }
    result.identifiers = texts
    if weights != nil, case .numbers(let values)? = cells.last { result.weights = values }
    return result
  }
}
