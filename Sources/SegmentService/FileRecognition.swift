public import JSON
public import JSONRPC
import SegmentProtocol
import TableInput
import Tables

/// What a file seems to be, by its column names and its first rows: transactions or a table of
/// customers, and which column plays which part.
public struct FileRecognition: Equatable, Sendable {
  /// The parts a column may play, in the words of the recipe.
  public enum Role: String, CaseIterable, Sendable {
    /// Who bought.
    case customer
    /// When.
    case date
    /// In which order.
    case invoice
    /// How many pieces.
    case quantity
    /// At what price a piece.
    case price
    /// For how much.
    case amount
  }

  /// Whether a row is a transaction; otherwise it is a customer.
  public let isTransactions: Bool

  /// The column of each part that was found or given.
  public let columns: [Role: String]

  /// The file's columns.
  public let columnNames: [String]

  /// The recipe that follows from it.
  public var recipe: JSONValue {
    guard isTransactions else {
      return columns[.customer].map { ["id": .string($0)] } ?? .object(JSONObject())
    }
    var transactions: [(key: String, value: JSONValue)] = []
    for role in Role.allCases {
      if let column = columns[role] { transactions.append((role.rawValue, .string(column))) }
    }
    let hasMoney = columns[.amount] != nil || columns[.price] != nil
    if !hasMoney {
      transactions.append(("measures", ["recency", "frequency"]))
      transactions.append(("drop", ["missing_customer"]))
    } else if columns[.price] == nil {
      transactions.append(("drop", ["missing_customer"]))
    }
    // Spending and counts are skewed in every shop; on a log scale ratios count alike.
    return [
      "transactions": .object(JSONObject(transactions)),
      "defaults": ["transform": "log1p"],
    ]
  }
}

extension Service {
  /// Looks at a file's header and first rows.
  ///
  /// - Parameter given: Parts that the user named; they are taken as they are.
  /// - Throws: What reading throws, or `missing_feature` for a named column that is not there.
  public func recognise(
    path: String, given: [FileRecognition.Role: String]
  ) throws(RPCError) -> FileRecognition {
    do throws(TableError) {
      let source = try CSVSource(try roots.open(path), options: CSVOptions())
      for column in given.values where !source.columnNames.contains(column) {
        throw .missingColumn(name: column, available: source.columnNames)
      }
      let batches = try source.firstBatches()
      return Recogniser(source: source, batches: batches, given: given).recognise()
    } catch {
      throw RPCError(error)
    }
  }
}

extension BatchSource {
  /// The first rows of every column: enough to see what the columns are for.
  func firstBatches() throws(TableError) -> [Batch] {
    try start(columnNames.map { ColumnRequest($0) })
    var batches: [Batch] = []
    var rowCount = 0
    while rowCount < Batch.rowLimit, let batch = try next() {
      batches.append(batch)
      rowCount += batch.rowCount
    }
    return batches
  }
}

/// Finds the parts that columns play.
struct Recogniser {
  let source: any BatchSource
  let batches: [Batch]
  let given: [FileRecognition.Role: String]

  /// Usual names of each part, letters and digits alone, the surest first.
  private static let names: [FileRecognition.Role: [String]] = [
    .customer: [
      "customerid", "customerkey", "customerno", "customernumber", "customercode", "customer",
      "custid", "custno", "clientid", "client", "userid", "user", "memberid", "member",
      "householdkey", "household", "accountid", "account", "buyerid", "buyer", "visitorid",
      "contactid", "id",
    ],
    .date: [
      "invoicedate", "orderdate", "transactiondate", "purchasedate", "saledate", "salesdate",
      "invoicedatetime", "orderdatetime", "datetime", "timestamp", "createdat", "orderedat",
      "purchasedat", "date", "day",
    ],
    .invoice: [
      "invoiceno", "invoiceid", "invoicenumber", "invoice", "orderid", "orderno", "ordernumber",
      "salesordernumber", "order", "transactionid", "transactionno", "transaction", "basketid",
      "basket", "receiptid", "receiptno", "receipt", "ticketid", "ticket", "saleid",
    ],
    .quantity: ["quantity", "qty", "orderquantity", "units", "unitssold", "pieces", "items"],
    .price: ["unitprice", "priceperunit", "itemprice", "price", "unitcost"],
    .amount: [
      "amount", "salesamount", "lineamount", "linetotal", "totalamount", "totalprice",
      "totalspend", "total", "revenue", "sales", "spend", "spent", "turnover", "payment",
      "extendedamount", "grossamount", "netamount", "value",
    ],
  ]

  func recognise() -> FileRecognition {
    var columns = given
    for role in FileRecognition.Role.allCases where columns[role] == nil {
      columns[role] = find(role, taken: Set(columns.values))
    }
    // What was said of money is enough: nothing is added to it.
    if given[.amount] != nil {
      if given[.quantity] == nil { columns[.quantity] = nil }
      if given[.price] == nil { columns[.price] = nil }
    } else if given[.price] != nil || given[.quantity] != nil {
      if given[.amount] == nil { columns[.amount] = nil }
    } else if columns[.amount] != nil {
      columns[.price] = nil
    } else if columns[.price] == nil {
      columns[.quantity] = nil
    }
    if columns[.price] != nil && columns[.quantity] == nil && columns[.amount] == nil {
      columns[.amount] = columns[.price]
      columns[.price] = nil
    }
    let namesTransactions = given.keys.contains { $0 != .customer }
    let isTransactions =
      columns[.customer] != nil && columns[.date] != nil
      && (namesTransactions || repeats(columns[.customer]))
    if !isTransactions {
      columns = columns.filter { $0.key == .customer }
      if given[.customer] == nil, let column = columns[.customer], repeats(column) {
        columns[.customer] = nil
      }
    }
    return FileRecognition(
      isTransactions: isTransactions, columns: columns, columnNames: source.columnNames)
  }

  private func find(_ role: FileRecognition.Role, taken: Set<String>) -> String? {
    let plain = source.columnNames.map { name in
      name.lowercased().filter { $0.isLetter || $0.isNumber }
    }
    for name in Recogniser.names[role] ?? [] {
      for (index, column) in plain.enumerated()
      where column == name && !taken.contains(source.columnNames[index]) && fits(role, index) {
        return source.columnNames[index]
      }
    }
    guard role == .date else { return nil }
    // The only column of dates needs no usual name.
    let dates = source.kinds.indices.filter { source.kinds[$0] == .date }
    return dates.count == 1 ? source.columnNames[dates[0]] : nil
  }

  private func fits(_ role: FileRecognition.Role, _ index: Int) -> Bool {
    switch role {
    case .customer, .invoice: true
    case .date: source.kinds[index] == .date
    case .quantity, .price, .amount: source.kinds[index] == .number
    }
  }

  /// Whether a value stands in two of the first rows.
  private func repeats(_ column: String?) -> Bool {
    guard let column, let index = source.columnNames.firstIndex(of: column) else { return false }
    var numbers: Set<Double> = []
    var dates: Set<Int64> = []
    var codes: Set<Int32> = []
    return batches.contains { batch in
      switch batch.columns[index] {
      case .numbers(let values):
        values.contains { !$0.isNaN && !numbers.insert($0).inserted }
      case .dates(let values):
        values.contains { $0 != Column.missingDate && !dates.insert($0).inserted }
      case .codes(let values): values.contains { $0 >= 0 && !codes.insert($0).inserted }
      }
    }
  }
}
