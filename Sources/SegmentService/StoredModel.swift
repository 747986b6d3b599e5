import Features
import JSON
import JSONRPC
import Segmentation
import Tables

/// A model version: its document in memory, its other layers there or in files.
struct StoredModel: Sendable {
  var name: String
  let version: Int
  /// When it was fitted, in microseconds since 1970.
  let created: Int64
  @Shared var model: SegmentModel
  let fingerprint: String
  /// Size of the model document, in bytes.
  let documentByteCount: Int
  /// What the fit was made of, to recognise the same fit again; `nil` where a document did not
  /// tell.
  @Shared var origin: Origin?
  /// The training customers with their segments; `nil` with `keep: "document"`.
  var memberLayer: Layer<Members>?
  /// The training customers before preparation; only with `keep: "rows"`, and only of the newest
  /// version of a name.
  var rowLayer: Layer<CustomerTable>?
  /// What users call segments, by id: it belongs to the name and lies over every version.
  private(set) var labels: [Int: SegmentLabel] = [:]
  /// The object of names by id while no labels lie over them, which most replies to `assign` end with.
  private let madeNames: [UInt8]

  init(
    name: String, version: Int, created: Int64, model: SegmentModel, fingerprint: String,
    documentByteCount: Int, origin: Origin?, memberLayer: Layer<Members>?,
    rowLayer: Layer<CustomerTable>?
  ) {
    self.name = name
    self.version = version
    self.created = created
    _model = Shared(wrappedValue: model)
    self.fingerprint = fingerprint
    self.documentByteCount = documentByteCount
    _origin = Shared(wrappedValue: origin)
    self.memberLayer = memberLayer
    self.rowLayer = rowLayer
    madeNames = Self.names(of: model.segments)
  }

  /// The names of the segments as they are shown: an object of texts by id.
  ///
  /// Made once where nobody gave other names: they were a twelfth of the work for one row.
  var names: [UInt8] { labels.isEmpty ? madeNames : Self.names(of: segments) }

  private static func names(of segments: [Segment]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for segment in segments { writer.member(String(segment.id), segment.name) }
    writer.endObject()
    return writer.bytes
  }

  /// The same version under these labels.
  func labelled(_ labels: [Int: SegmentLabel]) -> StoredModel {
    if labels.isEmpty, self.labels.isEmpty { return self }
    var labelled = self
    labelled.labels = labels
    return labelled
  }

  /// The segments as they are shown: with the users' names and advice where they gave some.
  ///
  /// A name that was made steps aside for an equal one that was given.
  var segments: [Segment] {
    guard !labels.isEmpty else { return model.segments }
    var segments = model.segments
    var taken = Set(segments.compactMap { labels[$0.id]?.name })
    for index in segments.indices {
      let label = labels[segments[index].id]
      if let advice = label?.advice { segments[index].advice = advice }
      if let name = label?.name {
        segments[index].name = name
        continue
      }
      var number = 2
      let made = segments[index].name
      while !taken.insert(segments[index].name).inserted {
        segments[index].name = "\(made) (\(number))"
        number += 1
      }
    }
    tellNewNames(&segments)
    return segments
  }

  /// Advice that names another segment names it as it is shown.
  private func tellNewNames(_ segments: inout [Segment]) {
    let changed = zip(model.segments, segments).filter { $0.name != $1.name }
      .map { (made: "\"\($0.name)\"", shown: "\"\($1.name)\"") }
    guard !changed.isEmpty else { return }
    for index in segments.indices where labels[segments[index].id]?.advice == nil {
      segments[index].advice = segments[index].advice.map { sentence in
        guard let name = changed.first(where: { sentence.contains($0.made) }) else {
          return sentence
        }
        return sentence.replacing(name.made, with: name.shown)
      }
    }
  }

  /// About how much of it is in memory now.
  var memoryByteCount: Int {
    documentByteCount + (memberLayer?.memoryByteCount ?? 0) + (rowLayer?.memoryByteCount ?? 0)
  }

  /// About how much it takes, in memory or in files: the document and what is kept beside it.
  var byteCount: Int {
    documentByteCount + (memberLayer?.byteCount ?? 0) + (rowLayer?.byteCount ?? 0)
  }

  /// `name@version`.
  var title: String { "\(name)@\(version)" }

  /// What is kept, in the protocol's word.
  var keeps: String {
    rowLayer != nil ? "rows" : memberLayer != nil ? "members" : "document"
  }

  /// The training customers with their segments, read where they are in a file.
  ///
  /// - Throws: `corrupt_model` where the file is damaged, `storage` where the disk is at fault.
  func members() throws(RPCError) -> Members? {
    do throws(LayerError) {
      return try memberLayer?.content()
    } catch {
      throw RPCError(error, of: title)
    }
  }

  /// The training customers before preparation, read where they are in a file.
  ///
  /// - Throws: `corrupt_model` where the file is damaged, `storage` where the disk is at fault.
  func rows() throws(RPCError) -> CustomerTable? {
    do throws(LayerError) {
      return try rowLayer?.content()
    } catch {
      throw RPCError(error, of: title)
    }
  }

  /// Opens the files of what is not in memory, so that whoever has this version can read them also
  /// when it is deleted or newer ones push it out.
  func hold() {
    memberLayer?.hold()
    rowLayer?.hold()
  }

  /// What decides a fit: rows by a hash of their content, and the plan.
  struct Origin: Equatable, Sendable {
    let content: ContentHash
    /// The customers of the master table who never bought.
    let others: ContentHash
    let ledger: [Ledger.Drop]
    let plan: FitPlan
    let keep: String?
    let isAligned: Bool
  }
}

/// A value of many parts that copies of its holder share.
///
/// A request copies the stored model some times; each copy would count every reference in it.
@propertyWrapper
struct Shared<Value: Sendable>: Sendable {
  private final class Box: Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }

  private let box: Box

  init(wrappedValue: Value) { box = Box(wrappedValue) }

  var wrappedValue: Value { box.value }
}

/// What users call a segment, instead of what it was named after.
struct SegmentLabel: Equatable, Sendable {
  /// The name; `nil` leaves the one that was made.
  var name: String?
  /// What to do for it, a sentence each; `nil` leaves what was made.
  var advice: [String]?

  /// Whether it says nothing.
  var isEmpty: Bool { name == nil && advice == nil }
}

extension CustomerTable: LayerContent {}

extension Members: LayerContent {
  /// About how much memory they take.
  var measuredByteCount: Int {
    4 * labels.count + identifiers.reduce(0) { $0 + Column.texts($1).byteCount }
      + (months.map { 8 * $0.starts.count + 16 * $0.months.count } ?? 0)
  }
}

extension [TextColumn] {
  /// A hash of these names, whatever their order.
  var contentHash: ContentHash {
    ContentHash(
      of: Table(names: [], columns: [], rowCount: first?.codes.count ?? 0), identifiers: self)
  }
}
