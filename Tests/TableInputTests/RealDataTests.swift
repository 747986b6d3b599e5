import Foundation
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

  static let folder: String = {
    let path =
      NSTemporaryDirectory() + "segmentd-tests-\(ProcessInfo.processInfo.processIdentifier)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    atexit {
      // Made by this process alone.
      let path =
        NSTemporaryDirectory() + "segmentd-tests-\(ProcessInfo.processInfo.processIdentifier)"
      try? FileManager.default.removeItem(atPath: path)
    }
    return path
  }()

  /// The unpacked file of a path such as `mall/Mall_Customers.csv`.
  static func file(_ name: String) throws -> String {
    let plain = root + "/data/" + name
    if FileManager.default.fileExists(atPath: plain) { return plain }
    let target = folder + "/" + name.split(separator: "/").joined(separator: "-")
    if FileManager.default.fileExists(atPath: target) { return target }
    try #require(FileManager.default.createFile(atPath: target, contents: nil))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["xz", "-dc", plain + ".xz"]
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: target))
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return target
  }
}

@Suite(
  "Real files", .serialized,
  .enabled(if: SharedData.isThere, "shared data not found: \(SharedData.root), or no xz"))
struct RealDataTests {
  @Test func `Online Retail has the counts that are known`() throws {
    let file = try OpenFile.open(
      unrestricted: try SharedData.file("online_retail/OnlineRetail.csv"))
    let clock = ContinuousClock()
    let begin = clock.now
    let source = try CSVSource(file, options: CSVOptions())
    let names = ["InvoiceNo", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"]
    try source.start([
      ColumnRequest(names[0], as: .text), ColumnRequest(names[1], as: .number),
      ColumnRequest(names[2], as: .date), ColumnRequest(names[3], as: .number),
      ColumnRequest(names[4], as: .text),
    ])
    var rows = 0
    var missing = 0
    while let batch = try source.next() {
      rows += batch.rowCount
      if case .codes(let codes) = batch.columns[4] { missing += codes.count { $0 < 0 } }
    }
    print(clock.now - begin, source.report)
    #expect(rows == 541_909)
    #expect(missing == 135_080)
  }
}
