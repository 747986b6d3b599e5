import Features
import Segmentation
import Tables

extension CustomerTable {
  /// The form of the layer; every older one is read for ever.
  private static let form: UInt8 = 1

  /// The bytes of the layer: all that members and document do not hold already.
  var layer: [UInt8] {
    var writer = LayerWriter()
    writer.write(CustomerTable.form)
    writer.write(table.rowCount)
    writer.write(table.names)
    for column in table.columns {
      switch column {
      case .numbers(let numbers):
        writer.write(UInt8(0))
        writer.write(numbers)
      case .dates(let dates):
        writer.write(UInt8(1))
        writer.write(dates)
      case .texts(let texts):
        writer.write(UInt8(2))
        writer.write(texts)
      }
    }
    writer.write(orderCounts)
    writer.write(amounts)
    writer.write(optional: weights) { $0.write($1) }
    writer.write(attributeNames.sorted())
    writer.write(optional: spread) { writer, spread in
      writer.write(spread.column)
      writer.write(spread.values)
      writer.write(spread.amounts)
      writer.write(spread.lineCounts)
    }
    writer.write(withoutPurchase)
    writer.write(optional: asOf) { $0.write($1) }
    writer.write(warnings)
    return writer.bytes
  }

  /// Reads the layer of a model, beside its other layers.
  init(layer: [UInt8], members: Members, ledger: Ledger) throws(DocumentError) {
    var reader = LayerReader(layer, name: "rows")
    let form = try reader.number(UInt8.self)
    guard form == CustomerTable.form else { throw .newerFormat(Int(form)) }
    let rowCount = try reader.number(Int.self)
    guard rowCount == members.labels.count else {
      throw reader.misfit("\(members.labels.count) customers, as in members", got: "\(rowCount)")
    }
    let table = try Table(&reader, rowCount: rowCount)
    /// Per customer one, or none at all.
    func perCustomer<Element>(_ list: [Element]) throws(DocumentError) -> [Element] {
      try reader.list(of: list.isEmpty ? 0 : rowCount, list)
    }
    self.init(
      identifiers: members.identifiers, table: table,
      orderCounts: try perCustomer(try reader.integers(Int.self)),
      amounts: try perCustomer(try reader.doubles()),
      weights: try reader.optional { (reader) throws(DocumentError) in
        try reader.list(of: rowCount, try reader.doubles())
      },
      attributeNames: Set(try reader.texts()), months: members.months,
      spread: try reader.optional { (reader) throws(DocumentError) in
        try SpreadTotals(&reader, rowCount: rowCount)
      },
      withoutPurchase: try reader.textColumns(of: nil),
      asOf: try reader.optional { (reader) throws(DocumentError) in try reader.number() },
      ledger: ledger, warnings: try reader.texts())
    try reader.end()
  }
}

extension Table {
  fileprivate init(_ reader: inout LayerReader, rowCount: Int) throws(DocumentError) {
    let names = try reader.texts()
    guard Set(names).count == names.count else {
      throw reader.misfit("different names of columns", got: "one twice")
    }
    var columns: [Column] = []
    for _ in names {
      switch try reader.number(UInt8.self) {
      case 0: columns.append(.numbers(try reader.list(of: rowCount, try reader.doubles())))
      case 1: columns.append(.dates(try reader.list(of: rowCount, try reader.integers())))
      case 2: columns.append(.texts(try reader.textColumn(of: rowCount)))
      case let other: throw reader.misfit("a kind of column", got: "\(other)")
      }
    }
    self.init(names: names, columns: columns, rowCount: rowCount)
  }
}

extension SpreadTotals {
  fileprivate init(_ reader: inout LayerReader, rowCount: Int) throws(DocumentError) {
    let column = try reader.text()
    let values = try reader.texts()
    let (cellCount, isTooLarge) = values.count.multipliedReportingOverflow(by: rowCount)
    guard !isTooLarge else { throw reader.misfit("a table that can be", got: "a larger one") }
    self.init(
      column: column, values: values,
      amounts: try reader.list(of: cellCount, try reader.doubles()),
      lineCounts: try reader.list(of: cellCount, try reader.integers()))
  }
}
