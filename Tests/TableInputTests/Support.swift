import Foundation
import Tables
import Testing

// The size of the read buffer is internal: tests cut the text anywhere.
@testable import TableInput

/// A small generator with a seed (SplitMix64), so that a failure can be repeated.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}

/// A folder of its own below the temporary one, removed with its owner.
final class TemporaryFolder {
  let path: String

  init() {
    // The real path, because `/tmp` may be a link.
    let base = URL(fileURLWithPath: NSTemporaryDirectory()).resolvingSymlinksInPath().path
    path = base + "/segmentd-tests-" + UUID().uuidString
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and hands back its path.
  func write(_ bytes: [UInt8], to name: String = "data.csv") throws -> String {
    let place = path + "/" + name
    // Not `Data.write`, which waits for the disk: some tests write thousands of files.
    if !FileManager.default.fileExists(atPath: place) {
      try #require(FileManager.default.createFile(atPath: place, contents: nil))
    }
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: place))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: Data(bytes))
    try handle.close()
    return place
  }
}

/// A CSV as it was read: the requested columns as a table, and the report.
struct ReadCSV {
  var table: Table
  var report: ReadReport
  var names: [String]
}

/// Reads a CSV to its end.
///
/// - Parameter requests: `nil` asks for every column, kinds to be recognised.
func readCSV(
  _ bytes: [UInt8], options: CSVOptions = CSVOptions(), _ requests: [ColumnRequest]? = nil,
  threadCount: Int = 1, bufferSize: Int = 512 << 10
) throws -> ReadCSV {
  let folder = TemporaryFolder()
  let file = try OpenFile.open(unrestricted: try folder.write(bytes))
  let source = try CSVSource(
    file, options: options, threadCount: threadCount, bufferSize: bufferSize)
  return try readAll(source, requests)
}

func readCSV(
  _ text: String, options: CSVOptions = CSVOptions(), _ requests: [ColumnRequest]? = nil,
  bufferSize: Int = 512 << 10
) throws -> ReadCSV {
  try readCSV(Array(text.utf8), options: options, requests, bufferSize: bufferSize)
}

/// Reads a source to its end.
func readAll(_ source: CSVSource, _ requests: [ColumnRequest]? = nil) throws -> ReadCSV {
  let requests = requests ?? source.columnNames.map { ColumnRequest($0) }
  try source.start(requests)
  var columns: [Column] = source.kinds.map { kind in
    switch kind {
    case .number: .numbers([])
    case .date: .dates([])
    case .text: .texts(TextColumn(codes: [], labels: []))
    }
  }
  var rowCount = 0
  while let batch = try source.next() {
    try #require(batch.firstRow == rowCount)
    rowCount += batch.rowCount
    for (index, part) in batch.columns.enumerated() {
      switch (columns[index], part) {
      case (.numbers(let all), .numbers(let more)): columns[index] = .numbers(all + more)
      case (.dates(let all), .dates(let more)): columns[index] = .dates(all + more)
      case (.texts(let all), .codes(let more)):
        columns[index] = .texts(TextColumn(codes: all.codes + more, labels: []))
      default: Issue.record("a column changed its kind")
      }
    }
  }
  for (index, column) in columns.enumerated() {
    guard case .texts(let texts) = column else { continue }
    columns[index] = .texts(TextColumn(codes: texts.codes, labels: source.labels(of: index)))
  }
  return ReadCSV(
    table: Table(names: requests.map(\.name), columns: columns, rowCount: rowCount),
    report: source.report, names: source.columnNames)
}

/// The sentence of the error that reading throws.
func refusal(_ text: String, options: CSVOptions = CSVOptions(), _ requests: [ColumnRequest]? = nil)
  -> String?
{
  refusal(Array(text.utf8), options: options, requests)
}

func refusal(
  _ bytes: [UInt8], options: CSVOptions = CSVOptions(), _ requests: [ColumnRequest]? = nil
)
  -> String?
{
  let error = #expect(throws: TableError.self) {
    try readCSV(bytes, options: options, requests)
  }
  // Temporary files have names of their own.
  guard case .unreadableFile(_, let reason) = error else { return error?.description }
  return reason
}

/// A column of text with labels in the order in which they are first seen.
func texts(_ cells: [String?]) -> Column {
  var labels: [Label] = []
  let codes = cells.map { cell -> Int32 in
    guard let cell else { return -1 }
    if let index = labels.firstIndex(of: Label(cell)) { return Int32(index) }
    labels.append(Label(cell))
    return Int32(labels.count - 1)
  }
  return .texts(TextColumn(codes: codes, labels: labels))
}

/// The first cell in which two tables differ, for a failure that can be read.
func difference(_ read: Table, _ expected: Table) -> String? {
  guard read != expected else { return nil }
  func cell(_ column: Column, _ row: Int) -> String {
    switch column {
    case .numbers(let values): "\(values[row])"
    case .dates(let values): dateText(values[row])
    case .texts(let texts):
      texts.codes[row] < 0 ? "missing" : "\(texts.labels[Int(texts.codes[row])])"
    }
  }
  guard read.names == expected.names, read.rowCount == expected.rowCount else {
    return "\(read.names) \(read.rowCount) rows, not \(expected.names) \(expected.rowCount) rows"
  }
  for (index, name) in read.names.enumerated() {
    for row in 0..<read.rowCount {
      let (found, wanted) = (cell(read.columns[index], row), cell(expected.columns[index], row))
      if found != wanted { return "\(name) row \(row): \(found), not \(wanted)" }
    }
  }
  return "codes or kinds differ"
}
