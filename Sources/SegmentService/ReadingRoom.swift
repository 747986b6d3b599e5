import JSON
import JSONRPC
import Locks
import SegmentProtocol

/// The memory that reading rows takes, reserved before and while they are read.
///
/// Rows that came with the request are estimated by their bytes, a table by its size. How much a
/// file comes to nobody knows before: what the process has grown by since the reading began is
/// taken for it.
final class ReadingRoom: Sendable {
  private struct State: Sendable {
    var failure: RPCError?
    var lookCount = 0
  }

  /// Bytes of a source below which nothing is reserved: a quick `assign` must not look at every
  /// table and model.
  static let leastBytes = 1 << 20

  /// Checks for a cancel between two looks at how much the process has grown; each is made after
  /// some thousands of rows.
  private static let lookInterval = 4

  private let reservation: MemoryBudget.Reservation
  private let residentBytes: @Sendable () -> Int
  private let residentBefore: Int
  private let isWatching: Bool
  private let state = Guarded(State())

  /// Reserves what reading these rows will take, as far as that can be told.
  ///
  /// - Throws: `memory_limit`.
  init(_ data: BoundData, of service: Service) throws(RPCError) {
    let byteCount = data.sourceByteCount
    reservation = try service.memory.reserve(
      byteCount >= Self.leastBytes ? byteCount : 0, for: "reading the rows")
    residentBytes = service.settings.residentBytes
    if case .path = data.source.form { isWatching = true } else { isWatching = false }
    residentBefore = isWatching ? residentBytes() : 0
  }

  /// Reserves at least so many bytes, once it is known how many they are.
  ///
  /// - Throws: `memory_limit`.
  func cover(_ byteCount: Int, for purpose: String) throws(RPCError) {
    try reservation.grow(to: byteCount, for: purpose)
  }

  /// The context under which the rows are read: cancelled where memory runs out.
  func watching(_ context: CallContext) -> CallContext {
    guard isWatching else { return context }
    return CallContext(
      deadline: context.deadline, isCancelled: { context.isCancelled || self.hasRunOut() },
      report: { context.report(done: $0, total: $1, message: $2) })
  }

  /// The error as it is: work that memory ended was not cancelled by anybody.
  func explained(_ error: RPCError) -> RPCError {
    guard error == .cancelled, let failure = state.with({ $0.failure }) else { return error }
    return failure
  }

  private func hasRunOut() -> Bool {
    let (hasFailed, isToLook) = state.with { state in
      state.lookCount += 1
      return (state.failure != nil, state.lookCount % Self.lookInterval == 0)
    }
    guard !hasFailed, isToLook else { return hasFailed }
    do throws(RPCError) {
      try cover(residentBytes() - residentBefore, for: "reading the file")
      return false
    } catch {
      let failure = error
      state.with { $0.failure = failure }
      return true
    }
  }
}

extension Service {
  /// Reads rows within the memory there is.
  ///
  /// - Throws: `memory_limit` where there is too little, and what the body throws.
  func withRoom<Result>(
    toRead data: BoundData, _ context: CallContext,
    _ body: (ReadingRoom, CallContext) throws(RPCError) -> Result
  ) throws(RPCError) -> Result {
    let room = try ReadingRoom(data, of: self)
    do throws(RPCError) {
      return try body(room, room.watching(context))
    } catch {
      throw room.explained(error)
    }
  }
}

extension BoundData {
  /// About how many bytes the columns take that are made of these rows; 0 for a file.
  fileprivate var sourceByteCount: Int {
    // A number takes two bytes as text, with its comma, and eight in a column.
    let beside = 4 * (source.ids?.range.count ?? 0)
    return switch source.form {
    case .columns(let slice), .records(let slice), .rows(_, let slice):
      4 * slice.range.count + beside
    // The shape may be anything; four letters are three bytes, and a float of four becomes eight.
    case .base64(_, _, _, let text): 2 * text.range.count + beside
    case .path: 0
    case .table: (table?.byteCount ?? 0) + beside
    }
  }
}
