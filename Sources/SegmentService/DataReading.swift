import Features
import JSON
import JSONRPC
import Matrices
import SegmentProtocol
import TableInput
import Tables

/// `data` bound to what it names when the request was taken: a stored table does not change under
/// a request that waits.
struct BoundData: Sendable {
  let source: DataSource
  let table: Table?
  /// The column of a stored table that holds the ids which came beside its rows.
  var idColumn: String?
  /// What is known of the rows of a stored table.
  var orders: TableOrders?
  /// What the recipe joins to these rows.
  var joins = BoundJoins()

  /// Whether the customers' columns are those of a stored table.
  func holds(_ customers: CustomerTable) -> Bool {
    guard let table, let orders else { return false }
    return orders.holds(customers, in: table)
  }

  /// The hash of the customers that were read from it.
  func contentHash(of customers: CustomerTable, isCancelled: () -> Bool) -> ContentHash {
    guard let table, let orders else { return customers.contentHash(isCancelled: isCancelled) }
    return orders.contentHash(of: customers, in: table, isCancelled: isCancelled)
  }

  /// The customers that were read from it in canonical order, and the order.
  ///
  /// - Parameter columnLimit: Bytes up to which columns are put in order at once.
  func canonical(
    _ customers: CustomerTable, columnLimit: Int, workers: Workers,
    isCancelled: @escaping @Sendable () -> Bool
  ) -> (customers: CustomerTable, order: RowOrder) {
    guard let table, let orders else {
      return customers.canonical(
        columnLimit: columnLimit, workers: workers, isCancelled: isCancelled)
    }
    return orders.canonical(
      customers, in: table, columnLimit: columnLimit, workers: workers, isCancelled: isCancelled)
  }

  /// Rows as a source of batches; `kinds` says what is known of columns already.
  ///
  /// - Parameters:
  ///   - isRead: Which other columns are read.
  ///   - formats: How the text is read where that is possible.
  ///   - threadCount: How many threads read a file.
  ///   - isCancelled: Looked at once per batch of a file.
  func open(
    kinds: [String: ColumnKind], isRead: @escaping (String) -> Bool = { _ in true },
    formats: ReadFormats? = nil, roots: DataRoots, threadCount: Int,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws(RPCError) -> OpenedData {
    do throws(TableError) {
      let rows = try read(kinds, isRead, formats, roots, threadCount, isCancelled)
      guard let ids = source.ids else { return OpenedData(rows: rows, idColumn: idColumn) }
      // What is known of a column must not be lost on the way: "2011-01-01" may be a category.
      let plain =
        if let inline = rows as? TableSource { inline.table } else {
          try Table(reading: rows, kinds: kinds)
        }
      let (table, name) = try identified(plain, by: ids)
      return OpenedData(rows: TableSource(table), idColumn: name)
    } catch {
      throw RPCError(error)
    }
  }

  /// Every column as it came, for a table that is kept: numbers as numbers, all else as text, so
  /// that nothing is lost before a reader knows what the column is; and which of them holds ids.
  func tableAsItCame(
    roots: DataRoots, threadCount: Int, isCancelled: @escaping @Sendable () -> Bool
  ) throws(TableError) -> (table: Table, idColumn: String?) {
    let table = try rowsAsTheyCame(roots, threadCount, isCancelled)
    guard let ids = source.ids else { return (table, idColumn) }
    let (joined, name) = try identified(table, by: ids)
    return (joined, name)
  }

  private func rowsAsTheyCame(
    _ roots: DataRoots, _ threadCount: Int, _ isCancelled: @escaping @Sendable () -> Bool
  ) throws(TableError) -> Table {
    let tables = JSONTables(keepsText: true, isCancelled: isCancelled)
    switch source.form {
    case .columns(let slice): return try tables.columns(slice)
    case .records(let slice): return try tables.records(slice)
    case .rows(let fields, let slice): return try tables.rows(slice, fields: fields)
    case .base64, .table:
      return try Table(
        reading: try read([:], { _ in true }, nil, roots, threadCount, isCancelled), kinds: [:])
    case .path(let request):
      let rows = try read([:], { _ in true }, nil, roots, threadCount, isCancelled)
      var kinds: [String: ColumnKind] = [:]
      do throws(TableError) {
        let table = try Table(reading: rows, kinds: [:])
        let unreadable = rows.report.unreadable
        for (name, kind) in zip(table.names, rows.kinds)
        where unreadable[name] != nil
          || !(kind == .number || kind == .date && request.dateFormat != nil)
        {
          kinds[name] = .text
        }
        if !kinds.contains(where: { table[$0.key]?.kind != .text }) { return table }
      } catch {
        // A column that is mostly numbers and not all: it is read again as text, and so are all.
        guard case .badData(_, .some, _, _) = error else { throw error }
        for name in rows.columnNames { kinds[name] = .text }
      }
      return try Table(reading: rows, kinds: kinds)
    }
  }

  func read(
    _ known: [String: ColumnKind], _ isRead: @escaping (String) -> Bool,
    _ formats: ReadFormats?, _ roots: DataRoots, _ threadCount: Int,
    _ isCancelled: @escaping @Sendable () -> Bool
  ) throws(TableError) -> any BatchSource {
    let tables = JSONTables(
      kinds: formats?.kinds(before: known) ?? known, isRead: isRead, isCancelled: isCancelled)
    func inline(_ table: Table) -> TableSource {
      TableSource(formats?.reread(table, as: known) ?? table)
    }
    switch source.form {
    case .columns(let slice): return inline(try tables.columns(slice))
    case .records(let slice): return inline(try tables.records(slice))
    case .rows(let fields, let slice):
      return inline(try tables.rows(slice, fields: fields))
    case .base64(let fields, let isSingle, let rowCount, let text):
      return TableSource(
        try tables.base64(
          text, fields: fields, isSinglePrecision: isSingle, rowCount: rowCount))
    case .path(let request):
      var options = try CSVOptions(request)
      options.dateFormat = options.dateFormat ?? formats?.date
      options.decimal = options.decimal ?? formats?.number?.decimal
      return try CSVSource(
        try roots.open(request.path), options: options, threadCount: threadCount,
        isCancelled: isCancelled)
    case .table: return inline(table ?? Table(names: [], columns: [], rowCount: 0))
    }
  }

  /// Adds the `ids` that stand beside the rows as a column of text.
  private func identified(
    _ table: Table, by ids: JSONSlice
  ) throws(TableError) -> (table: Table, idColumn: String) {
    let name = table.names.contains("ids") ? "ids beside data" : "ids"
    let column = try JSONTables().column(ids, name: name, kind: .text)
    guard column.count == table.rowCount else {
      throw .badData(
        row: nil, column: nil, value: nil,
        reason: "there are \(column.count) ids for \(table.rowCount) rows; send an id for each row")
    }
    let joined = Table(
      names: table.names + [name], columns: table.columns + [column], rowCount: table.rowCount,
      report: table.report)
    return (joined, name)
  }
}

/// Rows ready to be read, and the column that holds the ids which came beside them.
struct OpenedData {
  let rows: any BatchSource
  let idColumn: String?
}

extension Service {
  /// Takes what `data` names: a stored table as it is now.
  ///
  /// - Throws: `table_not_found`.
  func bind(_ source: DataSource) throws(RPCError) -> BoundData {
    guard case .table(let name) = source.form else {
      return BoundData(source: source, table: nil)
    }
    guard let entry = tables.entry(name) else { throw tableNotFound(name) }
    return BoundData(
      source: source, table: entry.table, idColumn: entry.idColumn, orders: entry.orders)
  }

  /// Takes a model, and the rows that it is asked about if any came, as both are now.
  ///
  /// - Throws: `model_not_found`, `table_not_found`, and what binding rows throws.
  func take(
    _ title: String, _ data: DataSource?, _ joins: [DataSource]
  ) throws(RPCError) -> (stored: StoredModel, data: BoundData?) {
    let stored = try model(title)
    guard let data else { return (stored, nil) }
    return (stored, try bind(data, joins: joins, for: stored))
  }

  func tableNotFound(_ name: String) -> RPCError {
    let known = tables.names
    return RPCError(
      .tableNotFound,
      "there is no table \(JSONValue.string(name).description); "
        + Service.advice(for: name, known: known, noun: "table", maker: "tables.put"),
      data: [("table", .string(name)), ("available", .texts(known))])
  }

  /// The resource that `data` reads, if it is a stored table.
  static func resources(_ source: DataSource?) -> Set<String> {
    if case .table(let name)? = source?.form { ["table:\(name)"] } else { [] }
  }
}

extension Table {
  /// Every column of a source, each of the kind that is given or else recognised.
  init(
    reading source: any BatchSource, kinds: [String: ColumnKind] = [:], rowLimit: Int = .max
  ) throws(TableError) {
    try source.start(source.columnNames.map { ColumnRequest($0, as: kinds[$0]) })
    var numbers = [[Double]](repeating: [], count: source.columnNames.count)
    var dates = [[Int64]](repeating: [], count: source.columnNames.count)
    var codes = [[Int32]](repeating: [], count: source.columnNames.count)
    var rowCount = 0
    // Beyond the limit the rows are too many, and whoever set it says so.
    while rowCount <= rowLimit, let batch = try source.next() {
      rowCount += batch.rowCount
      for (index, column) in batch.columns.enumerated() {
        switch column {
        case .numbers(let values): numbers[index].append(contentsOf: values)
        case .dates(let values): dates[index].append(contentsOf: values)
        case .codes(let values): codes[index].append(contentsOf: values)
        }
      }
    }
    let columns = source.kinds.enumerated().map { index, kind -> Column in
      switch kind {
      case .number: .numbers(numbers[index])
      case .date: .dates(dates[index])
      case .text: .texts(TextColumn(codes: codes[index], labels: source.labels(of: index)))
      }
    }
    self.init(
      names: source.columnNames, columns: columns, rowCount: rowCount, report: source.report)
  }
}

extension CSVOptions {
  /// The protocol's words as the reader's options.
  init(_ request: CSVRequest) throws(TableError) {
    self.init()
    delimiter = request.delimiter?.utf8.first
    encoding = request.encoding
    decimal = request.decimal?.utf8.first
    thousands = request.thousands?.utf8.first
    missing = request.missing
    if let name = request.dateFormat {
      guard let format = DateFormat(name: name) else {
        throw .badData(
          row: nil, column: nil, value: name,
          reason: "date_format is \(JSONValue.string(name).description) but must be iso, dmy, mdy, "
            + "ymd, epoch or a pattern of YYYY YY MM DD Mon HH mm ss WW")
      }
      dateFormat = format
    }
  }
}
