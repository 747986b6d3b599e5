import JSON
import JSONRPC
import SegmentProtocol
import Tables

extension Service {
  /// `tables.put`: every column as it came; what text means is recognised by whoever reads it.
  static func putTable(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    try upload(service, parameters, isAppending: false)
  }

  /// `tables.append`: the same columns again, or a table begun.
  static func appendTable(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    try upload(service, parameters, isAppending: true)
  }

  private static func upload(
    _ service: Service, _ parameters: Parameters, isAppending: Bool
  ) throws(RPCError) -> Plan {
    let name = try parameters(UploadedTables.name)
    let data = try parameters(UploadedTables.data)
    return .work(reads: resources(data), writes: ["table:\(name)"]) { () throws(RPCError) in
      let bound = try service.bind(data)
      return { (context) throws(RPCError) in
        try service.withRoom(toRead: bound, context) { (room, context) throws(RPCError) in
          let (rows, idColumn): (Table, String?)
          do throws(TableError) {
            (rows, idColumn) = try bound.tableAsItCame(
              roots: service.roots, threadCount: service.threadCount,
              isCancelled: { context.mustStop })
          } catch {
            throw RPCError(error)
          }
          guard !context.mustStop else { throw .cancelled }
          let table = try service.store(
            rows, idColumn: idColumn, as: name, isAppending: isAppending, within: room)
          var writer = JSONWriter()
          writer.object { $0.members(of: table, name: name) }
          return writer.bytes
        }
      }
    }
  }

  /// `tables.get`: rows from an offset on.
  static func getTable(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let name = try parameters(UploadedTables.name)
    let offset = try parameters(UploadedTables.offset)
    let limit = try parameters(UploadedTables.limit)
    return .work(reads: ["table:\(name)"]) { () throws(RPCError) in
      guard let table = service.tables.find(name) else { throw service.tableNotFound(name) }
      return { (_) throws(RPCError) in
        let first = min(offset, table.rowCount)
        let rows = first..<min(first + limit, table.rowCount)
        var writer = JSONWriter()
        writer.object { writer in
          writer.member("table", name)
          writer.member("fields", strings: table.names)
          writer.array("rows") { writer in
            for row in rows {
              writer.array { writer in
                for column in table.columns { writer.write(column, row) }
              }
            }
          }
          writer.member("offset", first)
          writer.member("total", table.rowCount)
        }
        return writer.bytes
      }
    }
  }

  /// `tables.list`.
  static func listTables(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    var plan = Plan.work { () throws(RPCError) in
      let tables = service.tables.list()
      return { (_) throws(RPCError) in
        var writer = JSONWriter()
        writer.object { writer in
          writer.array("tables") { writer in
            for (name, table) in tables {
              writer.object { $0.members(of: table, name: name) }
            }
          }
        }
        return writer.bytes
      }
    }
    plan.readsEverything = true
    return plan
  }

  /// `tables.delete`.
  static func deleteTable(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let name = try parameters(UploadedTables.name)
    return .work(writes: ["table:\(name)"]) { () throws(RPCError) in
      { (_) throws(RPCError) in
        guard service.tables.delete(name) else { throw service.tableNotFound(name) }
        var writer = JSONWriter()
        writer.object { $0.member("deleted", strings: [name]) }
        return writer.bytes
      }
    }
  }
}

extension Service {
  /// Stores rows as a table, or behind the rows that are there; the whole table as it is then.
  fileprivate func store(
    _ rows: Table, idColumn: String?, as name: String, isAppending: Bool,
    within room: ReadingRoom
  ) throws(RPCError) -> Table {
    let added = rows.byteCount
    guard isAppending else {
      try room.cover(added, for: "the table")
      tables.put(rows, idColumn: idColumn, as: name)
      return rows
    }
    while true {
      // The table as it is stays until the longer one is whole, where a request reads it.
      try room.cover((tables.entry(name)?.byteCount ?? 0) + added, for: "the longer table")
      if let table = tables.extend(name, by: rows) { return table }
      let entry = tables.entry(name)
      let table: Table
      do throws(TableError) {
        table = try entry?.table.appending(rows) ?? rows
      } catch {
        throw RPCError(error)
      }
      let ids = entry == nil ? idColumn : entry?.idColumn
      if tables.put(table, idColumn: ids, as: name, after: entry?.version) { return table }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func members(of table: Table, name: String) {
    member("table", name)
    member("rows", table.rowCount)
    array("columns") { writer in
      for (name, column) in zip(table.names, table.columns) {
        writer.object { writer in
          writer.member("name", name)
          writer.member("kind", column.kind.rawValue)
        }
      }
    }
    member("bytes", table.byteCount)
  }

  /// One cell as it came; a date as ISO text.
  fileprivate mutating func write(_ column: Column, _ row: Int) {
    switch column {
    case .numbers(let values): write(values[row])
    case .dates(let values):
      if values[row] == Column.missingDate { writeNull() } else { write(dateText(values[row])) }
    case .texts(let texts): write(texts, row)
    }
  }
}
