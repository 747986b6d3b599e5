import Foundation
import JSON
import TableInput
import Tables
import Testing

/// Real files of the shared data, unpacked once for all tests.
enum SharedData {
  /// `SEGMENTD_SHARED`, else `../shared` beside the package.
  static let root: String =
    ProcessInfo.processInfo.environment["SEGMENTD_SHARED"]
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared").path

  /// Whether the real data and a program to unpack it are there.
  static let isThere =
    FileManager.default.fileExists(atPath: root + "/data/online_retail")
    && ["/usr/bin/xz", "/bin/xz", "/usr/local/bin/xz"].contains {
      FileManager.default.isExecutableFile(atPath: $0)
    }

  /// The folder that files are unpacked to: one data root for all tests.
  static let folder: String = {
    let path = NSTemporaryDirectory() + "segmentd-service-tests-\(getpid())"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    atexit {
      // Made by this process alone.
      let path = NSTemporaryDirectory() + "segmentd-service-tests-\(getpid())"
      try? FileManager.default.removeItem(atPath: path)
    }
    return path
  }()

  /// The name, below ``folder``, of a file such as `mall/Mall_Customers.csv`.
  ///
  /// - Parameter source: The file, where another test may be writing one of that name.
  static func unpack(_ name: String, from source: String? = nil) throws -> String {
    let plain = root + "/data/" + (source ?? name)
    let short = name.split(separator: "/").joined(separator: "-")
    let target = folder + "/" + short
    if FileManager.default.fileExists(atPath: plain) {
      try Data(contentsOf: URL(fileURLWithPath: plain)).write(to: URL(fileURLWithPath: target))
      return short
    }
    guard FileManager.default.createFile(atPath: target, contents: nil) else {
      throw Unusable("\(target) cannot be written")
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["xz", "-dc", plain + ".xz"]
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: target))
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Unusable("xz cannot unpack \(name)") }
    return short
  }

  static let onlineRetail = Result { try unpack("online_retail/OnlineRetail.csv") }
  static let mall = Result { try unpack("mall/Mall_Customers.csv") }
  static let weeklyOrders = Result { try unpack("weekly_orders/weekly_orders.csv") }
  static let adventureWorks = Result { try unpack("adventureworks/customer_matrix_24.csv") }

  /// A file of reference results.
  static func reference(_ name: String) throws -> JSONValue {
    let url = URL(fileURLWithPath: root + "/data/reference/" + name)
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

  /// Writes a file below ``folder`` and returns its name.
  static func write(_ text: String, as name: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    return name
  }
}

/// The line that a skipped suite shows.
let noSharedData: Comment = "shared data not found: \(SharedData.root), or no xz"
