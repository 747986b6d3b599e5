import Features
import Locks
import Segmentation
import Tables

/// A model version in memory.
struct StoredModel: Sendable {
  let name: String
  let version: Int
  /// When it was fitted, in microseconds since 1970.
  let created: Int64
  let model: SegmentModel
  let fingerprint: String
  /// Size of the model document, in bytes.
  let documentByteCount: Int
  /// What the fit was made of, to recognise the same fit again; `nil` where a document did not tell.
  let origin: Origin?
  /// The training customers with their segments; `nil` with `keep: "document"`.
  let members: Members?
  /// The training customers before preparation; only with `keep: "rows"`, and only of the newest
  /// version of a name.
  var rows: CustomerTable?

  /// About how much memory it takes: the document and what is kept beside it.
  var byteCount: Int {
    documentByteCount + (members?.byteCount ?? 0) + (rows?.measuredByteCount ?? 0)
  }

  /// `name@version`.
  var title: String { "\(name)@\(version)" }

  /// What is kept, in the protocol's word.
  var keeps: String { rows != nil ? "rows" : members != nil ? "members" : "document" }

  /// What decides a fit: rows by a hash of their content, and the plan.
  struct Origin: Equatable, Sendable {
    let content: ContentHash
    /// The customers of the master table who never bought.
    let others: ContentHash
    let ledger: [Ledger.Drop]
    let plan: FitPlan
    let keep: String?
  }

  /// Ids and segments of the training customers.
  struct Members: Sendable {
    let identifiers: [TextColumn]
    let labels: [Int32]

    var byteCount: Int {
      4 * labels.count + identifiers.reduce(0) { $0 + Column.texts($1).byteCount }
    }
  }
}

extension [TextColumn] {
  /// A hash of these names, whatever their order.
  var contentHash: ContentHash {
    ContentHash(
      of: Table(names: [], columns: [], rowCount: first?.codes.count ?? 0), identifiers: self)
  }
}

/// The models in memory, by name and version.
///
/// A version is immutable; storing swaps one reference under a lock held for nanoseconds. What it
/// replaces is handed out of the lock, so that its memory is freed outside.
final class Catalogue: Sendable {
  /// The versions of one name.
  private struct History: Sendable {
    /// Oldest first; at least one.
    var versions: [StoredModel]
    /// The newest number that was ever given; it is not given again while the name is there.
    var lastVersion: Int
  }

  private let histories = Guarded<[String: History]>([:])

  /// How many versions of a name stay callable.
  static let versionLimit = 5

  /// The newest version of a name, or with `name@N` that one.
  func find(_ title: String) -> StoredModel? {
    let (name, version) = Catalogue.split(title)
    return histories.with { histories in
      guard let versions = histories[name]?.versions else { return nil }
      guard let version else { return versions.last }
      return versions.first { $0.version == version }
    }
  }

  /// Every name, in order, with its versions.
  func list() -> [(newest: StoredModel, versions: [Int])] {
    let all = histories.with { $0 }
    return all.sorted { $0.key < $1.key }.compactMap { _, history in
      history.versions.last.map { ($0, history.versions.map(\.version)) }
    }
  }

  /// The versions of a name that are callable.
  func versions(of name: String) -> [Int] {
    histories.with { ($0[name]?.versions ?? []).map(\.version) }
  }

  /// Stores what `make` makes of the next version number.
  func store(_ name: String, _ make: @Sendable (_ version: Int) -> StoredModel) -> StoredModel {
    let (stored, _) = histories.with { histories -> (StoredModel, History?) in
      let known = histories[name]
      var versions = known?.versions ?? []
      let stored = make((known?.lastVersion ?? 0) + 1)
      if let last = versions.indices.last { versions[last].rows = nil }
      versions = (versions + [stored]).suffix(Catalogue.versionLimit)
      histories[name] = History(versions: versions, lastVersion: stored.version)
      return (stored, known)
    }
    return stored
  }

  /// Deletes a name or, with `name@N`, one version; says which titles are gone.
  func delete(_ title: String) -> [String] {
    let (name, version) = Catalogue.split(title)
    let gone = histories.with { histories -> [StoredModel] in
      guard let history = histories[name] else { return [] }
      let gone = history.versions.filter { version == nil || $0.version == version }
      let left = history.versions.filter { version != nil && $0.version != version }
      histories[name] =
        left.isEmpty ? nil : History(versions: left, lastVersion: history.lastVersion)
      return gone
    }
    return gone.map(\.title)
  }

  /// The name and, where it has one, the version of a title.
  static func split(_ title: String) -> (name: String, version: Int?) {
    guard let at = title.lastIndex(of: "@"), let version = Int(title[title.index(after: at)...])
    else { return (title, nil) }
    return (String(title[..<at]), version)
  }
}
