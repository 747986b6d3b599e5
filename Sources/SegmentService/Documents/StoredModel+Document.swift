import Features
import JSON
import ModelExport
import Segmentation
import Tables

extension StoredModel {
  /// The document of this version: the model, where it came from, its check rows, and with
  /// `members` its training customers.
  ///
  /// - Parameter members: The customers; `nil` leaves them out.
  func document(with members: Members? = nil) throws(SegmentationError) -> [UInt8] {
    let checks = try CheckRows(of: model)
    var writer = JSONWriter(capacity: documentByteCount + 10_000)
    writer.object { writer in
      ModelDocument.write(model, fingerprint: fingerprint, to: &writer)
      writer.object("stored") { writer in
        writer.member("model", name)
        writer.member("version", version)
        writer.member("created", dateText(created))
        guard let origin else { return }
        writer.member("content", origin.content.description)
        writer.member("others", origin.others.description)
        writer.object("dropped") { writer in
          for drop in origin.ledger { writer.member(drop.rule, drop.rowCount) }
        }
        if let keep = origin.keep { writer.member("keep", keep) }
        writer.member("aligned", origin.isAligned)
      }
      writer.member("checks", checks, of: model)
      if let members { writer.member("members", members, of: model) }
    }
    return writer.bytes
  }
}

extension JSONWriter {
  /// The training customers: their ids as they came, and the segment of each.
  fileprivate mutating func member(
    _ name: String, _ members: Members, of model: SegmentModel
  ) {
    object(name) { writer in
      writer.member("parts", members.identifiers.count)
      writer.member("ids", ids: members.identifiers)
      writer.array("segment") { writer in
        for label in members.labels {
          if label < 0 { writer.writeNull() } else { writer.write(model.segments[Int(label)].id) }
        }
      }
      if let months = members.months { writer.member("months", months) }
    }
  }
}

/// A version as its document holds it, before it has a number here.
struct StoredDocument {
  let content: ModelDocument.Content
  /// The name and time of the version that was written, where the document tells.
  let name: String?
  let created: Int64?
  let origin: StoredModel.Origin?
  let members: Members?

  /// Reads a document and proves it by its checks.
  init(_ value: JSONValue) throws(DocumentError) {
    content = try ModelDocument.read(value)
    let document = DocumentValue(value: value, place: "")
    try document.optional("checks")?.requireChecks(of: content.model)
    if let members = try document.optional("members") {
      self.members = try Members(members, of: content.model)
    } else {
      members = nil
    }
    guard let stored = try document.optional("stored") else {
      (name, created, origin) = (nil, nil, nil)
      return
    }
    name = try stored.member("model").text()
    created = try stored.member("created").instant()
    origin =
      try stored.optional("content") == nil
      ? nil : try StoredModel.Origin(stored, plan: content.model.plan)
  }
}

extension StoredModel.Origin {
  fileprivate init(_ stored: DocumentValue, plan: FitPlan) throws(DocumentError) {
    func hash(_ name: String) throws(DocumentError) -> ContentHash {
      let place = try stored.member(name)
      guard let hash = ContentHash(try place.text()) else {
        throw place.misfit("a text of 32 hexadecimal digits")
      }
      return hash
    }
    var drops: [Ledger.Drop] = []
    for (rule, rows) in try stored.member("dropped").members() {
      drops.append(Ledger.Drop(rule: rule, rowCount: try rows.count()))
    }
    self.init(
      content: try hash("content"), others: try hash("others"), ledger: drops, plan: plan,
      keep: try stored.optional("keep")?.text(), isAligned: try stored.member("aligned").flag())
  }
}

extension Members {
  fileprivate init(_ members: DocumentValue, of model: SegmentModel) throws(DocumentError) {
    let labels = Dictionary(
      model.segments.enumerated().map { ($1.id, Int32($0)) },
      uniquingKeysWith: { first, _ in first })
    var found: [Int32] = []
    for segment in try members.member("segment").elements() {
      if segment.value == .null {
        found.append(-1)
      } else if let label = segment.value.integer.flatMap({ labels[$0] }) {
        found.append(label)
      } else {
        throw segment.misfit("the id of a segment, or null")
      }
    }
    let parts = try members.member("parts").integer(0...8)
    let place = try members.member("ids")
    let rows = try place.elements()
    guard rows.count == (parts == 0 ? 0 : found.count) else {
      throw place.misfit("a list of \(parts == 0 ? 0 : found.count), like segment")
    }
    // Cell by cell, because a key's place in the document takes as much memory as its text.
    var columns = [TextCells](repeating: TextCells(), count: parts)
    for row in rows {
      let key = parts == 1 ? [row] : try row.elements()
      guard key.count == parts else { throw row.misfit("a list of \(parts)") }
      for (part, cell) in key.enumerated() { try columns[part].append(cell) }
    }
    self.init(
      identifiers: columns.map(\.column), labels: found,
      months: try members.optional("months").map { (months) throws(DocumentError) in
        try MonthlyTotals(months, customerCount: found.count)
      })
  }
}
