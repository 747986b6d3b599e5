import Dispatch
import Locks

/// Has the parts of a file read by several threads, a few parts ahead of where they are asked for.
///
/// 541,909 transactions to customers, two threads among others' work: 126 ms against 225 ms before.
///
/// Helpers run only while there is something to read, and whoever waits for a part reads others
/// meanwhile, so nothing here waits for a thread that never comes. A part depends on no thread: see
/// ``PartReader``.
final class ReadAhead: Sendable {
  private let reader: PartReader
  private let threadCount: Int

  /// How many parts are read or kept at once.
  private let window: Int
  private let state = Guarded(State())
  private let finished = DispatchSemaphore(value: 0)

  private struct State {
    /// The part that is asked for, and the first that nobody took on.
    var wanted = 0
    var next = 0
    var watch = UTF8Watch()
    var rows: [Int: PartReader.Rows] = [:]
    var memories: [PartReader.Memory] = []
    var helperCount = 0
    var isWaiting = false
    var isStopped = false

    /// Takes on a part ahead, if there is room.
    mutating func claim(_ reader: PartReader, _ window: Int) -> (Int, PartReader.Order)? {
      guard !isStopped, reader.canReadAhead, next < wanted + window,
        let bytes = reader.bytes(ofPart: next)
      else { return nil }
      next += 1
      return (next - 1, PartReader.Order(bytes: bytes, isExact: false, watch: watch))
    }
  }

  init(_ reader: PartReader, threadCount: Int) {
    self.reader = reader
    self.threadCount = max(1, threadCount)
    // As many as a thread reads while the first rows are looked at.
    window = 4 * self.threadCount + 2
  }

  /// Begins with the first parts, before any is asked for.
  func begin() {
    guard reader.canReadAhead else { return }
    startHelpers(state.with { newHelpers(&$0) })
  }

  private func startHelpers(_ count: Int) {
    for _ in 0..<count { DispatchQueue.global().async { self.help() } }
  }

  /// Ends the reading ahead; helpers finish the parts at hand.
  func stop() {
    state.with { state in
      state.isStopped = true
      state.rows = [:]
    }
  }

  /// The rows that begin from a place on, up to the end of its part.
  ///
  /// - Parameters:
  ///   - place: Where a row begins; never before one that was asked for.
  ///   - watch: What is known of the letters before it.
  func rows(from place: Int64, _ watch: UTF8Watch) -> PartReader.Rows {
    let part = reader.part(of: place)
    let end = reader.canReadAhead ? reader.bytes(ofPart: part)?.upperBound : nil
    let order = PartReader.Order(
      bytes: place..<(end ?? place + Int64(reader.partSize)), isExact: true, watch: watch)
    guard threadCount > 1, reader.canReadAhead else { return read(order) }
    guard let rows = rowsRead(part, watch), rows.start == place,
      rows.encoding == reader.header.encoding(after: watch.joined(with: rows.firstWatch))
    else { return read(order) }
    return rows
  }

  /// The rows of a part if somebody read them, `nil` where nobody began to.
  private func rowsRead(_ part: Int, _ watch: UTF8Watch) -> PartReader.Rows? {
    while true {
      let (step, helperCount) = state.with { state in
        if part != state.wanted {
          state.wanted = part
          state.rows = state.rows.filter { $0.key >= part }
        }
        state.watch = watch
        let step: Step
        if let rows = state.rows.removeValue(forKey: part) {
          step = .take(rows)
        } else if state.next <= part {
          state.next = part + 1
          step = .readIt
        } else if let (index, order) = state.claim(reader, window) {
          step = .readAhead(index, order)
        } else {
          state.isWaiting = true
          step = .wait
        }
        return (step, newHelpers(&state))
      }
      startHelpers(helperCount)
      switch step {
      case .take(let rows): return rows
      case .readIt: return nil
      case .readAhead(let index, let order): keep(read(order), index)
      case .wait: finished.wait()
      }
    }
  }

  private enum Step {
    case take(PartReader.Rows)
    case readIt
    case readAhead(Int, PartReader.Order)
    case wait
  }

  /// How many helpers are to be started: as many as find a part to read.
  private func newHelpers(_ state: inout State) -> Int {
    guard !state.isStopped, state.next < state.wanted + window,
      reader.bytes(ofPart: state.next) != nil
    else { return 0 }
    let count = min(
      threadCount - 1 - state.helperCount, state.wanted + window - state.next)
    state.helperCount += max(0, count)
    return max(0, count)
  }

  /// Reads parts as long as there is room for them.
  private func help() {
    while true {
      let claimed = state.with { state in
        let claimed = state.claim(reader, window)
        if claimed == nil { state.helperCount -= 1 }
        return claimed
      }
      guard let (index, order) = claimed else { return }
      keep(read(order), index)
    }
  }

  private func keep(_ rows: PartReader.Rows, _ index: Int) {
    let wakes = state.with { state in
      if !state.isStopped, index >= state.wanted { state.rows[index] = rows }
      defer { state.isWaiting = false }
      return state.isWaiting
    }
    if wakes { finished.signal() }
  }

  private func read(_ order: PartReader.Order) -> PartReader.Rows {
    var memory = state.with { $0.memories.popLast() } ?? PartReader.Memory()
    let rows = reader.read(order, &memory)
    let used = memory
    state.with { $0.memories.append(used) }
    return rows
  }
}
