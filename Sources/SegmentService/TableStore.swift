import Locks
import Tables

/// The tables that clients uploaded, in memory.
final class TableStore: Sendable {
  private let tables = Guarded<[String: Table]>([:])

  /// The table of that name.
  func find(_ name: String) -> Table? { tables.with { $0[name] } }

  /// The names, in order.
  var names: [String] { tables.with { $0.keys.sorted() } }

  /// Stores a table in place of one of that name.
  func put(_ table: Table, as name: String) { tables.with { $0[name] = table } }

  /// Deletes a table; says whether there was one.
  func delete(_ name: String) -> Bool { tables.with { $0.removeValue(forKey: name) != nil } }
}

extension Table {
  /// About how many bytes the table takes in memory.
  var byteCount: Int {
    columns.reduce(0) { sum, column in
      switch column {
      case .numbers, .dates: sum + 8 * rowCount
      case .texts(let texts):
        sum + 4 * rowCount + texts.labels.reduce(0) { $0 + 24 + $1.text.utf8.count }
      }
    }
  }

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
    return Table(names: names, columns: joined, rowCount: rowCount + other.rowCount)
  }
}

extension Column {
  /// Both columns' cells; a column without any cell takes the kind of the other.
  fileprivate func appending(_ other: Column, name: String) throws(TableError) -> Column {
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
    default:
      throw .badData(
        row: nil, column: name, value: nil,
        reason: "the table holds \(kind)s in this column and the rows \(other.kind)s; "
          + "send the kind that the table has")
    }
  }
}
