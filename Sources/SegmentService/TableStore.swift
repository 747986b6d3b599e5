import Decimals
import Features
import JSON
import Locks
import Tables

/// The tables that clients uploaded, in memory.
final class TableStore: Sendable {
  /// A table as it was at one moment; every change makes another version.
  struct Entry: Sendable {
    fileprivate(set) var table: Table
    let version: Int
    /// About how many bytes the table takes in memory.
    let byteCount: Int
    /// The column of the ids that came beside the rows, if any did.
    let idColumn: String?
    /// What fits found out of its rows.
    let orders: TableOrders
  }

  private struct State: Sendable {
    var entries: [String: Entry] = [:]
    var version = 0
    /// About how many bytes all tables take in memory.
    var byteCount = 0

    mutating func put(
      _ table: Table, _ byteCount: Int, idColumn: String?, _ orders: TableOrders,
      as name: String
    ) -> Entry? {
      version += 1
      let replaced = entries[name]
      entries[name] = Entry(
        table: table, version: version, byteCount: byteCount, idColumn: idColumn, orders: orders)
      self.byteCount += byteCount - (replaced?.byteCount ?? 0)
      return replaced
    }
  }

  private let state = Guarded(State())
  private let orderBytes = TableOrders.Total()

  /// The table of that name.
  func find(_ name: String) -> Table? { entry(name)?.table }

  /// The table of that name and its version.
  func entry(_ name: String) -> Entry? { state.with { $0.entries[name] } }

  /// All tables, by name.
  func list() -> [(name: String, table: Table)] {
    let entries = state.with { $0.entries }
    return entries.sorted { $0.key < $1.key }.map { ($0.key, $0.value.table) }
  }

  /// The names, in order.
  var names: [String] { state.with { $0.entries.keys.sorted() } }

  /// Stores a table in place of one of that name.
  ///
  /// - Parameter idColumn: Which of its columns holds ids that came beside the rows.
  func put(_ table: Table, idColumn: String?, as name: String) {
    let byteCount = table.byteCount
    // What it replaces is freed outside of the lock.
    let orders = TableOrders(within: orderBytes)
    _ = state.with { $0.put(table, byteCount, idColumn: idColumn, orders, as: name) }
  }

  /// Stores a table unless the one it was made from is no longer the latest, since another
  /// connection may have appended meanwhile; says whether it did.
  func put(_ table: Table, idColumn: String?, as name: String, after version: Int?) -> Bool {
    let byteCount = table.byteCount
    let orders = TableOrders(within: orderBytes)
    return state.with { state -> (isStored: Bool, Entry?) in
      guard state.entries[name]?.version == version else { return (false, nil) }
      return (true, state.put(table, byteCount, idColumn: idColumn, orders, as: name))
    }.isStored
  }

  /// Adds rows to a table where its columns are numbers and dates, of the kinds that come, in the
  /// memory that it has unless a request reads it; the table as it is then, or nil where columns
  /// differ.
  func extend(_ name: String, by rows: Table) -> Table? {
    let orders = TableOrders(within: orderBytes)
    return state.with { state -> (Table?, TableOrders?) in
      // Taken out, it is in nobody's hands but these.
      guard var entry = state.entries.removeValue(forKey: name) else { return (nil, nil) }
      let isLonger = entry.table.extend(by: rows)
      guard isLonger else {
        state.entries[name] = entry
        return (nil, nil)
      }
      let table = entry.table
      let before = entry.orders
      state.version += 1
      state.byteCount += table.byteCount - entry.byteCount
      state.entries[name] = Entry(
        table: table, version: state.version, byteCount: table.byteCount,
        idColumn: entry.idColumn, orders: orders)
      return (table, before)
    }.0
  }

  /// Deletes a table; says whether there was one.
  func delete(_ name: String) -> Bool {
    let gone = state.with { state -> Entry? in
      let gone = state.entries.removeValue(forKey: name)
      state.byteCount -= gone?.byteCount ?? 0
      return gone
    }
    return gone != nil
  }

  /// About how many bytes all tables take in memory, with what is known of their rows.
  var memoryByteCount: Int { state.with { $0.byteCount } + orderBytes.byteCount }

  /// Forgets what was found out of rows and can be found out again.
  func forgetOrders() {
    for entry in state.with({ $0.entries }).values { entry.orders.forget() }
  }
}

extension Table {
  /// About how many bytes the table takes in memory.
  var byteCount: Int { cells.reduce(0) { $0 + $1.byteCount } }

  /// Both tables' rows, one after the other.
  ///
  /// - Throws: `badData` where the columns differ.
  func appending(_ other: Table) throws(TableError) -> Table {
    guard Set(names) == Set(other.names) else {
      let extra = other.names.filter { !names.contains($0) }
      let absent = names.filter { !other.names.contains($0) }
      let parts = [
        absent.isEmpty ? nil : "lack \(absent.joined(separator: ", "))",
        extra.isEmpty ? nil : "have \(extra.joined(separator: ", ")) besides",
      ].compactMap { $0 }
      throw .badData(
        row: nil, column: nil, value: nil,
        reason: "the rows \(parts.joined(separator: " and ")); append wants the table's columns: "
          + names.joined(separator: ", "))
    }
    var joined: [Column] = []
    for (name, column) in zip(names, columns) {
      guard let more = other[name] else { continue }
      joined.append(try column.appending(more, name: name))
    }
    return Table(
      names: names, columns: joined, rowCount: rowCount + other.rowCount,
      report: report.joined(with: other.report))
  }
}

extension CustomerTable {
  /// About how many bytes the customers' figures take in memory, their ids left out.
  var measuredByteCount: Int {
    let perCustomer = orderCounts.count + amounts.count + (weights?.count ?? 0)
    let perMonth = 16 * (months?.months.count ?? 0) + 8 * (months?.starts.count ?? 0)
    return table.byteCount + 8 * perCustomer + perMonth + 12 * (spread?.amounts.count ?? 0)
  }
}

extension CustomerTable {
  /// At most so many bytes as the numbers that a recipe makes of it, texts encoded.
  func preparedByteCount(_ recipe: Recipe) -> Int {
    let levels = (recipe.features ?? []).reduce(recipe.defaults.levels) { most, rule in
      max(most, rule.levels ?? 0)
    }
    let featureCount = (recipe.features?.map(\.column) ?? table.names).reduce(0) { sum, name in
      switch table[name] {
      case .texts(let texts): sum + min(texts.labels.count, levels) + 1
      case .numbers, .dates: sum + 1
      case nil: sum
      }
    }
    return 8 * table.rowCount * min(featureCount, Preparation.featureLimit)
  }
}

extension Column {
  /// About how many bytes the column takes in memory.
  var byteCount: Int {
    switch self {
    case .numbers, .dates: 8 * count
    case .texts(let texts):
      4 * count + texts.labels.reduce(0) { $0 + 24 + $1.text.utf8.count }
    }
  }

  /// Both columns' cells; a column without any cell takes the kind of the other.
  fileprivate func appending(_ other: Column, name: String) throws(TableError) -> Column {
    if kind != other.kind {
      if isEmpty { return try other.padded(by: count).appending(other, name: name) }
      if other.isEmpty { return try appending(padded(by: other.count), name: name) }
    }
    switch (self, other) {
    case (.numbers(let first), .numbers(let second)): return .numbers(first + second)
    case (.dates(let first), .dates(let second)): return .dates(first + second)
    case (.texts(let first), .texts(let second)):
      var codes: [Label: Int32] = [:]
      for (code, label) in first.labels.enumerated() { codes[label] = Int32(code) }
      var labels = first.labels
      let mapped = second.labels.map { label -> Int32 in
        if let code = codes[label] { return code }
        labels.append(label)
        codes[label] = Int32(labels.count - 1)
        return Int32(labels.count - 1)
      }
      return .texts(
        TextColumn(
          codes: first.codes + second.codes.map { $0 < 0 ? -1 : mapped[Int($0)] },
          labels: labels))
    case (.numbers, .texts), (.texts, .numbers):
      return try asTexts.appending(other.asTexts, name: name)
    default:
      throw .badData(
        row: nil, column: name, value: nil,
        reason: "column \(JSONValue.string(name).description) holds \(other.kind)s in the rows "
          + "and \(kind)s in the table; send what the table holds")
    }
  }

  /// The cells as text, a number as the token that it would be written as.
  private var asTexts: Column {
    guard case .numbers(let values) = self else { return self }
    var codes: [Double: Int32] = [:]
    var labels: [Label] = []
    let rows = values.map { value -> Int32 in
      guard !value.isNaN else { return -1 }
      if let code = codes[value] { return code }
      labels.append(Label(shortestText(of: value), isNumber: true))
      codes[value] = Int32(labels.count - 1)
      return Int32(labels.count - 1)
    }
    return .texts(TextColumn(codes: rows, labels: labels))
  }

  /// Whether no cell has a value.
  var isEmpty: Bool {
    switch self {
    case .numbers(let values): values.allSatisfy { $0.isNaN }
    case .dates(let values): values.allSatisfy { $0 == Column.missingDate }
    case .texts(let column): column.codes.allSatisfy { $0 < 0 }
    }
  }

  /// As many missing cells of this column's kind.
  private func padded(by count: Int) -> Column {
    switch self {
    case .numbers: .numbers([Double](repeating: .nan, count: count))
    case .dates: .dates([Int64](repeating: Column.missingDate, count: count))
    case .texts: .texts(TextColumn(codes: [Int32](repeating: -1, count: count), labels: []))
    }
  }
}
