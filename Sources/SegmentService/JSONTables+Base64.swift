import JSON
import Tables

extension JSONTables {
  /// The row-major bytes of an array of little-endian doubles or singles; NaN is missing.
  func base64(
    _ slice: JSONSlice, fields: [String], isSinglePrecision: Bool, rowCount: Int
  ) throws(TableError) -> Table {
    // The text stands in the message as it is, unless a client escaped its slashes.
    var text = slice.bytes[(slice.range.lowerBound + 1)..<(slice.range.upperBound - 1)]
    if text.contains(UInt8(ascii: "\\")) {
      var reader = JSONReader(slice)
      text = Array(reader.readString().utf8)[...]
    }
    guard let bytes = decodeBase64(text, isCancelled: isCancelled) else {
      if isCancelled() { throw .cancelled }
      throw .badData(
        row: nil, column: nil, value: nil,
        reason: "b64 is not base64; send the bytes in the standard alphabet (RFC 4648), "
          + "without line breaks")
    }
    let width = isSinglePrecision ? 4 : 8
    let (cells, overflow) = rowCount.multipliedReportingOverflow(by: fields.count)
    let (expected, overflowed) = cells.multipliedReportingOverflow(by: width)
    guard !overflow, !overflowed, expected == bytes.count else {
      throw .badData(
        row: nil, column: nil, value: nil,
        reason: "b64 holds \(bytes.count) bytes but shape and dtype ask for \(rowCount) × "
          + "\(fields.count) numbers of \(width); send the bytes of the whole array")
    }
    var columns = [[Double]](repeating: [], count: fields.count)
    for position in columns.indices { columns[position].reserveCapacity(rowCount) }
    for row in 0..<rowCount {
      try checkCancelled(afterRow: row)
      for position in columns.indices {
        let start = (row * fields.count + position) * width
        let value = isSinglePrecision ? single(bytes, start) : double(bytes, start)
        guard !value.isInfinite else {
          throw .badData(
            row: row, column: fields[position], value: "infinity",
            reason: "the number in row \(row) of column "
              + "\(JSONValue.string(fields[position]).description) is infinite; "
              + "send finite numbers, and NaN where one is missing")
        }
        columns[position].append(value)
      }
    }
    var table = TableBuilder(names: fields, kinds: [:])
    for (position, values) in columns.enumerated() {
      table.columns[position].append(numbers: values)
    }
    return try table.finish()
  }

  private func double(_ bytes: [UInt8], _ start: Int) -> Double {
    var bits: UInt64 = 0
    for offset in 0..<8 { bits |= UInt64(bytes[start + offset]) << UInt64(8 * offset) }
    return Double(bitPattern: bits)
  }

  private func single(_ bytes: [UInt8], _ start: Int) -> Double {
    var bits: UInt32 = 0
    for offset in 0..<4 { bits |= UInt32(bytes[start + offset]) << UInt32(8 * offset) }
    return Double(Float(bitPattern: bits))
  }
}

/// The bytes behind standard base64 (RFC 4648, section 4) with or without its padding; `nil` for
/// anything else, or once the work is cancelled.
func decodeBase64(
  _ text: ArraySlice<UInt8>, isCancelled: () -> Bool = { false }
) -> [UInt8]? {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.count / 4 * 3 + 3)
  // A look at a global in the loop asks each time whether it is there: 6 % of an `assign` in base64.
  let values = base64Values
  var pending: UInt32 = 0
  var count = 0
  var padding = 0
  for (offset, byte) in text.enumerated() {
    if offset & 0xF_FFFF == 0, isCancelled() { return nil }
    if byte == UInt8(ascii: "=") {
      padding += 1
      continue
    }
    let value = values[Int(byte)]
    guard value < 64, padding == 0 else { return nil }
    pending = pending << 6 | UInt32(value)
    count += 1
    if count == 4 {
      bytes.append(UInt8(truncatingIfNeeded: pending >> 16))
      bytes.append(UInt8(truncatingIfNeeded: pending >> 8))
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending = 0
      count = 0
    }
  }
  switch (count, padding) {
  case (0, 0): return bytes
  case (2, 0), (2, 2):
    bytes.append(UInt8(truncatingIfNeeded: pending >> 4))
    return bytes
  case (3, 0), (3, 1):
    bytes.append(UInt8(truncatingIfNeeded: pending >> 10))
    bytes.append(UInt8(truncatingIfNeeded: pending >> 2))
    return bytes
  default: return nil
  }
}

/// Per byte its value in base64's alphabet; 64 for a byte outside of it.
private let base64Values: [UInt8] = {
  var values = [UInt8](repeating: 64, count: 256)
  let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
  for (value, byte) in alphabet.utf8.enumerated() { values[Int(byte)] = UInt8(value) }
  return values
}()
