import Decimals
import JSON
import Tables

/// From the bytes of `data` to columns: JSON's reader drives a table's builders, so that no value
/// is made for a number.
struct JSONTables {
  /// What is known of columns already, by name.
  var kinds: [String: ColumnKind] = [:]

  /// Whether text stays text in columns of no known kind, for a table that is kept.
  var keepsText = false

  /// Whether somebody reads the column of that name: in the others text stays text, too, so that
  /// what nobody asks for cannot be refused.
  var isRead: (String) -> Bool = { _ in true }

  /// Asked every few thousand rows.
  var isCancelled: @Sendable () -> Bool = { false }

  /// `{"recency": [..], "spend": [..]}`.
  func columns(
    _ slice: JSONSlice
  ) throws(TableError) -> Table {
    var names: [String] = []
    var seen: Set<String> = []
    var builders: [ColumnBuilder] = []
    var reader = JSONReader(slice)
    reader.enterObject()
    while let name = reader.nextKey() {
      guard seen.insert(name).inserted else { throw twice(name) }
      guard seen.count <= TableError.columnLimit else {
        throw .tooManyColumns(seen.count + reader.skipMembers())
      }
      guard reader.kind == .array else {
        throw .badData(
          row: nil, column: name, value: nil,
          reason: "column \(shown(name)) is \(word(reader.kind)); send a list of cells")
      }
      names.append(name)
      var builder = builder(of: name)
      try fill(&builder, from: &reader, name: name)
      builders.append(builder)
    }
    return try finish(names, builders)
  }

  /// `[{"recency": 3, "country": "UK"}, ..]`; a member that a row lacks is missing there.
  ///
  /// A name costs a cell in every row, so a small message could ask for more cells than there is
  /// memory: they are bounded by its size.
  func records(
    _ slice: JSONSlice
  ) throws(TableError) -> Table {
    var positions: [String: Int] = [:]
    var names: [String] = []
    var builders: [ColumnBuilder] = []
    var row = 0
    let cellLimit = JSONTables.leastCellLimit + slice.range.count
    var reader = JSONReader(slice)
    reader.enterArray()
    while reader.nextElement() {
      guard reader.kind == .object else {
        throw .badData(
          row: row, column: nil, value: nil,
          reason: "row \(row) is \(word(reader.kind)); send an object of cells for every row")
      }
      try checkCancelled(afterRow: row)
      reader.enterObject()
      while let name = reader.nextKey() {
        let position: Int
        if let known = positions[name] {
          position = known
        } else {
          position = names.count
          positions[name] = position
          names.append(name)
          guard names.count <= TableError.columnLimit else { throw .tooManyColumns(names.count) }
          builders.append(builder(of: name))
        }
        while builders[position].count < row { builders[position].appendMissing() }
        guard builders[position].count == row else { throw twice(name) }
        try appendCell(to: &builders[position], from: &reader, row: row, name: name)
      }
      row += 1
      guard row * names.count <= cellLimit else { throw tooManyCells(row, names.count) }
    }
    for position in builders.indices {
      while builders[position].count < row { builders[position].appendMissing() }
    }
    return try finish(names, builders)
  }

  /// `{"fields": [..], "rows": [[..], ..]}`.
  func rows(
    _ slice: JSONSlice, fields: [String]
  ) throws(TableError) -> Table {
    guard fields.count <= TableError.columnLimit else { throw .tooManyColumns(fields.count) }
    if let name = firstDuplicate(fields) { throw twice(name) }
    var builders = fields.map(builder)
    let isPlain = !builders.contains { $0.wantsTokens }
    var row = 0
    var block: [Double] = []
    var reader = JSONReader(slice)
    reader.enterArray()
    reading: while true {
      if isPlain && !fields.isEmpty {
        // Runs of rows that are numbers throughout take the short way into the columns.
        block.removeAll(keepingCapacity: true)
        let count = reader.readNumericRows(width: fields.count, limit: 4_096, into: &block)
        for position in builders.indices {
          builders[position].append(
            numbers: stride(from: position, to: block.count, by: fields.count).map { block[$0] })
        }
        row += count
        if isCancelled() { throw .cancelled }
        if count == 4_096 { continue reading }
      }
      guard reader.nextElement() else { break }
      guard reader.kind == .array else {
        throw .badData(
          row: row, column: nil, value: nil,
          reason: "row \(row) is \(word(reader.kind)); send a list of cells for every row")
      }
      var position = 0
      reader.enterArray()
      while reader.nextElement() {
        if position < fields.count {
          try appendCell(
            to: &builders[position], from: &reader, row: row, name: fields[position])
        } else {
          reader.skip()
        }
        position += 1
      }
      guard position == fields.count else {
        throw .badData(
          row: row, column: nil, value: nil,
          reason: "row \(row) has \(counted(position, "cell")) but there are "
            + "\(counted(fields.count, "field")); "
            + "send one cell per field, null where it is missing")
      }
      row += 1
    }
    return try finish(fields, builders)
  }

  private func builder(of name: String) -> ColumnBuilder {
    var builder = ColumnBuilder(name: name, kind: kinds[name])
    builder.keepsText = keepsText || !isRead(name)
    return builder
  }

  /// Ends the reading where nobody waits for it any more.
  func checkCancelled(afterRow row: Int) throws(TableError) {
    if row & 4_095 == 0, isCancelled() { throw .cancelled }
  }

  /// One list of cells as a column.
  func column(
    _ slice: JSONSlice, name: String, kind: ColumnKind?
  ) throws(TableError) -> Column {
    var builder = ColumnBuilder(name: name, kind: kind)
    var reader = JSONReader(slice)
    try fill(&builder, from: &reader, name: name)
    return try finish([name], [builder]).columns[0]
  }

  private func fill(
    _ builder: inout ColumnBuilder, from reader: inout JSONReader, name: String
  ) throws(TableError) {
    reader.enterArray()
    guard !builder.wantsTokens else {
      while reader.nextElement() {
        try checkCancelled(afterRow: builder.count)
        try appendCell(to: &builder, from: &reader, row: builder.count, name: name)
      }
      return
    }
    var run: [Double] = []
    while true {
      run.removeAll(keepingCapacity: true)
      let isWithin = reader.readNumbers(into: &run, limit: 65_536)
      builder.append(numbers: run)
      guard isWithin else { return }
      if isCancelled() { throw .cancelled }
      if run.count == 65_536 { continue }
      try appendCell(to: &builder, from: &reader, row: builder.count, name: name)
    }
  }

  private func appendCell(
    to builder: inout ColumnBuilder, from reader: inout JSONReader, row: Int, name: String
  ) throws(TableError) {
    switch reader.kind {
    case .null:
      reader.readNull()
      builder.appendMissing()
    case .number: builder.append(numberToken: reader.readNumberToken())
    case .string: builder.append(text: reader.readString())
    case .bool: builder.append(bool: reader.readBool())
    case .object, .array:
      throw .badData(
        row: row, column: name, value: nil,
        reason: "the cell in row \(row) of column \(shown(name)) is \(word(reader.kind)); "
          + "send a number, a text, true, false or null")
    }
  }

  private func finish(
    _ names: [String], _ builders: [ColumnBuilder]
  ) throws(TableError) -> Table {
    var table = TableBuilder(names: names, kinds: [:])
    table.columns = builders
    return try table.finish()
  }

  private func firstDuplicate(_ names: [String]) -> String? {
    var seen: Set<String> = []
    return names.first { !seen.insert($0).inserted }
  }

  private func twice(_ name: String) -> TableError {
    .badData(
      row: nil, column: name, value: nil,
      reason: "column \(shown(name)) is there twice; give every column its own name")
  }

  /// Cells that records may come to beside one for each of their bytes: 16 MB.
  private static let leastCellLimit = 2_000_000

  private func tooManyCells(_ rowCount: Int, _ columnCount: Int) -> TableError {
    .badData(
      row: nil, column: nil, value: nil,
      reason: "\(rowCount) records name \(columnCount) columns and most cells are missing; send "
        + "fewer columns, or fewer records at a time")
  }

  private func shown(_ name: String) -> String { JSONValue.string(name).description }

  private func word(_ kind: JSONKind) -> String {
    switch kind {
    case .object: "an object"
    case .array: "a list"
    case .string: "a text"
    case .number: "a number"
    case .bool: "true or false"
    case .null: "null"
    }
  }
}

extension JSONReader {
  /// Passes over the member at the cursor and those behind it; how many came behind it.
  fileprivate mutating func skipMembers() -> Int {
    var count = 0
    skip()
    while nextKey() != nil {
      skip()
      count += 1
    }
    return count
  }
}
