import Locks
import Segmentation

/// The models in memory, by name and version.
///
/// A version is immutable; storing swaps one reference under a lock held for nanoseconds. What it
/// replaces is handed out of the lock, so that its memory is freed outside.
final class Catalogue: Sendable {
  /// The versions of one name.
  fileprivate struct History: Sendable {
    /// Oldest first; at least one.
    var versions: [StoredModel]
    /// The newest number that was ever given; it is not given again while the name is there.
    var lastVersion: Int
    /// The highest segment id that was ever given; it is not given again while the name is there.
    var lastSegmentId: Int
    /// What users call segments, by id.
    var labels: [Int: SegmentLabel] = [:]
    /// When the name was last asked for, counted in requests.
    var lastUse = 0
  }

  fileprivate struct State: Sendable {
    var histories: [String: History] = [:]
    var useCount = 0
  }

  private let state = Guarded(State())

  /// How many versions of a name stay callable.
  static let versionLimit = 5

  /// The newest version of a name, or with `name@N` that one.
  func find(_ title: String) -> StoredModel? {
    let (name, version) = Catalogue.split(title)
    return state.with { state in
      guard let history = state.histories[name] else { return nil }
      state.useCount += 1
      state.histories[name]?.lastUse = state.useCount
      guard let version else { return history.versions.last?.labelled(history.labels) }
      return history.versions.first { $0.version == version }?.labelled(history.labels)
    }
  }

  /// Every name, in order, with its versions.
  func list() -> [(newest: StoredModel, versions: [Int])] {
    let all = state.with { $0.histories }
    return all.sorted { $0.key < $1.key }.compactMap { _, history in
      history.versions.last.map {
        ($0.labelled(history.labels), history.versions.map(\.version))
      }
    }
  }

  /// About how many bytes all versions take in memory.
  var memoryByteCount: Int {
    state.with {
      $0.histories.values.reduce(0) { $0 + $1.versions.reduce(0) { $0 + $1.byteCount } }
    }
  }

  /// The versions of a name that are callable.
  func versions(of name: String) -> [Int] {
    state.with { ($0.histories[name]?.versions ?? []).map(\.version) }
  }

  /// The highest segment id that any version of the name ever had; 0 for an unknown name.
  func lastSegmentId(of name: String) -> Int {
    state.with { $0.histories[name]?.lastSegmentId ?? 0 }
  }

  /// Stores what `make` makes of the next version number, unless another version came meanwhile.
  ///
  /// - Parameters:
  ///   - name: The model's name.
  ///   - parent: The newest version when its ids were given; `nil` where there was none.
  ///   - keptRowsLimit: The most bytes of kept rows; the longest unused fall to members first.
  ///   - make: Makes the version, in no time.
  /// - Returns: What was stored; `nil` where `parent` is no longer the newest version.
  func store(
    _ name: String, after parent: Int?, keptRowsLimit: Int,
    _ make: @Sendable (_ version: Int) -> StoredModel
  ) -> StoredModel? {
    let (stored, _) = state.with { state -> (StoredModel?, [StoredModel]) in
      let known = state.histories[name]
      guard known?.versions.last?.version == parent else { return (nil, []) }
      var versions = known?.versions ?? []
      let stored = make((known?.lastVersion ?? 0) + 1)
      var replaced = versions
      if let last = versions.indices.last { versions[last].rows = nil }
      versions = (versions + [stored]).suffix(Catalogue.versionLimit)
      state.useCount += 1
      state.histories[name] = History(
        versions: versions, lastVersion: stored.version,
        lastSegmentId: max(known?.lastSegmentId ?? 0, stored.model.lineage.lastSegmentId),
        labels: known?.labels ?? [:], lastUse: state.useCount)
      replaced += state.releaseRows(beyond: keptRowsLimit)
      let kept = state.histories[name]?.versions.last
      return ((kept ?? stored).labelled(known?.labels ?? [:]), replaced)
    }
    return stored
  }

  /// Deletes a name or, with `name@N`, one version; says which titles are gone.
  func delete(_ title: String) -> [String] {
    let (name, version) = Catalogue.split(title)
    let gone = state.with { state -> [StoredModel] in
      guard let history = state.histories[name] else { return [] }
      let gone = history.versions.filter { version == nil || $0.version == version }
      let left = history.versions.filter { version != nil && $0.version != version }
      state.histories[name]?.versions = left
      if left.isEmpty { state.histories[name] = nil }
      return gone
    }
    return gone.map(\.title)
  }

  /// What a rename came to.
  enum Renaming {
    /// Done; these versions are callable under the new name.
    case done(versions: [Int])
    /// There is no model of the old name.
    case unknown
    /// There is a model of the new name already.
    case taken
  }

  /// Gives a model, all versions and labels, another name.
  func rename(_ name: String, to other: String) -> Renaming {
    state.with { state in
      guard var history = state.histories[name] else { return .unknown }
      guard state.histories[other] == nil else { return .taken }
      for index in history.versions.indices { history.versions[index].name = other }
      state.histories[name] = nil
      state.histories[other] = history
      return .done(versions: history.versions.map(\.version))
    }
  }

  /// Changes what users call a segment; `change` gets the label there is.
  ///
  /// - Returns: The ids of the name's callable versions, and the newest version that has the segment;
  ///   `nil` for an unknown name. Nothing changes where no version has the segment.
  func label(
    _ name: String, segment: Int, _ change: @Sendable (inout SegmentLabel) -> Void
  ) -> (ids: [Int], model: StoredModel?)? {
    state.with { state in
      guard let history = state.histories[name] else { return nil }
      let ids = Set(history.versions.flatMap { $0.model.segments.map(\.id) }).sorted()
      let holder = history.versions.last { version in
        version.model.segments.contains { $0.id == segment }
      }
      guard let holder else { return (ids, nil) }
      var label = history.labels[segment] ?? SegmentLabel()
      change(&label)
      state.histories[name]?.labels[segment] = label.isEmpty ? nil : label
      return (ids, holder.labelled(state.histories[name]?.labels ?? [:]))
    }
  }

  /// The name and, where it has one, the version of a title.
  static func split(_ title: String) -> (name: String, version: Int?) {
    guard let at = title.lastIndex(of: "@"), let version = Int(title[title.index(after: at)...])
    else { return (title, nil) }
    return (String(title[..<at]), version)
  }
}

extension Catalogue.State {
  /// Lets rows go, the longest unused first, until all that are kept are within the limit; returns
  /// what had them.
  fileprivate mutating func releaseRows(beyond limit: Int) -> [StoredModel] {
    var holders = histories.compactMap { name, history in
      history.versions.last.flatMap { newest in
        newest.rows.map { (name: name, byteCount: $0.measuredByteCount, use: history.lastUse) }
      }
    }
    var total = holders.reduce(0) { $0 + $1.byteCount }
    guard total > limit else { return [] }
    holders.sort { $0.use < $1.use }
    var released: [StoredModel] = []
    for holder in holders where total > limit {
      guard let last = histories[holder.name]?.versions.indices.last else { continue }
      if let model = histories[holder.name]?.versions[last] { released.append(model) }
      histories[holder.name]?.versions[last].rows = nil
      total -= holder.byteCount
    }
    return released
  }
}
