import Features
import JSONRPC
import Locks
import ModelStorage
import Segmentation

/// The models by name and version: in memory, and with a directory also there.
///
/// A version is immutable; storing swaps one reference under a lock held for nanoseconds, never
/// across a call to the system. With a directory, what is in memory is a copy of it: a version is
/// seen here once it is durable, and what other processes did is taken in by ``refresh(_:)``.
final class Catalogue: Sendable {
  typealias State = CatalogueState

  let state = Guarded(State())
  /// Where models outlive the process; `nil` keeps them in memory.
  let directory: ModelDirectory?
  /// Bytes of models in memory beyond which those that files hold are let go.
  private let memoryLimit: Int
  /// Takes a line for the log.
  let log: @Sendable (String) -> Void

  /// How many versions of a name stay callable.
  static let versionLimit = 5

  /// Opens what the directory holds; without one it begins with nothing.
  init(
    _ directory: ModelDirectory? = nil, memoryLimit: Int = .max,
    log: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.directory = directory
    self.memoryLimit = memoryLimit
    self.log = log
    readAll()
  }

  /// The newest version of a name, or with `name@N` that one.
  ///
  /// What is not known is looked for in the directory.
  ///
  /// - Parameter isUse: Whether somebody uses it, so that its layers stay in memory longer.
  /// - Throws: `corrupt_model`, or `storage` where the directory cannot be read.
  func find(_ title: String, isUse: Bool = true) throws(RPCError) -> StoredModel? {
    let (name, version) = Catalogue.split(title)
    var hasLooked = directory == nil
    // Each turn reads a version, finds one damaged, or looks at the directory.
    for _ in 0..<100 {
      switch state.with({ $0.take(name, version, isUse: isUse) }) {
      case .loaded(let stored): return stored
      case .filed(let name, let slot):
        if let stored = try load(slot, of: name) {
          letGo(ofAtLeast: memoryByteCount - memoryLimit)
          return stored
        }
      case .damaged(let name, let number, let damage):
        throw RPCError(damage, of: "\(name)@\(number)")
      case .unknown:
        guard !hasLooked else { return nil }
        hasLooked = true
        try refresh(name)
      }
    }
    return nil
  }

  /// Every name, in order, with its versions.
  ///
  /// - Throws: `storage` where a document cannot be read.
  func list() throws(RPCError) -> [(newest: StoredModel, versions: [Int])] {
    refreshAll()
    var list: [(newest: StoredModel, versions: [Int])] = []
    for name in names() {
      do throws(RPCError) {
        guard let newest = try find(name, isUse: false) else { continue }
        list.append((newest, versions(of: name)))
      } catch {
        // A name of damaged versions alone has nothing to show.
        guard error.kind == "corrupt_model" else { throw error }
      }
    }
    return list
  }

  /// Every name that is known, in order.
  func names() -> [String] {
    state.with { $0.histories.filter { !$0.value.slots.isEmpty }.keys.sorted() }
  }

  /// How many names and versions there are, and about how much memory they take.
  func census() -> (names: Int, versions: Int, memoryBytes: Int) {
    let slots = state.with { $0.histories.values.map(\.slots).filter { !$0.isEmpty } }
    let bytes = slots.joined().reduce(0) { sum, slot in
      guard case .loaded(let stored) = slot.content else { return sum }
      return sum + stored.memoryByteCount
    }
    return (slots.count, slots.reduce(0) { $0 + $1.count { $0.damage == nil } }, bytes)
  }

  /// About how many bytes all versions take in memory.
  var memoryByteCount: Int { census().memoryBytes }

  /// The versions of a name that are callable.
  func versions(of name: String) -> [Int] { state.with { $0.histories[name]?.numbers ?? [] } }

  /// The highest segment id that any version of the name ever had; 0 for an unknown name.
  func lastSegmentId(of name: String) -> Int {
    state.with { $0.histories[name]?.lastSegmentId ?? 0 }
  }

  /// The training customers of a version before preparation; `nil` where they are not kept.
  ///
  /// - Parameter limit: The most bytes of rows in memory; the longest unused are let go.
  func rows(of stored: StoredModel, within limit: Int) throws(RPCError) -> CustomerTable? {
    guard let layer = stored.rowLayer else { return nil }
    let isNew = layer.memoryByteCount == 0
    let rows = try stored.rows()
    if isNew, rows != nil { releaseLayers(beyond: limit) }
    return rows
  }

  /// Lets go of layers that are in files, the longest unused first, beyond so many bytes in memory.
  func releaseLayers(beyond limit: Int) {
    let released = state.with { $0.releaseLayers(beyond: limit) }
    _ = released
  }

  /// Lets go of what files hold and can be read again, the longest unused first: layers, then whole
  /// models.
  ///
  /// Requests that have a model keep it.
  func letGo(ofAtLeast byteCount: Int) {
    guard byteCount > 0 else { return }
    // Freed outside of the lock; a version that newer ones push out can still be read by its owner.
    for stored in state.with({ $0.letGo(ofAtLeast: byteCount) }) { stored.hold() }
  }

  /// Stores what `make` makes of the next version number, unless another version came meanwhile.
  ///
  /// - Parameters:
  ///   - name: The model's name.
  ///   - parent: The newest version when its ids were given; `nil` where there was none.
  ///   - keptRowsLimit: The most bytes of kept rows; the longest unused fall to members first.
  ///   - make: Makes the version, in no time.
  /// - Returns: What was stored, durable where there is a directory; `nil` where `parent` is no
  ///   longer the newest version.
  /// - Throws: `storage` where it could not be made durable; then nothing was stored.
  func store(
    _ name: String, after parent: Int?, keptRowsLimit: Int,
    _ make: @Sendable (_ version: Int) -> StoredModel
  ) throws(RPCError) -> StoredModel? {
    guard let directory else {
      return state.with { state -> (StoredModel?, [StoredModel]) in
        let known = state.histories[name]
        guard known?.newest?.number == parent else { return (nil, []) }
        let stored = make((known?.lastVersion ?? 0) + 1)
        return state.put(stored, nil, tip: nil, under: name, keptRowsLimit)
      }.0
    }
    let known = state.with { $0.histories[name] }
    guard known?.newest?.number == parent else { return nil }
    let made = make((known?.tip?.number ?? 0) + 1)
    let mark = max(known?.lastSegmentId ?? 0, made.model.lineage.lastSegmentId)
    let draft = try made.draft(mark: mark)
    let file: ModelDirectory.Version?
    do throws(StorageError) {
      file = try directory.save(draft, as: spelling(of: name), after: known?.tip)
    } catch {
      throw RPCError(error)
    }
    guard let file else {
      try refresh(name)
      return nil
    }
    let stored = made.filed(as: file, under: spelling(of: name), in: directory)
    // Requests that have the version before may still read its rows, whose file goes now.
    known?.newestModel?.rowLayer?.hold()
    for slot in known?.slots.dropLast(Catalogue.versionLimit - 1) ?? [] {
      if case .loaded(let stored) = slot.content { stored.hold() }
    }
    let (kept, _) = state.with { state in
      state.put(stored, file, tip: file.tip, under: name, keptRowsLimit)
    }
    directory.prune(
      spelling(of: name), keeping: Catalogue.versionLimit, newestKeeps: StoredModel.rowPart)
    return kept
  }

  /// The name and, where it has one, the version of a title.
  static func split(_ title: String) -> (name: String, version: Int?) {
    // The usual title needs no search for whole characters, which took 1 % of a one-row `assign`.
    guard title.utf8.contains(UInt8(ascii: "@")), let at = title.lastIndex(of: "@"),
      let version = Int(title[title.index(after: at)...])
    else { return (title, nil) }
    return (String(title[..<at]), version)
  }
}

extension CatalogueState {
  /// What is known of a version.
  enum Found: Sendable {
    case loaded(StoredModel)
    case filed(String, Slot)
    case damaged(String, Int, ModelDamage)
    case unknown
  }

  /// Finds a version and notes that it was used.
  fileprivate mutating func take(_ name: String, _ version: Int?, isUse: Bool) -> Found {
    guard let place = histories.index(forKey: name) else { return .unknown }
    if isUse {
      useCount += 1
      histories.values[place].lastUse = useCount
    }
    // Looked at where they stand: a copy of the history counts every reference in it, and all
    // connections wait for this lock.
    let slots = histories.values[place].slots
    guard let index = slots.place(of: version) else { return .unknown }
    switch slots[index].content {
    case .loaded(let stored): return .loaded(stored.labelled(histories.values[place].labels))
    case .filed: return .filed(histories.keys[place], slots[index])
    case .damaged(let damage): return .damaged(histories.keys[place], slots[index].number, damage)
    }
  }

  /// Puts a version at the end of a name's history; gives it as it is now, and what it replaced.
  fileprivate mutating func put(
    _ stored: StoredModel, _ file: ModelDirectory.Version?, tip: ModelDirectory.Tip?,
    under name: String, _ keptRowsLimit: Int
  ) -> (StoredModel?, [StoredModel]) {
    changes[name, default: 0] += 1
    useCount += 1
    var history =
      histories[name] ?? History(slots: [], tip: nil, lastVersion: 0, lastSegmentId: 0)
    var replaced = history.slots.compactMap { slot in
      if case .loaded(let stored) = slot.content { stored } else { nil }
    }
    // Another request may have found it in the directory already, or one that came after it.
    history.slots.removeAll { $0.number == stored.version }
    let place = history.slots.firstIndex { $0.number > stored.version } ?? history.slots.count
    history.slots.insert(
      Slot(number: stored.version, file: file, content: .loaded(stored)), at: place)
    let surplus = history.numbers.dropLast(Catalogue.versionLimit)
    history.slots.removeAll { surplus.contains($0.number) }
    history.dropOlderRows()
    history.lastVersion = max(history.lastVersion, stored.version)
    if history.lastVersion == stored.version { history.tip = tip }
    history.lastSegmentId = max(history.lastSegmentId, stored.model.lineage.lastSegmentId)
    history.lastUse = useCount
    history.stamp = nil
    histories[name] = history
    replaced += releaseLayers(beyond: keptRowsLimit)
    guard let now = histories[name] else { return (nil, replaced) }
    guard let slot = now.slots.first(where: { $0.number == stored.version }),
      case .loaded(let kept) = slot.content
    else { return (stored.labelled(now.labels), replaced) }
    return (kept.labelled(now.labels), replaced)
  }
}

extension [CatalogueState.Slot] {
  /// Where a version stands, nil where there is no such; without a version where the newest stands
  /// that is not damaged, else the newest.
  fileprivate func place(of version: Int?) -> Int? {
    if let version {
      for index in indices where self[index].number == version { return index }
      return nil
    }
    for index in indices.reversed() {
      if case .damaged = self[index].content { continue }
      return index
    }
    return indices.last
  }
}
