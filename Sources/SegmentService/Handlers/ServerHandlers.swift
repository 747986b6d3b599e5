import JSON
import JSONRPC
import SegmentProtocol

extension Service {
  /// `auth`, of a client whose role is known: who stands in front has looked at the token.
  static func auth(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    .immediate(.result(Array("{\"role\":\"\(parameters.role.rawValue)\"}".utf8)))
  }

  /// `server.ping`.
  static func ping(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    .immediate(.result(Array("{}".utf8)))
  }

  /// `server.info`.
  static func info(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let role = parameters.role
    let limits = service.settings.limits
    return .work { () throws(RPCError) in
      { (_) throws(RPCError) in
        var writer = JSONWriter()
        writer.object { writer in
          writer.member("name", "segmentd")
          writer.member("version", Version.program)
          writer.member("protocol", Version.wire)
          writer.member("role", role.rawValue)
          writer.object("limits") { writer in
            for (name, value) in limits { writer.member(name, value) }
          }
          writer.member("methods", strings: MethodTable.methods.map(\.name))
          writer.member("framings", strings: ["newline", "content-length"])
          writer.member("mcp", strings: Version.mcp)
        }
        return writer.bytes
      }
    }
  }

  /// `server.shutdown`: the server ends, as on SIGTERM, once this is answered.
  static func shutdown(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    .immediate(.result(Array("{}".utf8)))
  }

  /// `rpc.discover`.
  static func discover(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    .work { () throws(RPCError) in
      { (_) throws(RPCError) in
        var writer = JSONWriter()
        writer.write(OpenRPC.document)
        return writer.bytes
      }
    }
  }
}
