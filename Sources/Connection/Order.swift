/// What a message reads and writes, for its place in the order.
struct Needs: Equatable, Sendable {
  var reads: Set<String> = []
  var writes: Set<String> = []
  var readsEverything = false

  /// Whether this must see what the earlier one changes.
  func conflicts(withWritesOf earlier: Needs) -> Bool {
    guard !earlier.writes.isEmpty else { return false }
    return readsEverything || !earlier.writes.isDisjoint(with: reads)
      || !earlier.writes.isDisjoint(with: writes)
  }

  /// Whether the earlier one must not see what this changes.
  func overwrites(readsOf earlier: Needs) -> Bool {
    !writes.isEmpty && (earlier.readsEverything || !writes.isDisjoint(with: earlier.reads))
  }

  /// Takes in what another part of the same message needs.
  mutating func formUnion(_ other: Needs) {
    reads.formUnion(other.reads)
    writes.formUnion(other.writes)
    readsEverything = readsEverything || other.readsEverything
  }
}

/// Who waits for whom on one connection: a pure value, in the order of arrival.
///
/// A message is *prepared* (takes its versions) once the earlier writes of what it reads or writes
/// have *ended*, and once every earlier message that reads what it writes is prepared itself: what
/// comes later must not touch what an earlier one is still to take. It waits for nothing else.
struct Order: Sendable {
  private struct Entry: Sendable {
    let number: Int
    let needs: Needs
    var awaitedEnds: Set<Int>
    var awaitedPreparations: Set<Int>
    var isPrepared = false

    var isReady: Bool { awaitedEnds.isEmpty && awaitedPreparations.isEmpty && !isPrepared }
  }

  private var entries: [Entry] = []

  /// Messages that have not ended.
  var count: Int { entries.count }

  /// Takes the next message in; whether it may be prepared at once.
  mutating func register(_ number: Int, _ needs: Needs) -> Bool {
    var entry = Entry(number: number, needs: needs, awaitedEnds: [], awaitedPreparations: [])
    for earlier in entries {
      if needs.conflicts(withWritesOf: earlier.needs) {
        entry.awaitedEnds.insert(earlier.number)
      } else if !earlier.isPrepared, needs.overwrites(readsOf: earlier.needs) {
        entry.awaitedPreparations.insert(earlier.number)
      }
    }
    entries.append(entry)
    return entry.isReady
  }

  /// Notes that a message has taken its versions; those that may be prepared now.
  mutating func prepared(_ number: Int) -> [Int] {
    release { entry in
      if entry.number == number { entry.isPrepared = true }
      return entry.awaitedPreparations.remove(number) != nil
    }
  }

  /// Lets a message go, done or given up; those that may be prepared now.
  mutating func ended(_ number: Int) -> [Int] {
    entries.removeAll { $0.number == number }
    return release { entry in
      let awaitedEnd = entry.awaitedEnds.remove(number) != nil
      return entry.awaitedPreparations.remove(number) != nil || awaitedEnd
    }
  }

  /// Those that became ready because the change touched them, in the order of arrival.
  private mutating func release(_ change: (inout Entry) -> Bool) -> [Int] {
    var ready: [Int] = []
    for index in entries.indices where change(&entries[index]) && entries[index].isReady {
      ready.append(entries[index].number)
    }
    return ready
  }
}
