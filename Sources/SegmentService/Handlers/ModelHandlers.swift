import Features
import JSON
import JSONRPC
import SegmentProtocol
import Segmentation
import Tables

extension Service {
  /// `models.list`.
  static func listModels(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    var plan = Plan.work { () throws(RPCError) in
      { (_) throws(RPCError) in
        let list = try service.models.list()
        var writer = JSONWriter()
        writer.object { writer in
          writer.array("models") { writer in
            for (stored, versions) in list {
              writer.object { $0.members(of: stored, versions: versions) }
            }
          }
        }
        return writer.bytes
      }
    }
    plan.readsEverything = true
    // To look at the directory takes its time, which the thread that reads has not.
    plan.readsWhileWorking = true
    return plan
  }

  /// `models.get`.
  static func getModel(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let title = try parameters(ModelName.toUse)
    return .work(reads: resources(title)) { () throws(RPCError) in
      try service.models.refresh(Catalogue.split(title).name)
      let stored = try service.model(title)
      let versions = service.models.versions(of: stored.name)
      return { (_) throws(RPCError) in
        var writer = JSONWriter()
        writer.object { writer in
          writer.members(of: stored, versions: versions)
          writer.member("recipe", stored.model.recipe.json)
          writer.array("segments") { writer in
            for segment in stored.segments { writer.object { $0.members(of: segment) } }
          }
          if let choice = stored.model.choice { writer.member("choice", choice) }
          writer.member("ledger", stored.model.ledger)
          writer.member("warnings", strings: stored.model.warnings)
        }
        return writer.bytes
      }
    }
  }

  /// `models.delete`.
  static func deleteModel(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let title = try parameters(ModelName.toUse)
    return .work(writes: resources(title)) { () throws(RPCError) in
      { (_) throws(RPCError) in
        let gone = try service.models.delete(title)
        guard !gone.isEmpty else {
          _ = try service.model(title)
          return []
        }
        var writer = JSONWriter()
        writer.object { $0.member("deleted", strings: gone) }
        return writer.bytes
      }
    }
  }
}

extension JSONWriter {
  /// What `models.list` tells of each model.
  mutating func members(of stored: StoredModel, versions: [Int]) {
    member("model", stored.name)
    member("version", stored.version)
    array("versions") { writer in
      for version in versions { writer.write(version) }
    }
    member("k", stored.model.segments.count)
    member("n", stored.model.fit.customerCount)
    member("features", strings: stored.model.preparation.outputNames)
    member("created", dateText(stored.created) + "Z")
    member("bytes", stored.byteCount)
    member("fingerprint", stored.fingerprint)
    member("keeps", stored.keeps)
    if let asOf = stored.model.asOf { member("as_of", dateText(asOf)) }
  }
}
