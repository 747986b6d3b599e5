import JSON
import JSONRPC
import SegmentProtocol
import Tables

extension Service {
  /// `tables.put`: every column of the rows, each of the kind that is recognised.
  static func putTable(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    try upload(service, parameters) { (rows, _) throws(TableError) in rows }
  }

  /// `tables.append`: the same columns again, or a table begun.
  static func appendTable(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    try upload(service, parameters) { (rows, name) throws(TableError) in
      guard let table = service.tables.find(name) else { return rows }
      return try table.appending(rows)
    }
  }

  private static func upload(
    _ service: Service, _ parameters: Parameters,
    _ combine: @escaping @Sendable (Table, String) throws(TableError) -> Table
  ) throws(RPCError) -> Plan {
    let name = try parameters(UploadedTables.name)
    let data = try parameters(UploadedTables.data)
    return .work(reads: resources(data), writes: ["table:\(name)"]) { () throws(RPCError) in
      let bound = try service.bind(data)
      return { (context) throws(RPCError) in
        // What is there already says what the new rows' columns are.
        let known = service.tables.find(name)
        let kinds = known.map { table in
          Dictionary(
            zip(table.names, table.columns.map(\.kind)), uniquingKeysWith: { first, _ in first })
        }
        let opened = try bound.open(
          kinds: kinds ?? [:], roots: service.roots, isCancelled: { context.mustStop })
        do throws(TableError) {
          let table = try combine(try Table(reading: opened.rows), name)
          guard !context.mustStop else { throw .cancelled }
          service.tables.put(table, as: name)
          var writer = JSONWriter()
          writer.object { $0.members(of: table, name: name) }
          return writer.bytes
        } catch {
          throw RPCError(error)
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
      let names = service.tables.names
      return { (_) throws(RPCError) in
        var writer = JSONWriter()
        writer.object { writer in
          writer.array("tables") { writer in
            for name in names {
              guard let table = service.tables.find(name) else { continue }
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
