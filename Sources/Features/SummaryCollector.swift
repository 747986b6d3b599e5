import Decimals
import Matrices
import Tables

/// What is kept of the rows that stream past a first look.
struct SummaryCollector {
  /// Rows read so far.
  private(set) var rowCount = 0

  /// Rows that equal an earlier one; `nil` where there were too many to tell.
  private(set) var duplicateCount: Int? = 0

  private(set) var columns: [KeptColumn] = []
  private let source: any BatchSource
  private let requests: [ColumnRequest]
  private let cellLimit: Int
  private var seenRows = RowHashes()

  /// Of how many rows one is kept: 1, 2, 4, ..
  private var stride = 1

  /// Rows up to which equal ones are found: 16 bytes each.
  private static let duplicateLimit = 16_000_000

  init(_ source: any BatchSource, kinds: [String: ColumnKind], cellLimit: Int) {
    self.source = source
    self.cellLimit = cellLimit
    requests = source.columnNames.map { ColumnRequest($0, as: kinds[$0]) }
    columns = requests.map { KeptColumn(name: $0.name) }
  }

  /// Reads every row.
  mutating func read(_ isCancelled: () -> Bool) throws(FeatureError) {
    try source.begin(requests)
    while let batch = try source.nextBatch(isCancelled) {
      for index in columns.indices { columns[index].add(batch.columns[index], batch, stride) }
      countDuplicates(of: batch)
      rowCount += batch.rowCount
      thinOut()
    }
    for (index, kind) in source.kinds.enumerated() {
      columns[index].kind = kind
      if kind == .text { columns[index].labels = source.labels(of: index) }
    }
  }

  /// Whether a column's figures are those of some rows alone.
  private var isThinned: Bool { stride > 1 }

  /// What a reader should know of it.
  var notes: [String] {
    var notes: [String] = []
    if isThinned {
      notes.append(
        "quantiles, outliers, different values and correlations of numbers and dates are those of "
          + "every \(stride)th row; counts of text and of missing cells are of all rows")
    }
    if duplicateCount == nil {
      notes.append(
        "there are more than \(grouped(Self.duplicateLimit)) rows, so equal rows were not counted")
    }
    return notes
  }

  private mutating func countDuplicates(of batch: Batch) {
    guard duplicateCount != nil else { return }
    guard rowCount + batch.rowCount <= Self.duplicateLimit else {
      duplicateCount = nil
      seenRows = RowHashes()
      return
    }
    var count = 0
    for row in 0..<batch.rowCount where !seenRows.insert(batch.hash(of: row)) { count += 1 }
    duplicateCount = duplicateCount.map { $0 + count }
  }

  /// Keeps every other row of those that are kept, where they have become too many.
  private mutating func thinOut() {
    let cellCount = columns.reduce(0) { $0 + $1.numbers.count + $1.dates.count }
    guard cellCount > cellLimit else { return }
    stride *= 2
    for index in columns.indices { columns[index].halve() }
  }
}
