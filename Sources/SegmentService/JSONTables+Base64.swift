import JSON
import Tables

extension JSONTables {
  /// The row-major bytes of an array of little-endian doubles or singles; NaN is missing.
  static func base64(
    _ slice: JSONSlice, fields: [String], isSinglePrecision: Bool, rowCount: Int
  ) throws(TableError) -> Table {
    var reader = JSONReader(slice)
    let text = reader.readString()
    guard let bytes = decodeBase64(text.utf8) else {
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

  private static func double(_ bytes: [UInt8], _ start: Int) -> Double {
    var bits: UInt64 = 0
    for offset in 0..<8 { bits |= UInt64(bytes[start + offset]) << UInt64(8 * offset) }
    return Double(bitPattern: bits)
  }

  private static func single(_ bytes: [UInt8], _ start: Int) -> Double {
    var bits: UInt32 = 0
    for offset in 0..<4 { bits |= UInt32(bytes[start + offset]) << UInt32(8 * offset) }
    return Double(Float(bitPattern: bits))
  }
}

/// The bytes behind standard base64 (RFC 4648, section 4) with or without its padding; `nil` for
/// anything else.
func decodeBase64(_ text: some Collection<UInt8>) -> [UInt8]? {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.count / 4 * 3 + 3)
  var pending: UInt32 = 0
  var count = 0
  var padding = 0
  for byte in text {
    let value: UInt32
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(byte - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(byte - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): value = 62
    case UInt8(ascii: "/"): value = 63
    case UInt8(ascii: "="):
      padding += 1
      continue
    default: return nil
    }
    guard padding == 0 else { return nil }
    pending = pending << 6 | value
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
