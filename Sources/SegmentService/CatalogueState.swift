import ModelStorage
import Segmentation

/// What the catalogue knows: every name with its versions.
struct CatalogueState: Sendable {
  var histories: [String: History] = [:]
  var useCount = 0
  /// How often this process changed a name: what was read from the directory before a change is not
  /// taken in after it.
  var changes: [String: Int] = [:]

  /// The versions of one name.
  struct History: Sendable {
    /// Oldest first.
    var slots: [Slot]
    /// The newest thing in the directory; `nil` without one.
    var tip: ModelDirectory.Tip?
    /// The newest number that was ever given; it is not given again while the name is there.
    var lastVersion: Int
    /// The highest segment id that was ever given; it is not given again while the name is there.
    var lastSegmentId: Int
    /// What users call segments, by id.
    var labels: [Int: SegmentLabel] = [:]
    /// When the name was last asked for, counted in requests.
    var lastUse = 0
    /// What the folder looked like when it was read.
    var stamp: ModelDirectory.Stamp?

    /// The newest version that is not damaged.
    var newest: Slot? { slots.last { $0.damage == nil } }

    /// The numbers that can be called.
    var numbers: [Int] { slots.filter { $0.damage == nil }.map(\.number) }

    /// The newest version with all its layers; `nil` while it was not read.
    var newestModel: StoredModel? {
      if case .loaded(let stored)? = newest?.content { stored } else { nil }
    }
  }

  /// A version and how much of it is in memory.
  struct Slot: Sendable {
    let number: Int
    /// Its file; `nil` without a directory.
    let file: ModelDirectory.Version?
    var content: Content

    enum Content: Sendable {
      /// The document is in memory.
      case loaded(StoredModel)
      /// It was not asked for yet.
      case filed
      /// It cannot be used.
      case damaged(ModelDamage)
    }

    var damage: ModelDamage? {
      if case .damaged(let damage) = content { damage } else { nil }
    }
  }

  /// Lets layers in memory go, the longest unused first, until all that are there are within the
  /// limit; returns what had them.
  ///
  /// Members and rows that a file holds are read again when they are asked for; rows that none
  /// holds fall to members.
  mutating func releaseLayers(beyond limit: Int) -> [StoredModel] {
    var holders = histories.flatMap { name, history in history.holders(name) }
    var total = holders.reduce(0) { $0 + $1.byteCount }
    guard total > limit else { return [] }
    holders.sort { $0.use < $1.use }
    var released: [StoredModel] = []
    for holder in holders where total > limit {
      total -= holder.byteCount
      if let release = holder.release {
        release()
      } else if let stored = histories[holder.name]?.dropRows() {
        released.append(stored)
      }
    }
    return released
  }
}

extension CatalogueState {
  /// Lets go of layers and then of whole models that files hold, the longest unused first; returns
  /// the models.
  mutating func letGo(ofAtLeast byteCount: Int) -> [StoredModel] {
    var left = byteCount
    let names = histories.sorted { $0.value.lastUse < $1.value.lastUse }.map(\.key)
    let holders = names.flatMap { name in histories[name]?.holders(name) ?? [] }
    for holder in holders where left > 0 {
      guard let release = holder.release else { continue }
      release()
      left -= holder.byteCount
    }
    var released: [StoredModel] = []
    for name in names {
      for index in histories[name]?.slots.indices ?? 0..<0 {
        guard left > 0, let slot = histories[name]?.slots[index], slot.file != nil,
          case .loaded(let stored) = slot.content
        else { continue }
        histories[name]?.slots[index].content = .filed
        released.append(stored)
        left -= stored.memoryByteCount
      }
    }
    return released
  }
}

/// A layer in memory that can be let go.
private struct LayerHolder {
  let name: String
  let byteCount: Int
  let use: Int
  /// Lets go of what a file holds, too; `nil` where none does.
  let release: (() -> Void)?
}

extension CatalogueState.History {
  fileprivate func holders(_ name: String) -> [LayerHolder] {
    var holders: [LayerHolder] = []
    for slot in slots {
      guard case .loaded(let stored) = slot.content else { continue }
      if let layer = stored.memberLayer, layer.isFiled {
        holders.append(
          LayerHolder(
            name: name, byteCount: layer.memoryByteCount, use: lastUse, release: { layer.release() }
          ))
      }
      if let layer = stored.rowLayer {
        holders.append(
          LayerHolder(
            name: name, byteCount: layer.memoryByteCount, use: lastUse,
            release: layer.isFiled ? { layer.release() } : nil))
      }
    }
    return holders.filter { $0.byteCount > 0 }
  }

  /// The newest version without its rows from now on; returns it as it was.
  fileprivate mutating func dropRows() -> StoredModel? {
    guard let index = slots.lastIndex(where: { $0.damage == nil }),
      case .loaded(var stored) = slots[index].content
    else { return nil }
    defer {
      stored.rowLayer = nil
      slots[index].content = .loaded(stored)
    }
    return stored
  }

  /// Only the newest version keeps rows.
  mutating func dropOlderRows() {
    let newest = newest?.number
    for index in slots.indices where slots[index].number != newest {
      guard case .loaded(var stored) = slots[index].content, stored.rowLayer != nil else {
        continue
      }
      stored.rowLayer = nil
      slots[index].content = .loaded(stored)
    }
  }
}

/// Why a version cannot be used.
struct ModelDamage: Equatable, Sendable {
  let reason: String
}
