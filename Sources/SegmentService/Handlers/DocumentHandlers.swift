import Features
import JSON
import JSONRPC
import ModelExport
import SegmentProtocol
import Segmentation

extension Service {
  /// `models.export`.
  static func exportModel(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let title = try parameters(ExportModel.model)
    let format = try parameters(ExportModel.format)
    let withMembers = try parameters(ExportModel.include)
    let dialect = SQLDialect(rawValue: try parameters(ExportModel.dialect).rawValue) ?? .postgresql
    let table = try parameters(ExportModel.table)
    return .work(reads: resources(title)) { () throws(RPCError) in
      let stored = try service.model(title)
      return { (_) throws(RPCError) in
        if withMembers, try stored.members() == nil {
          throw RPCError(dataNeededBy: stored.title, needs: "members")
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("format", format.rawValue)
        switch format {
        case .json:
          let document = try stored.exported(withMembers: withMembers)
          service.models.releaseLayers(beyond: service.settings.keptRowsLimitBytes)
          writer.member("document", String(decoding: document, as: UTF8.self))
        case .sql:
          writer.member("dialect", dialect.rawValue)
          writer.member("document", try stored.query(dialect, table: table))
        }
        writer.member("checks", try stored.checks(), of: stored.model)
        writer.endObject()
        return writer.bytes
      }
    }
  }

  /// `models.import`.
  static func importModel(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let document = try parameters(ImportModel.document)
    let asked = try parameters(ImportModel.model)
    let found: String? = if let asked { asked } else { try name(in: document) }
    guard let name = found, isName(name, versioned: false) else {
      var missing = Mismatch(path: "model", expected: "a name to store under", got: "nothing")
      missing.missing = "model"
      throw RPCError(missing, missing: ["model"])
    }
    return .work(writes: ["model:\(name)"]) { () throws(RPCError) in
      { (context) throws(RPCError) in
        // A value takes about 16 times the bytes that it is written with; small ones are not counted.
        let byteCount = document.string?.utf8.count ?? 0
        let room = try service.memory.reserve(
          byteCount >= ReadingRoom.leastBytes ? 16 * byteCount : 0, for: "reading the document")
        defer { room.shrink(to: 0) }
        let read = try read(document)
        guard !context.isCancelled else { throw .cancelled }
        let stored = try service.store(read, as: name)
        var writer = JSONWriter()
        writer.object {
          $0.members(of: stored, versions: service.models.versions(of: stored.name))
        }
        return writer.bytes
      }
    }
  }

  private static func read(_ document: JSONValue) throws(RPCError) -> StoredDocument {
    do throws(DocumentError) {
      return try StoredDocument(document.string.map(ModelDocument.parse) ?? document)
    } catch {
      throw RPCError(error)
    }
  }

  /// The name that the model had, found without reading the model: this is the reader's thread.
  ///
  /// - Throws: What is wrong with a document that has none.
  private static func name(in document: JSONValue) throws(RPCError) -> String? {
    guard let text = document.string else {
      if let name = document["stored"]?["model"]?.string { return name }
      return try read(document).name
    }
    let root: JSONSlice
    do throws(JSONError) {
      root = try JSONText(Array(text.utf8)).root
    } catch {
      throw RPCError(DocumentError.notJSON(error))
    }
    guard root.kind == .object else { return try read(document).name }
    var reader = JSONReader(root)
    reader.enterObject()
    while let key = reader.nextKey() {
      let value = reader.readSlice()
      if key == "stored", let name = JSONValue(value)["model"]?.string { return name }
    }
    return try read(document).name
  }

  private func store(
    _ read: StoredDocument, as name: String
  ) throws(RPCError) -> StoredModel {
    let model = read.content.model
    let byteCount = ModelDocument.bytes(of: model, fingerprint: read.content.fingerprint).count
    let memberByteCount = read.members?.measuredByteCount ?? 0
    let room = try memory.reserve(byteCount + memberByteCount, for: "the model")
    defer { room.shrink(to: 0) }
    let created = read.created ?? settings.clock()
    try models.refresh(name)
    while true {
      // Another connection may store a version of the name in between; then the next is tried.
      let newest = models.versions(of: name).last
      let stored = try models.store(
        name, after: newest, keptRowsLimit: settings.keptRowsLimitBytes
      ) { version in
        StoredModel(
          name: name, version: version, created: created, model: model,
          fingerprint: read.content.fingerprint, documentByteCount: byteCount,
          origin: read.origin, memberLayer: read.members.map { Layer($0) }, rowLayer: nil)
      }
      if let stored { return stored }
    }
  }
}

extension StoredModel {
  /// The document, for a reply.
  func exported(withMembers: Bool) throws(RPCError) -> [UInt8] {
    let members = withMembers ? try members() : nil
    do throws(SegmentationError) {
      return try document(with: members)
    } catch {
      throw RPCError(error)
    }
  }

  fileprivate func checks() throws(RPCError) -> CheckRows {
    do throws(SegmentationError) {
      return try CheckRows(of: model)
    } catch {
      throw RPCError(error)
    }
  }

  fileprivate func query(_ dialect: SQLDialect, table: [String]) throws(RPCError) -> String {
    do throws(ExportError) {
      return try SegmentQuery(
        of: model, dialect: dialect, table: table, title: title, names: segments.map(\.name)
      ).text
    } catch {
      throw .invalidParams("\(error)", param: "format", expected: "json", got: "sql")
    }
  }
}

extension RPCError {
  /// A document that is no model, or none that this program can use.
  init(_ error: DocumentError) {
    switch error {
    case .newerFormat(let format):
      self = .invalidParams(
        error.description, param: "document", expected: "format \(ModelDocument.format)",
        got: "format \(format)")
    case .notAModel(let got):
      self = .invalidParams(
        error.description, param: "document", expected: "a model document", got: got)
    case .notJSON, .checksDiffer:
      self.init(.corruptModel, error.description)
    case .misfit(let place, let expected, let got):
      self.init(
        .corruptModel, error.description,
        data: [
          ("place", .string(place)), ("expected", .string(expected)), ("got", .string(got)),
        ])
    }
  }
}
