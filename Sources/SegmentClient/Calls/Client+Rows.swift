import JSON
import Locks
import SegmentProtocol

/// Bytes of one piece of rows that are too many for one message: large, so that there are few, and
/// small beside the 64 MiB that a daemon takes at once.
private let pieceBytes = 24_000_000

/// Bytes that any daemon takes in one message: there is no need to ask.
private let modestBytes = 1_000_000

extension Client {
  /// Asks something about rows, which go along, or ahead in pieces where they are many.
  @concurrent
  func answer<Answer: Readable, Value>(
    _ request: Request, _ field: Field<Value>, _ rows: Rows?
  ) async throws -> Answer {
    guard let rows else { return try await answer(request) }
    let encoded = try Encoded(rows)
    return try await whileTold {
      var request = request
      guard let pieces = try await pieces(of: rows, encoded) else {
        request.send(field, encoded)
        return try await answer(request)
      }
      let name = "swift-" + String(UInt64.random(in: .min ... .max), radix: 16)
      request.send(field, Rows.table(name))
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
    let encoded = try Encoded(rows)
    return try await whileTold {
      guard let pieces = try await pieces(of: rows, encoded) else {
        return try await put(encoded, in: table, appends: appends)
      }
      return try await put(rows, in: table, pieces, appends: appends)
    }
  }

  /// The pieces that rows have to be sent in; nil where one message holds them.
  private func pieces(of rows: Rows, _ encoded: Encoded) async throws -> [Range<Int>]? {
    guard let count = rows.count, count > 1, encoded.bytes.count > modestBytes else { return nil }
    let limit = min(pieceBytes, try await messageLimit() / 2)
    guard encoded.bytes.count > limit else { return nil }
    let size = max(1, Int(Double(count) * Double(limit) / Double(encoded.bytes.count)))
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
    var facts: TableFacts?
    for piece in pieces {
      var writer = JSONWriter()
      rows.write(piece, to: &writer)
      let encoded = Encoded(bytes: writer.bytes)
      facts = try await put(encoded, in: table, appends: appends || facts != nil)
    }
    guard let facts else { return try await put(try Encoded(rows), in: table, appends: appends) }
    return facts
  }

  private func put(_ rows: Encoded, in table: String, appends: Bool) async throws -> TableFacts {
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

/// Rows as they are sent.
private struct Encoded: WireValue {
  let bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// - Throws: ``SegmentdError`` for an infinite number, which JSON would turn into a missing one.
  init(_ rows: Rows) throws(SegmentdError) {
    if let (row, column) = rows.firstInfinite {
      throw SegmentdError(
        .badData,
        "the number in row \(row) of column \"\(column)\" is infinite; send finite numbers, and NaN "
          + "or nil where one is missing",
        data: ["row": JSONValue(row), "column": .string(column)])
    }
    var writer = JSONWriter()
    rows.write(to: &writer)
    bytes = writer.bytes
  }

  func write(to writer: inout JSONWriter) { writer.writeRaw(bytes) }
}
