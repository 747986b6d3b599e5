import JSON
import Locks
import SegmentProtocol

/// Bytes of one piece of rows that are too many for one message: large, so that there are few, and
/// small beside the 64 MiB that a daemon takes at once.
private let pieceBytes = 24_000_000.0

/// Bytes that any daemon takes in one message: there is no need to ask.
private let modestBytes = 1_000_000.0

extension Client {
  /// Asks something about rows, which go along, or ahead in pieces where they are many.
  @concurrent
  func answer<Answer: Readable, Value>(
    _ request: Request, _ field: Field<Value>, _ rows: Rows?
  ) async throws -> Answer {
    guard let rows else { return try await answer(request) }
    try rows.check()
    return try await whileTold {
      var request = request
      guard let pieces = try await pieces(of: rows) else {
        request.send(field, rows)
        return try await answer(request)
      }
      let name = "swift-" + String(UInt64.random(in: .min ... .max), radix: 16)
      var table = Rows.table(name)
      table.isMeasured = rows.isMeasured
      request.send(field, table)
      do {
        _ = try await put(rows, in: name, pieces)
        let found: Answer = try await answer(request)
        await drop(name)
        return found
      } catch {
        await drop(name)
        throw error
      }
    }
  }

  /// Puts rows into a table, or behind those it has.
  @concurrent
  func upload(_ rows: Rows, to table: String, appends: Bool) async throws -> TableFacts {
    try rows.check()
    return try await whileTold {
      guard let pieces = try await pieces(of: rows) else {
        return try await put(rows, in: table, appends: appends)
      }
      return try await put(rows, in: table, pieces, appends: appends)
    }
  }

  /// The pieces that rows have to be sent in; nil where one message holds them.
  private func pieces(of rows: Rows) async throws -> [Range<Int>]? {
    guard let count = rows.count, count > 1 else { return nil }
    let bytesPerRow = rows.bytesPerRow()
    guard Double(count) * bytesPerRow > modestBytes else { return nil }
    let limit = min(pieceBytes, Double(try await messageLimit() / 2))
    let size = max(1, Int(limit / bytesPerRow))
    guard size < count else { return nil }
    return stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }

  private func messageLimit() async throws -> Int {
    if let known = opened.messageLimit.with({ $0 }) { return known }
    let limit = try await info().limits["max_message_bytes"] ?? 64 << 20
    opened.messageLimit.with { $0 = limit }
    return limit
  }

  private func put(
    _ rows: Rows, in table: String, _ pieces: [Range<Int>], appends: Bool = false
  ) async throws -> TableFacts {
    var facts = try await put(
      Piece(rows: rows, range: pieces[0]), in: table, appends: appends)
    for range in pieces.dropFirst() {
      facts = try await put(Piece(rows: rows, range: range), in: table, appends: true)
    }
    return facts
  }

  private func put(
    _ rows: some WireValue, in table: String, appends: Bool
  ) async throws -> TableFacts {
    var request = Request(appends ? UploadedTables.append : UploadedTables.put)
    request.send(UploadedTables.name, table)
    request.send(UploadedTables.data, rows)
    return try await answer(request)
  }

  /// Forgets a table, also where the task was cancelled; whatever went wrong before is what has to
  /// be told.
  private func drop(_ table: String) async {
    await Task { _ = try? await deleteTable(table) }.value
  }
}

/// Some of the rows.
private struct Piece: WireValue {
  let rows: Rows
  let range: Range<Int>

  func write(to writer: inout JSONWriter) { rows.write(range, to: &writer) }
}
