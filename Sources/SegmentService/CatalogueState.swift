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

  /// Lets rows in memory go, the longest unused first, until all that are there are within the
  /// limit; returns what had them.
  ///
  /// What a file holds can be read again, what none holds falls to members.
  mutating func releaseRows(beyond limit: Int) -> [StoredModel] {
    var holders = histories.compactMap { name, history in
      history.newestModel?.rowLayer.map { layer in
        (name: name, layer: layer, byteCount: layer.memoryByteCount, use: history.lastUse)
      }
    }
    var total = holders.reduce(0) { $0 + $1.byteCount }
    guard total > limit else { return [] }
    holders.sort { $0.use < $1.use }
    var released: [StoredModel] = []
    for holder in holders where total > limit {
      total -= holder.byteCount
      if holder.layer.isFiled {
        holder.layer.release()
        continue
      }
      guard let stored = histories[holder.name]?.dropRows() else { continue }
      released.append(stored)
    }
    return released
  }
}

extension CatalogueState.History {
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
