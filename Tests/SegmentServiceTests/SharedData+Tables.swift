import Foundation
import JSON
import SharedFiles
import TableInput
import Tables
import Testing

extension SharedData {
  /// Whether the real data and a program to unpack it are there.
  static let isThere = has("data/online_retail/OnlineRetail.csv")

  /// The name, below ``folder``, of a file such as `mall/Mall_Customers.csv`.
  ///
  /// - Parameter source: The file, where another test may be writing one of that name.
  static func unpack(_ name: String, from source: String? = nil) throws -> String {
    let short = name.split(separator: "/").joined(separator: "-")
    try copy("data/" + (source ?? name), to: folder + "/" + short)
    return short
  }

  static let onlineRetail = Result { try unpack("online_retail/OnlineRetail.csv") }
  static let mall = Result { try unpack("mall/Mall_Customers.csv") }
  static let weeklyOrders = Result { try unpack("weekly_orders/weekly_orders.csv") }
  static let adventureWorks = Result { try unpack("adventureworks/customer_matrix_24.csv") }

  /// A file of reference results.
  static func reference(_ name: String) throws -> JSONValue {
    let url = URL(fileURLWithPath: path("data/reference/" + name))
    return JSONValue(try JSONText(Array(try Data(contentsOf: url))).root)
  }

  /// The rows of an unpacked file, cells as a client would send them in JSON.
  static func rows(
    _ file: String, _ columns: [ColumnRequest], _ options: CSVOptions = CSVOptions()
  ) throws -> Rows {
    let source = try CSVSource(
      try OpenFile.open(unrestricted: folder + "/" + file), options: options)
    try source.start(columns)
    var cells = [[String]](repeating: [], count: columns.count)
    while let batch = try source.next() {
      for (index, column) in batch.columns.enumerated() {
        switch column {
        case .numbers(let values):
          cells[index] += values.map { $0.isNaN ? "null" : JSONValue($0).description }
        case .dates(let values):
          cells[index] += values.map {
            $0 == Column.missingDate ? "null" : quoted(dateText($0))
          }
        case .codes(let codes):
          let labels = source.labels(of: index).map { JSONValue.string($0.text).description }
          cells[index] += codes.map { $0 < 0 ? "null" : labels[Int($0)] }
        }
      }
    }
    return Rows(names: columns.map(\.name), columns: cells)
  }

  /// Writes bytes as a file below ``folder`` and returns its name.
  static func write(bytes: [UInt8], as name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
    return name
  }

  /// Writes a file below ``folder`` and returns its name.
  static func write(_ text: String, as name: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    return name
  }
}

/// The line that a skipped suite shows.
let noSharedData = Comment(rawValue: SharedData.absence(of: "data/online_retail/OnlineRetail.csv"))
