import Foundation
import Matrices
import SharedFiles

extension SharedData {
  /// The file that stands for all that these tests read.
  static let golden = "golden/golden.json"

  /// A JSON object in a file.
  static func json(_ path: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: SharedData.path(path)))
    return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  /// Some columns of a CSV file without quotes, as numbers.
  static func columns(_ names: [String], of path: String) throws -> [[Double]] {
    let text = try String(contentsOfFile: SharedData.path(path), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline)
    let header = lines[0].split(separator: ",", omittingEmptySubsequences: false)
    let places = names.compactMap { name in header.firstIndex { $0 == name } }
    var columns = [[Double]](repeating: [], count: places.count)
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      for (column, place) in places.enumerated() {
        columns[column].append(Double(fields[place]) ?? .nan)
      }
    }
    return columns
  }
}

extension Matrix {
  /// A table of columns.
  init(columns: [[Double]]) {
    let rowCount = columns.first?.count ?? 0
    self.init(
      rowCount: rowCount, columnCount: columns.count,
      values: (0..<rowCount).flatMap { row in columns.map { $0[row] } })
  }

  /// A table of rows; nothing where it is no list of lists of numbers.
  init(json: Any?) {
    let rows = json as? [[Double]] ?? []
    self.init(
      rowCount: rows.count, columnCount: rows.first?.count ?? 0, values: rows.flatMap { $0 })
  }

  /// Every column less its mean, in units of its population standard deviation.
  static func standardized(_ columns: [[Double]]) -> Matrix {
    Matrix(
      columns: columns.map { column in
        let count = Double(column.count)
        let mean = column.reduce(0, +) / count
        let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        return column.map { ($0 - mean) / variance.squareRoot() }
      })
  }
}

/// Online Retail as recency, frequency and monetary value per customer.
enum OnlineRetail: String, CaseIterable, Sendable {
  case standard = "freq_invoices_standard"
  case log1pStandard = "freq_invoices_log1p_standard"

  /// The prepared features, 4,338 × 3.
  func rows() throws -> Matrix {
    let columns = try SharedData.columns(
      ["recency", "freq_invoices", "monetary"], of: "data/reference/online_retail_rfm.csv")
    switch self {
    case .standard: return .standardized(columns)
    case .log1pStandard: return .standardized(columns.map { $0.map { log1p($0) } })
    }
  }
}
