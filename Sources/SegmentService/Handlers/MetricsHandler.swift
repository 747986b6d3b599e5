import JSON
import JSONRPC
import SegmentProtocol
import Tables

extension Service {
  /// `server.metrics`.
  static func metrics(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    // Taken when its turn comes, on the thread that read it.
    .work { () throws(RPCError) in
      { (_) throws(RPCError) in
        var writer = JSONWriter()
        writer.object { writer in
          service.settings.connectionMetrics(&writer)
          service.writeMetrics(to: &writer)
        }
        return writer.bytes
      }
    }
  }

  private func writeMetrics(to writer: inout JSONWriter) {
    let models = models.census()
    writer.object("models") { writer in
      writer.member("count", models.names)
      writer.member("versions", models.versions)
      writer.member("bytes", models.memoryBytes)
    }
    let tables = tables.list()
    writer.object("tables") { writer in
      writer.member("count", tables.count)
      writer.member("rows", tables.reduce(0) { $0 + $1.table.rowCount })
      writer.member("bytes", tables.reduce(0) { $0 + $1.table.byteCount })
    }
    writer.object("memory") { writer in
      writer.member("limit_bytes", memory.limit)
      writer.member("used_bytes", memory.used)
      writer.member("resident_bytes", settings.residentBytes())
    }
  }
}
