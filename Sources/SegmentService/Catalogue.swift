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
  /// Size of the model document and of what is kept, in bytes.
  let bytes: Int
  /// What the fit was made of, to recognise the same fit again.
  let origin: Origin
  /// The training customers with their segments; `nil` with `keep: "document"`.
  let members: Members?
  /// The training customers before preparation; only with `keep: "rows"`, and only of the newest
  /// version of a name.
  var rows: CustomerTable?

  /// `name@version`.
  var title: String { "\(name)@\(version)" }

  /// What is kept, in the protocol's word.
  var keeps: String { rows != nil ? "rows" : members != nil ? "members" : "document" }

  /// What decides a fit: rows by a hash of their content, and the plan.
  struct Origin: Equatable, Sendable {
    let content: ContentHash
    let ledger: [Ledger.Drop]
    let plan: FitPlan
    let keep: String?
  }

  /// Ids and segments of the training customers.
  struct Members: Sendable {
    let identifiers: [TextColumn]
    let labels: [Int32]
  }
}

/// The models in memory, by name and version.
///
/// A version is immutable; storing swaps one reference under a lock held for nanoseconds.
final class Catalogue: Sendable {
  private let histories = Guarded<[String: [StoredModel]]>([:])

  /// How many versions of a name stay callable.
  static let versionLimit = 5

  /// The newest version of a name, or with `name@N` that one.
  func find(_ title: String) -> StoredModel? {
    let (name, version) = Catalogue.split(title)
    return histories.with { histories in
      guard let history = histories[name] else { return nil }
      guard let version else { return history.last }
      return history.first { $0.version == version }
    }
  }

  /// Every name, in order, with its versions.
  func list() -> [(newest: StoredModel, versions: [Int])] {
    let all = histories.with { $0 }
    return all.sorted { $0.key < $1.key }.compactMap { _, history in
      history.last.map { ($0, history.map(\.version)) }
    }
  }

  /// The versions of a name that are callable.
  func versions(of name: String) -> [Int] {
    histories.with { ($0[name] ?? []).map(\.version) }
  }

  /// Stores what `make` makes of the next version number.
  func store(_ name: String, _ make: @Sendable (_ version: Int) -> StoredModel) -> StoredModel {
    histories.with { histories in
      var history = histories[name] ?? []
      let stored = make((history.last?.version ?? 0) + 1)
      if let last = history.indices.last { history[last].rows = nil }
      history.append(stored)
      histories[name] = history.suffix(Catalogue.versionLimit)
      return stored
    }
  }

  /// Deletes a name or, with `name@N`, one version; says which titles are gone.
  func delete(_ title: String) -> [String] {
    let (name, version) = Catalogue.split(title)
    return histories.with { histories in
      guard let history = histories[name] else { return [] }
      let gone = history.filter { version == nil || $0.version == version }
      let left = history.filter { stored in !gone.contains { $0.version == stored.version } }
      histories[name] = left.isEmpty ? nil : left
      return gone.map(\.title)
    }
  }

  /// The name and, where it has one, the version of a title.
  static func split(_ title: String) -> (name: String, version: Int?) {
    guard let at = title.lastIndex(of: "@"), let version = Int(title[title.index(after: at)...])
    else { return (title, nil) }
    return (String(title[..<at]), version)
  }
}
