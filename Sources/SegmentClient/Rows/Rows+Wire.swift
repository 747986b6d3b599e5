import JSON

extension Rows: WireValue {
  func write(to writer: inout JSONWriter) { write(0..<(count ?? 0), to: &writer) }

  /// The rows, or some of them, as the protocol's `data`.
  func write(_ range: Range<Int>, to writer: inout JSONWriter) {
    writer.object { writer in
      switch form {
      case .columns(let columns):
        if let matrix = Self.matrix(columns, range) {
          writer.member("fields", strings: columns.map(\.name))
          writer.member("dtype", "<f8")
          writer.array("shape") {
            $0.write(range.count)
            $0.write(columns.count)
          }
          writer.member("b64", base64: matrix)
        } else {
          writer.object("columns") { writer in
            for (name, column) in columns {
              writer.key(name)
              column.write(range, to: &writer)
            }
          }
        }
      case .rows(let fields, let rows):
        writer.member("fields", strings: fields)
        writer.key("rows")
        Array(rows[range]).write(to: &writer)
      case .records(let records):
        writer.array("records") { writer in
          for record in records[range] {
            writer.object {
              // Swift's order of names changes from run to run.
              for (name, cell) in record.sorted(by: { $0.key < $1.key }) {
                $0.key(name)
                cell.write(to: &$0)
              }
            }
          }
        }
      case .reference(let object):
        for (name, value) in object.members { writer.member(name, value) }
      }
      if isMeasured { writer.member("measured", true) }
      guard let ids else { return }
      writer.key("ids")
      let isWhole = range == 0..<(count ?? 0)
      (isWhole ? ids : Array(ids[range.clamped(to: 0..<ids.count)])).write(to: &writer)
    }
  }

  /// Row-major numbers, where all columns are doubles and equally long.
  private static func matrix(
    _ columns: [(name: String, column: Column)], _ rows: Range<Int>
  ) -> [Double]? {
    var lists: [[Double]] = []
    for (_, column) in columns {
      guard case .numbers(let numbers) = column.values, numbers.count == columns[0].column.count
      else { return nil }
      lists.append(numbers)
    }
    guard !lists.isEmpty else { return nil }
    var matrix = [Double](repeating: 0, count: rows.count * lists.count)
    for (place, list) in lists.enumerated() {
      var target = place
      for number in list[rows] {
        matrix[target] = number
        target += lists.count
      }
    }
    return matrix
  }
}

extension Rows {
  /// What a row takes on the wire, told from some of them all over the rows.
  func bytesPerRow() -> Double {
    let count = count ?? 0
    guard count > 0 else { return 0 }
    var (bytes, rows) = (0, 0)
    for start in stride(from: 0, to: count, by: max(1, count / 8)) {
      let range = start..<min(start + 50, count)
      var writer = JSONWriter()
      write(range, to: &writer)
      bytes += writer.bytes.count
      rows += range.count
    }
    // Others may be longer.
    return 1.25 * Double(bytes) / Double(rows)
  }

  /// - Throws: ``SegmentdError`` for an infinite number, which JSON would turn into a missing one.
  func check() throws(SegmentdError) {
    guard let (row, column) = firstInfinite else { return }
    throw SegmentdError(
      .badData,
      "the number in row \(row) of column \"\(column)\" is infinite; send finite numbers, and NaN "
        + "or nil where one is missing",
      data: ["row": JSONValue(row), "column": .string(column)])
  }

  /// Row and column of the first infinite number.
  private var firstInfinite: (row: Int, column: String)? {
    switch form {
    case .columns(let columns):
      for (name, column) in columns {
        if let row = column.firstInfiniteRow { return (row, name) }
      }
    case .rows(let fields, let rows):
      for (row, cells) in rows.enumerated() {
        for (name, cell) in zip(fields, cells) where cell.isInfinite { return (row, name) }
      }
    case .records(let records):
      for (row, record) in records.enumerated() {
        for (name, cell) in record where cell.isInfinite { return (row, name) }
      }
    case .reference: break
    }
    return nil
  }
}
