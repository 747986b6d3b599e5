import JSONRPC
import Locks
import ModelStorage
import Segmentation

extension Catalogue {
  /// Reads the documents of the directory, all of them checked; what is damaged is set aside with a
  /// line in the log.
  func readAll() {
    guard let directory else { return }
    directory.clean()
    do throws(StorageError) {
      for name in try directory.names().sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
        guard state.with({ $0.histories[name] == nil }) else {
          log("\(directory.path) holds the name \(name) twice, written in two ways; one is served")
          continue
        }
        guard case .found(let content, let stamp) = try directory.look(at: name, isThorough: true)
        else { continue }
        takeIn(content, stamp, of: name)
      }
    } catch {
      log("not all models of \(directory.path) could be read: \(error)")
    }
  }

  /// Takes in what other processes did to a name; one look where they did nothing.
  ///
  /// - Throws: `storage` where the directory cannot be read.
  func refresh(_ name: String) throws(RPCError) {
    guard let directory else { return }
    // What this process changes while it looks would be undone by what it saw before.
    for _ in 0..<100 {
      let (stamp, tip, changes) = state.with { state in
        (state.histories[name]?.stamp, state.histories[name]?.tip, state.changes[name])
      }
      let spelled: String
      let look: ModelDirectory.Look
      do throws(StorageError) {
        spelled = try known(name, in: directory)
        look = try directory.look(at: spelled, since: stamp, knowing: tip)
      } catch {
        throw RPCError(error)
      }
      switch look {
      case .unchanged: return
      case .absent:
        let isDone = state.with { state in
          guard state.changes[name] == changes else { return false }
          state.histories[name] = nil
          return true
        }
        if isDone { return }
      case .found(let content, let stamp):
        let isCurrent = state.with { $0.changes[name] == changes }
        if isCurrent, takeIn(content, stamp, of: spelled, changes) { return }
      }
    }
  }

  /// Takes in what can be read; what cannot stays as it is known.
  func refreshIfPossible(_ name: String) {
    do throws(RPCError) {
      try refresh(name)
    } catch {
      log("the versions of \(name) could not be looked at: \(error.message)")
    }
  }

  /// Takes in what other processes did to any name.
  func refreshAll() {
    guard let directory else { return }
    do throws(StorageError) {
      let names = Set(try directory.names()).union(self.names())
      for name in names { refreshIfPossible(name) }
    } catch {
      log("\(directory.path) could not be looked at: \(error)")
    }
  }

  /// Reads a version's document; `nil` where it has to be looked for again.
  func load(_ slot: State.Slot, of name: String) throws(RPCError) -> StoredModel? {
    guard let directory, let file = slot.file else { return nil }
    let damage: ModelDamage
    do throws(StorageError) {
      guard let bytes = try directory.document(of: file, under: name) else {
        forget(file, of: name)
        return nil
      }
      do throws(DocumentError) {
        let stored = try StoredModel(filed: bytes, file, name: name, in: directory)
        return state.with { state in
          let kept = state.replace(file, of: name, by: .loaded(stored))
          return (kept ?? stored).labelled(state.histories[name]?.labels ?? [:])
        }
      } catch {
        damage = ModelDamage(reason: "\(error)")
        log("\(name)@\(file.number) cannot be used: \(error)")
      }
    } catch {
      guard error.isDamage else { throw RPCError(error) }
      damage = ModelDamage(reason: "\(error)")
      setAside(file.number, of: name, error)
    }
    _ = state.with { $0.replace(file, of: name, by: .damaged(damage)) }
    return nil
  }

  /// The name as it is written in the directory: letters can be written in more ways than one.
  func spelling(of name: String) -> String {
    state.with { state in
      state.histories.index(forKey: name).map { state.histories[$0].key } ?? name
    }
  }

  /// The same for a name that may be new to this process.
  private func known(_ name: String, in directory: ModelDirectory) throws(StorageError) -> String {
    let spelled = spelling(of: name)
    if spelled.utf8.allSatisfy({ $0 < 0x80 }) { return spelled }
    return try directory.names().first { $0 == spelled } ?? spelled
  }

  /// A version that is gone, or another than before, is not looked for again.
  private func forget(_ file: ModelDirectory.Version, of name: String) {
    state.with { state in
      state.histories[name]?.stamp = nil
      state.histories[name]?.slots.removeAll { $0.holds(file) }
    }
    refreshIfPossible(name)
  }

  /// - Returns: Whether it was taken in: nothing else came in between.
  @discardableResult
  private func takeIn(
    _ content: ModelDirectory.Content, _ stamp: ModelDirectory.Stamp?, of name: String,
    _ changes: Int? = nil
  ) -> Bool {
    let labels = labels(in: content, of: name)
    let (isTaken, known) = state.with { state -> (Bool, State.History?) in
      guard state.changes[name] == changes else { return (false, nil) }
      let known = state.histories[name]
      state.histories[name] = State.History(content, labels, stamp, known)
      return (true, known)
    }
    guard isTaken else { return false }
    for version in content.versions {
      guard case .damaged(let error) = version.state,
        known?.slots.contains(where: { $0.number == version.number && $0.damage != nil }) != true
      else { continue }
      setAside(version.number, of: name, error)
    }
    return true
  }

  /// The labels of a name; none with a line in the log where they cannot be read.
  func labels(in content: ModelDirectory.Content, of name: String) -> [Int: SegmentLabel] {
    if let damage = content.notesDamage { log("the labels of \(name) are not shown: \(damage)") }
    return content.notes.map { labels($0, of: name) } ?? [:]
  }

  func labels(_ bytes: [UInt8], of name: String) -> [Int: SegmentLabel] {
    do throws(DocumentError) {
      return try LabelDocument.labels(of: bytes)
    } catch {
      log("the labels of \(name) are not shown: \(error)")
      return [:]
    }
  }

  /// Puts a damaged file beside its place and says so; a file of a later program stays where it is.
  private func setAside(_ number: Int, of name: String, _ error: StorageError) {
    var outcome = "the newest whole version is served"
    if case .damaged = error, !error.path.contains(".model.damaged-") {
      do throws(StorageError) {
        try directory?.setAside(number, of: spelling(of: name))
        outcome += ", the file is set aside"
      } catch {
        outcome += ", the file could not be set aside (\(error))"
      }
    }
    log("\(name)@\(number) is not served: \(error); \(outcome)")
  }
}

extension CatalogueState {
  /// Changes what is known of a version, unless it was replaced; gives it as it is now.
  fileprivate mutating func replace(
    _ file: ModelDirectory.Version, of name: String, by content: Slot.Content
  ) -> StoredModel? {
    guard let index = histories[name]?.slots.firstIndex(where: { $0.holds(file) }) else {
      return nil
    }
    histories[name]?.slots[index].content = content
    histories[name]?.dropOlderRows()
    guard case .loaded(let stored)? = histories[name]?.slots[index].content else { return nil }
    return stored
  }
}

extension CatalogueState.Slot {
  /// Whether this is the version of that file.
  fileprivate func holds(_ version: ModelDirectory.Version) -> Bool {
    file?.isSame(as: version) ?? false
  }

  /// The same version as its folder is now: parts of it may be gone.
  fileprivate func now(_ version: ModelDirectory.Version) -> CatalogueState.Slot {
    var content = content
    if version != file, case .loaded(var stored) = content {
      if version.byteCount(ofPart: StoredModel.rowPart) == nil { stored.rowLayer = nil }
      if version.byteCount(ofPart: StoredModel.memberPart) == nil { stored.memberLayer = nil }
      content = .loaded(stored)
    }
    return CatalogueState.Slot(number: number, file: version, content: content)
  }
}

extension CatalogueState.History {
  /// What a folder holds, with what of it is in memory already.
  init(
    _ content: ModelDirectory.Content, _ labels: [Int: SegmentLabel],
    _ stamp: ModelDirectory.Stamp?, _ known: CatalogueState.History?
  ) {
    slots = content.versions.compactMap { version in
      if case .deleted = version.state { return nil }
      if let slot = known?.slots.first(where: { $0.holds(version) }) { return slot.now(version) }
      if case .damaged(let error) = version.state {
        let damage = ModelDamage(reason: "\(error)")
        return CatalogueState.Slot(
          number: version.number, file: version, content: .damaged(damage))
      }
      return CatalogueState.Slot(number: version.number, file: version, content: .filed)
    }
    tip = content.tip
    lastVersion = content.tip?.number ?? 0
    lastSegmentId = Int(clamping: content.mark)
    self.labels = labels
    lastUse = known?.lastUse ?? 0
    self.stamp = stamp
    let surplus = numbers.dropLast(Catalogue.versionLimit)
    slots.removeAll { surplus.contains($0.number) }
    dropOlderRows()
  }
}
