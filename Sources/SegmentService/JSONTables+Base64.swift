import JSON
import Tables

extension JSONTables {
  /// Rows that are decoded at a time; a multiple of `Base64Numbers.grain`.
  static let base64Rows = 3_072

  /// The row-major bytes of an array of little-endian doubles or singles; NaN is missing.
  func base64(
    _ slice: JSONSlice, fields: [String], isSinglePrecision: Bool, rowCount: Int
  ) throws(TableError) -> Table {
    let slice = withoutEscapes(slice)
    let width = isSinglePrecision ? 4 : 8
    let (cells, overflow) = rowCount.multipliedReportingOverflow(by: fields.count)
    let (expected, overflowed) = cells.multipliedReportingOverflow(by: width)
    let numbers = Base64Numbers(slice, isSinglePrecision: isSinglePrecision)
    guard let numbers, !overflow, !overflowed, expected == numbers.byteCount else {
      let byteCount = try byteCount(slice)
      throw .badData(
        row: nil, column: nil, value: nil,
        reason: "b64 holds \(byteCount) bytes but shape and dtype ask for \(rowCount) × "
          + "\(fields.count) numbers of \(width); send the bytes of the whole array")
    }
    var columns = [[Double]](repeating: [], count: fields.count)
    for position in columns.indices { columns[position].reserveCapacity(rowCount) }
    var block: [Double] = []
    for row in stride(from: 0, to: rowCount, by: Self.base64Rows) {
      if isCancelled() { throw .cancelled }
      let end = min(row + Self.base64Rows, rowCount)
      guard numbers.read(row * fields.count..<end * fields.count, into: &block) else {
        throw notBase64
      }
      if let place = block.firstIndex(where: \.isInfinite) {
        // A letter that is none, wherever it stands, is told before any number.
        _ = try byteCount(slice)
        throw infinite(row + place / fields.count, fields[place % fields.count])
      }
      for position in columns.indices {
        columns[position].append(
          contentsOf: stride(from: position, to: block.count, by: fields.count).lazy.map {
            block[$0]
          })
      }
    }
    var table = TableBuilder(names: fields, kinds: [:])
    for (position, values) in columns.enumerated() {
      table.columns[position].append(numbers: values)
    }
    return try table.finish()
  }

  /// The text as it stands in a message of its own, where a client escaped its slashes.
  private func withoutEscapes(_ slice: JSONSlice) -> JSONSlice {
    guard slice.bytes[slice.range].contains(UInt8(ascii: "\\")) else { return slice }
    var reader = JSONReader(slice)
    var writer = JSONWriter()
    writer.write(reader.readString())
    return (try? JSONText(writer.bytes).root) ?? slice
  }

  /// How many bytes the letters stand for.
  ///
  /// - Throws: Where something is no letter.
  private func byteCount(_ slice: JSONSlice) throws(TableError) -> Int {
    let letters = slice.bytes[(slice.range.lowerBound + 1)..<(slice.range.upperBound - 1)]
    guard let bytes = decodeBase64(letters, isCancelled: isCancelled) else {
      throw isCancelled() ? .cancelled : notBase64
    }
    return bytes.count
  }

  private var notBase64: TableError {
    .badData(
      row: nil, column: nil, value: nil,
      reason: "b64 is not base64; send the bytes in the standard alphabet (RFC 4648), "
        + "without line breaks")
  }

  private func infinite(_ row: Int, _ name: String) -> TableError {
    .badData(
      row: row, column: name, value: "infinity",
      reason: "the number in row \(row) of column "
        + "\(JSONValue.string(name).description) is infinite; "
        + "send finite numbers, and NaN where one is missing")
  }
}
