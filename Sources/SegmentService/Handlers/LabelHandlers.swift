import Decimals
import JSON
import JSONRPC
import SegmentProtocol
import Segmentation

extension Service {
  /// `models.rename`.
  static func renameModel(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let name = try parameters(ModelName.ofAllVersions)
    let other = try parameters(Models.otherName)
    return .work(writes: resources(name).union(resources(other))) { () throws(RPCError) in
      { (_) throws(RPCError) in
        switch try service.models.rename(name, to: other) {
        case .done(let versions):
          var writer = JSONWriter()
          writer.object { writer in
            writer.member("model", other)
            writer.array("versions") { writer in
              for version in versions { writer.write(version) }
            }
          }
          return writer.bytes
        case .taken:
          throw RPCError(
            Mismatch(
              path: "to", expected: "a name that no model has; delete that one first",
              got: JSONValue.string(other).shown))
        case .unknown:
          _ = try service.model(name)
          return []
        }
      }
    }
  }

  /// `models.label`.
  static func labelSegment(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let name = try parameters(ModelName.ofAllVersions)
    let segment = try parameters(Models.segment)
    let label = try parameters(Models.labelName)
    let advice = try parameters(Models.labelAdvice)
    guard label != nil || advice != nil else {
      throw RPCError(Mismatch(path: "name", expected: "sent, or advice", got: "nothing"))
    }
    return .work(writes: resources(name)) { () throws(RPCError) in
      { (_) throws(RPCError) in
        let found = try service.models.label(name, segment: segment) { known in
          if let label { known.name = label.allSatisfy(\.isWhitespace) ? nil : label }
          if let advice { known.advice = advice.isEmpty ? nil : advice }
        }
        guard let found else {
          _ = try service.model(name)
          return []
        }
        guard let shown = found.model?.segments.first(where: { $0.id == segment }) else {
          throw RPCError(
            Mismatch(
              path: "segment",
              expected: "the id of a segment of a callable version, one of "
                + found.ids.map(String.init).joined(separator: ", "), got: "\(segment)"))
        }
        var writer = JSONWriter()
        writer.object { writer in
          writer.member("model", name)
          writer.member("segment", segment)
          writer.member("name", shown.name)
          writer.member("advice", strings: shown.advice)
        }
        return writer.bytes
      }
    }
  }
}
