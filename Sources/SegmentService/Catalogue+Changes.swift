import JSONRPC
import Locks
import ModelStorage
import Segmentation

extension Catalogue {
  /// Deletes a name or, with `name@N`, one version; says which titles are gone.
  ///
  /// - Throws: `storage` where the directory refused; then nothing is gone.
  func delete(_ title: String) throws(RPCError) -> [String] {
    let (name, version) = Catalogue.split(title)
    guard let directory else {
      let gone = state.with { state -> [State.Slot] in
        guard let history = state.histories[name] else { return [] }
        let gone = history.slots.filter { version == nil || $0.number == version }
        let left = history.slots.filter { version != nil && $0.number != version }
        state.histories[name]?.slots = left
        if left.isEmpty { state.histories[name] = nil }
        return gone
      }
      return gone.map { "\(name)@\($0.number)" }
    }
    hold(name)
    let spelled = spelling(of: name)
    var gone: [Int] = []
    do throws(StorageError) {
      if let version {
        if try directory.delete(spelled, version: version) != nil { gone = [version] }
      } else {
        let content = try directory.delete(spelled)
        gone = (content?.versions ?? []).filter { $0.state != .deleted }.map(\.number)
      }
    } catch {
      throw RPCError(error)
    }
    state.with { state in
      state.changes[name, default: 0] += 1
      state.histories[name]?.stamp = nil
      state.histories[name]?.slots.removeAll { gone.contains($0.number) }
      if state.histories[name]?.slots.isEmpty ?? true { state.histories[name] = nil }
    }
    // The name may have been used again already, by another process.
    refreshIfPossible(name)
    return gone.map { "\(name)@\($0)" }
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
  ///
  /// - Throws: `storage` where the directory refused; then it has its old name.
  func rename(_ name: String, to other: String) throws(RPCError) -> Renaming {
    guard let directory else {
      return state.with { state in
        guard var history = state.histories[name] else { return .unknown }
        guard state.histories[other] == nil else { return .taken }
        for index in history.slots.indices {
          guard case .loaded(var stored) = history.slots[index].content else { continue }
          stored.name = other
          history.slots[index].content = .loaded(stored)
        }
        state.histories[name] = nil
        state.histories[other] = history
        return .done(versions: history.numbers)
      }
    }
    try refresh(name)
    try refresh(other)
    guard state.with({ $0.histories[name] != nil }) else { return .unknown }
    guard state.with({ $0.histories[other] == nil }) else { return .taken }
    hold(name)
    let renaming: ModelDirectory.Renaming
    do throws(StorageError) {
      renaming = try directory.rename(spelling(of: name), to: other)
    } catch {
      throw RPCError(error)
    }
    switch renaming {
    case .absent: return .unknown
    case .taken: return .taken
    case .done(let content):
      // Documents and layers are read from the new place when they are asked for.
      let labels = labels(in: content, of: other)
      state.with { state in
        state.changes[name, default: 0] += 1
        state.changes[other, default: 0] += 1
        state.histories[name] = nil
        state.histories[other] = State.History(content, labels, nil, nil)
      }
      refreshIfPossible(name)
      return .done(versions: versions(of: other))
    }
  }

  /// Changes what users call a segment; `change` gets the label there is.
  ///
  /// - Returns: The ids of the name's callable versions, and the newest version that has the segment;
  ///   `nil` for an unknown name. Nothing changes where no version has the segment.
  /// - Throws: `storage` where the directory refused; then the label is as it was.
  func label(
    _ name: String, segment: Int, _ change: @Sendable (inout SegmentLabel) -> Void
  ) throws(RPCError) -> (ids: [Int], model: StoredModel?)? {
    try refresh(name)
    var versions: [StoredModel] = []
    for number in self.versions(of: name) {
      do throws(RPCError) {
        if let stored = try find("\(name)@\(number)") { versions.append(stored) }
      } catch {
        // A damaged version has no segments to label.
        guard error.kind == "corrupt_model" else { throw error }
      }
    }
    guard !versions.isEmpty else { return nil }
    let ids = Set(versions.flatMap { $0.model.segments.map(\.id) }).sorted()
    let holder = versions.last { $0.model.segments.contains { $0.id == segment } }
    guard let holder else { return (ids, nil) }
    func changed(_ labels: [Int: SegmentLabel]) -> [Int: SegmentLabel] {
      var labels = labels
      var label = labels[segment] ?? SegmentLabel()
      change(&label)
      labels[segment] = label.isEmpty ? nil : label
      return labels
    }
    guard let directory else {
      let labels = state.with { state -> [Int: SegmentLabel]? in
        guard let known = state.histories[name]?.labels else { return nil }
        let labels = changed(known)
        state.histories[name]?.labels = labels
        return labels
      }
      return labels.map { (ids, holder.labelled($0)) }
    }
    let notes: [UInt8]??
    do throws(StorageError) {
      notes = try directory.changeNotes(of: spelling(of: name)) { bytes in
        let labels = changed(bytes.map { self.labels($0, of: name) } ?? [:])
        return labels.isEmpty ? nil : LabelDocument.bytes(of: labels)
      }
    } catch {
      throw RPCError(error)
    }
    guard let notes else {
      refreshIfPossible(name)
      return nil
    }
    state.with { state in
      state.changes[name, default: 0] += 1
      state.histories[name]?.stamp = nil
    }
    try refresh(name)
    return (ids, holder.labelled(notes.map { labels($0, of: name) } ?? [:]))
  }

  /// Opens the files of versions in memory before they move or go, for requests that have them.
  private func hold(_ name: String) {
    let slots = state.with { $0.histories[name]?.slots ?? [] }
    for slot in slots {
      if case .loaded(let stored) = slot.content { stored.hold() }
    }
  }
}
