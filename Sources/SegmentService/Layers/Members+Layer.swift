import Features
import Segmentation
import Tables

extension Members {
  /// The form of the layer; every older one is read for ever.
  private static let form: UInt8 = 1

  /// The bytes of the layer.
  var layer: [UInt8] {
    var writer = LayerWriter()
    writer.write(Members.form)
    writer.write(labels)
    writer.write(identifiers)
    writer.write(optional: months) { writer, months in
      writer.write(months.starts)
      writer.write(months.months)
      writer.write(months.orders)
      writer.write(months.amounts)
      writer.write(months.firstDay)
      writer.write(months.lastDay)
    }
    return writer.bytes
  }

  /// Reads the layer of a model with so many segments.
  init(layer: [UInt8], segmentCount: Int) throws(DocumentError) {
    var reader = LayerReader(layer, name: "members")
    let form = try reader.number(UInt8.self)
    guard form == Members.form else { throw .newerFormat(Int(form)) }
    let labels = try reader.integers(Int32.self)
    guard labels.allSatisfy({ $0 >= -1 && Int($0) < segmentCount }) else {
      throw reader.misfit("indices of \(segmentCount) segments", got: "others")
    }
    let identifiers = try reader.textColumns(of: labels.count)
    let months = try reader.optional { (reader) throws(DocumentError) in
      try MonthlyTotals(&reader, customerCount: labels.count)
    }
    try reader.end()
    self.init(identifiers: identifiers, labels: labels, months: months)
  }
}

extension MonthlyTotals {
  fileprivate init(_ reader: inout LayerReader, customerCount: Int) throws(DocumentError) {
    let starts = try reader.list(of: customerCount + 1, try reader.integers(Int.self))
    let total = starts.last ?? 0
    guard starts.first == 0, zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 }) else {
      throw reader.misfit("ascending places from 0", got: "others")
    }
    let months = try reader.list(of: total, try reader.integers(Int32.self))
    let orders = try reader.list(of: total, try reader.integers(Int32.self))
    let amounts = try reader.list(of: total, try reader.doubles())
    guard months.allSatisfy({ $0 >= 0 }), orders.allSatisfy({ $0 >= 0 }) else {
      throw reader.misfit("months and orders of at least 0", got: "others")
    }
    self.init(
      starts: starts, months: months, orders: orders, amounts: amounts,
      firstDay: try reader.number(), lastDay: try reader.number())
  }
}
