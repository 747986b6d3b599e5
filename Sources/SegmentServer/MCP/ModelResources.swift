import JSON
import JSONRPC
import SegmentProtocol

/// The stored models as resources: `segmentd://models/NAME`, each as `models.get` tells it.
enum ModelResources {
  /// Entries of one page: with the longest names a page is still below 1 MiB.
  private static let pageCount = 400

  /// `resources/list`: the models by name.
  static func list(
    _ request: RPCRequest, _ era: MCPEra, _ native: MCPFace.Native
  ) throws(RPCError) -> Plan {
    let cursor = MCPParameters(request.params)["cursor"]
    var last = ""
    if let cursor {
      guard case .string(let text) = JSONValue(cursor), let name = ModelURI.decoded(text) else {
        throw .badCursor(cursor)
      }
      last = name
    }
    let after = last
    return try transformed(native, Models.list.name, nil) { outcome in
      guard case .result(let text) = outcome else { return outcome }
      return .result(page(text, after: after, era))
    }
  }

  /// `resources/templates/list`: how the name of one is made.
  static func templates(
    _ request: RPCRequest, _ era: MCPEra, _ native: MCPFace.Native
  ) throws(RPCError) -> Plan {
    if let cursor = MCPParameters(request.params)["cursor"] { throw .badCursor(cursor) }
    return era.reply(
      [
        "resourceTemplates": [
          [
            "uriTemplate": .string(ModelURI.prefix + "{model}"), "name": "model",
            "title": "A stored model",
            "description": "Recipe, segments and ledger of a model, by name or name@version.",
            "mimeType": .string(mimeType),
          ]
        ]
      ], lasting: .long)
  }

  /// `resources/read`: one model, or one of its versions.
  static func read(
    _ request: RPCRequest, _ era: MCPEra, _ native: MCPFace.Native
  ) throws(RPCError) -> Plan {
    let value = MCPParameters(request.params)["uri"].map { JSONValue($0) }
    guard case .string(let uri)? = value else {
      throw .invalidParams(
        "uri is \(value?.shown ?? "missing"); send one that resources/list tells", param: "uri",
        expected: "a text", got: value?.shown ?? "nothing", missing: value == nil ? ["uri"] : [])
    }
    guard let title = ModelURI.title(of: uri), isName(title, versioned: true) else {
      throw notFound(uri, era)
    }
    var params = JSONWriter()
    params.object { $0.member(ModelName.toUse.description.name, title) }
    return try transformed(native, Models.get.name, params.bytes) { outcome in
      switch outcome {
      case .failure(let error) where error.kind == ErrorKind.modelNotFound.rawValue:
        return .failure(notFound(uri, era))
      case .failure: return outcome
      case .result(let text):
        guard let cut = Truncation.fitting(text) else {
          return .failure(.replyTooLarge(size: text.count, limit: Truncation.limit))
        }
        return .result(
          era.result(lasting: MCPEra.Lifetime.none) { writer in
            writer.array("contents") { writer in
              writer.object { writer in
                writer.member("uri", uri)
                writer.member("mimeType", mimeType)
                writer.member("text", String(decoding: cut, as: UTF8.self))
              }
            }
          })
      }
    }
  }

  private static let mimeType = "application/json"

  private static func page(_ text: [UInt8], after last: String, _ era: MCPEra) -> [UInt8] {
    let models = (try? JSONText(text)).flatMap { JSONValue($0.root)["models"]?.array } ?? []
    let entries = models.compactMap(Entry.init).filter { last.isEmpty || $0.name > last }
      .sorted { $0.name < $1.name }
    let shown = entries.prefix(pageCount)
    return era.result(lasting: MCPEra.Lifetime.none) { writer in
      writer.array("resources") { writer in
        for entry in shown {
          writer.object { writer in
            writer.member("uri", ModelURI.of(entry.name))
            writer.member("name", entry.name)
            writer.member("description", entry.description)
            writer.member("mimeType", mimeType)
          }
        }
      }
      if shown.count < entries.count, let end = shown.last {
        writer.member("nextCursor", ModelURI.encoded(end.name))
      }
    }
  }

  private struct Entry {
    let name: String
    let description: String

    init?(_ model: JSONValue) {
      guard let name = model["model"]?.string else { return nil }
      self.name = name
      let counts = [("k", "segments"), ("n", "customers")].compactMap { member, noun in
        model[member]?.integer.map { "\($0) \(noun)" }
      }
      let created = model["created"]?.string.map { ", fitted \($0)" } ?? ""
      description = counts.joined(separator: " of ") + created
    }
  }

  /// The plan of a native method with its outcome changed.
  private static func transformed(
    _ native: MCPFace.Native, _ method: String, _ params: [UInt8]?,
    _ change: @escaping @Sendable (Outcome) -> Outcome
  ) throws(RPCError) -> Plan {
    let slice: JSONSlice?
    do throws(JSONError) {
      slice = try params.map { bytes throws(JSONError) in try JSONText(bytes).root }
    } catch {
      throw .parseError(error)
    }
    var plan = native(RPCRequest(id: nil, method: method, params: slice))
    let prepare = plan.prepare
    plan.prepare = {
      let work = prepare()
      return { context in change(work(context)) }
    }
    return plan
  }

  /// The code of each era for a resource that is not there.
  private static func notFound(_ uri: String, _ era: MCPEra) -> RPCError {
    RPCError(
      code: era == .modern ? -32602 : -32002, kind: "resource_not_found",
      message: "there is no resource \(JSONValue.string(uri).shown); resources/list tells all of "
        + "them, \(ModelURI.prefix)NAME with the name percent-encoded",
      data: [("uri", .string(String(uri.prefix(1000))))])
  }
}
