import Features
import JSONRPC
import ModelStorage
import Segmentation

extension StoredModel {
  /// The names under which the layers beside the document are kept.
  static let memberPart = "members"
  static let rowPart = "rows"

  /// What is kept of it in the directory.
  ///
  /// - Parameter mark: The highest segment id that was ever given under the name.
  func draft(mark: Int) throws(RPCError) -> ModelDirectory.Draft {
    var draft = ModelDirectory.Draft(
      document: try exported(withMembers: false), mark: UInt64(clamping: mark))
    if let members = try members() { draft.parts.append((StoredModel.memberPart, members.layer)) }
    if let rows = try rows() { draft.parts.append((StoredModel.rowPart, rows.layer)) }
    return draft
  }

  /// The same version once it is in the directory: what is in memory can be let go and read again.
  func filed(
    as file: ModelDirectory.Version, under name: String, in directory: ModelDirectory
  ) -> StoredModel {
    let kept = (members: memberLayer, rows: rowLayer)
    var filed = StoredModel(
      name: self.name, version: version, created: created, model: model, fingerprint: fingerprint,
      documentByteCount: file.byteCount, origin: origin, memberLayer: nil, rowLayer: nil)
    filed.memberLayer = filed.memberLayer(file, under: name, in: directory, kept.members)
    filed.rowLayer = filed.rowLayer(file, under: name, in: directory, kept.rows)
    return filed
  }

  /// Reads a version's document; its other layers are read when they are asked for.
  init(
    filed bytes: [UInt8], _ file: ModelDirectory.Version, name: String, in directory: ModelDirectory
  ) throws(DocumentError) {
    let document = try StoredDocument(ModelDocument.parse(bytes))
    self.init(
      name: name, version: file.number, created: document.created ?? 0,
      model: document.content.model, fingerprint: document.content.fingerprint,
      documentByteCount: file.byteCount, origin: document.origin, memberLayer: nil, rowLayer: nil)
    memberLayer = memberLayer(file, under: name, in: directory, nil)
    rowLayer = rowLayer(file, under: name, in: directory, nil)
  }

  private func memberLayer(
    _ file: ModelDirectory.Version, under name: String, in directory: ModelDirectory,
    _ kept: Layer<Members>?
  ) -> Layer<Members>? {
    guard let byteCount = file.byteCount(ofPart: StoredModel.memberPart) else { return nil }
    let segmentCount = model.segments.count
    return Layer(
      kept?.memory,
      file: LayerFile(StoredModel.memberPart, of: file, under: name, in: directory),
      byteCount: byteCount
    ) { (bytes) throws(LayerError) in
      do throws(DocumentError) {
        return try Members(layer: bytes, segmentCount: segmentCount)
      } catch {
        throw .document(error)
      }
    }
  }

  private func rowLayer(
    _ file: ModelDirectory.Version, under name: String, in directory: ModelDirectory,
    _ kept: Layer<CustomerTable>?
  ) -> Layer<CustomerTable>? {
    guard let byteCount = file.byteCount(ofPart: StoredModel.rowPart), let memberLayer else {
      return nil
    }
    let ledger = model.ledger
    return Layer(
      kept?.memory,
      file: LayerFile(StoredModel.rowPart, of: file, under: name, in: directory),
      byteCount: byteCount
    ) { (bytes) throws(LayerError) in
      guard let members = try memberLayer.content() else { throw .incomplete }
      do throws(DocumentError) {
        return try CustomerTable(layer: bytes, members: members, ledger: ledger)
      } catch {
        throw .document(error)
      }
    }
  }
}
