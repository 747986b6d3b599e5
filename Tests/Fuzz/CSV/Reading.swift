import Glibc
import Tables

@testable import TableInput

/// What a whole file came to.
struct ReadTable: Equatable {
  var table: Table
  var report: ReadReport
  /// The first cells of the last row, as they were read.
  var lastRow: [String]
}

/// Bytes as a file in the folder of the run; each process has one, and its content changes.
struct Scratch {
  private static let name = "scratch-\(getpid()).csv"

  private static let descriptor: Int32 = {
    let descriptor = unsafe open(name, O_RDWR | O_CREAT | O_TRUNC, 0o600)
    precondition(descriptor >= 0, "\(name) cannot be made")
    atexit { _ = unsafe unlink(Scratch.name) }
    return descriptor
  }()

  /// Where it is opened.
  let path = Scratch.name

  /// Whether a byte is no UTF-8, in a file without a mark that says UTF-16.
  let hasInvalidUTF8: Bool

  /// Puts the bytes into the file.
  init(_ bytes: [UInt8]) {
    let isWide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    hasInvalidUTF8 = !isWide && Array(String(decoding: bytes, as: UTF8.self).utf8) != bytes
    precondition(ftruncate(Self.descriptor, bytes.count) == 0)
    let written = unsafe bytes.withUnsafeBytes { bytes in
      unsafe pwrite(Self.descriptor, bytes.baseAddress, bytes.count, 0)
    }
    precondition(written == bytes.count)
  }
}

/// Reads every column of a file to its end.
func read(
  _ scratch: Scratch, _ options: CSVOptions, as kind: ColumnKind?, threadCount: Int = 1,
  bufferSize: Int
) -> Result<ReadTable, TableError> {
  do throws(TableError) {
    let file = try OpenFile.open(unrestricted: scratch.path)
    let source = try CSVSource(
      file, options: options, threadCount: threadCount, bufferSize: bufferSize)
    return .success(try readAll(source, as: kind))
  } catch {
    return .failure(error)
  }
}

private func readAll(
  _ source: CSVSource, as kind: ColumnKind?
) throws(TableError) -> ReadTable {
  let requests = source.columnNames.map { ColumnRequest($0, as: kind) }
  try source.start(requests)
  var columns: [Column] = source.kinds.map { kind in
    switch kind {
    case .number: .numbers([])
    case .date: .dates([])
    case .text: .texts(TextColumn(codes: [], labels: []))
    }
  }
  var rowCount = 0
  var lastRow: [String] = []
  while let batch = try source.next() {
    precondition(batch.firstRow == rowCount && batch.columns.count == columns.count)
    rowCount += batch.rowCount
    for (index, part) in batch.columns.enumerated() {
      switch (columns[index], part) {
      case (.numbers(let all), .numbers(let more)): columns[index] = .numbers(all + more)
      case (.dates(let all), .dates(let more)): columns[index] = .dates(all + more)
      case (.texts(let all), .codes(let more)):
        columns[index] = .texts(TextColumn(codes: all.codes + more, labels: []))
      default: preconditionFailure("a column changed its kind")
      }
    }
    lastRow = source.cells(ofRow: rowCount - 1)?.map { $0.name + "=" + $0.text } ?? []
  }
  for (index, column) in columns.enumerated() {
    guard case .texts(let texts) = column else { continue }
    columns[index] = .texts(TextColumn(codes: texts.codes, labels: source.labels(of: index)))
  }
  for column in columns { precondition(column.count == rowCount) }
  precondition(Set(source.columnNames).count == source.columnNames.count)
  return ReadTable(
    table: Table(names: requests.map(\.name), columns: columns, rowCount: rowCount),
    report: source.report, lastRow: lastRow)
}
