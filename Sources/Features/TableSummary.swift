public import Matrices
public import Tables

/// A table at a first look, before any recipe or model.
public struct TableSummary: Equatable, Sendable {
  /// Rows that were read.
  public let rowCount: Int
  /// The columns, in the order of the source.
  public let columns: [ColumnSummary]
  /// Rows that equal an earlier one in every column; `nil` where there were too many to tell.
  public let duplicateCount: Int?
  /// Pairs of columns of numbers, the strongest first.
  public let correlations: [Correlation]
  /// What was read, as the ledger of a recipe that does nothing.
  public let ledger: Ledger
  /// What a reader should know, one sentence each.
  public let notes: [String]

  /// Two columns that go together.
  public struct Correlation: Equatable, Sendable {
    /// The first column, in the order of the source.
    public let first: String
    /// The second.
    public let second: String
    /// Pearson's coefficient, −1 to 1, over the rows that have both.
    public let coefficient: Double
    /// Rows that have both.
    public let count: Int
  }

  /// Reads every row of every column.
  ///
  /// Where the cells of a column are not all of the kind that its beginning shows, it is described
  /// as text, and a note says so: a first look must not fail for what it is there to find.
  ///
  /// - Parameters:
  ///   - source: The rows; read again for each column that turns out to be text.
  ///   - kinds: What is known of columns, by name.
  ///   - cellLimit: Numbers and dates that are kept at most; beyond that every other row, every
  ///     fourth and so on, stands for all in quantiles, distinct values and correlations.
  /// - Throws: ``FeatureError/table(_:)`` or ``FeatureError/cancelled``.
  /// - Complexity: O(*n* log *n*) per column of *n* numbers; memory for every number, and for each
  ///   text once.
  public init(
    of source: any BatchSource, kinds: [String: ColumnKind] = [:], cellLimit: Int = 64_000_000,
    workers: Workers, monitor: WorkMonitor
  ) throws(FeatureError) {
    var kinds = kinds
    var notes: [String] = []
    let isCancelled: () -> Bool = { if case .proceed = monitor.verdict { false } else { true } }
    var collector: SummaryCollector
    while true {
      collector = SummaryCollector(source, kinds: kinds, cellLimit: cellLimit)
      do throws(FeatureError) {
        try collector.read(isCancelled)
        break
      } catch {
        guard case .table(.badData(let row, let name?, let value, _)) = error,
          kinds[name] != .text, source.columnNames.contains(name)
        else { throw error }
        let cell = value.map {
          " (\"\($0.prefix(40))\"" + (row.map { " at row \($0)" } ?? "") + ")"
        }
        notes.append(
          "the cells of \"\(name)\" are not all of one kind\(cell ?? ""), so it is described as text"
        )
        // After a few of them the rest is not tried one by one.
        if notes.count >= 4 {
          for other in source.columnNames where kinds[other] == nil { kinds[other] = .text }
        }
        kinds[name] = .text
      }
    }
    let kept = collector.columns
    let count = collector.rowCount
    let (columns, verdict) = workers.map(count: kept.count, monitor: monitor) { index, _ in
      kept[index].summary(ofRows: count)
    }
    guard case .proceed = verdict else { throw .cancelled }
    self.columns = columns.compactMap { $0 }
    correlations = try TableSummary.correlations(
      of: kept, self.columns, workers: workers, monitor: monitor)
    rowCount = count
    duplicateCount = collector.duplicateCount
    self.notes = notes + collector.notes
    var ledger = Ledger()
    ledger.rowsIn = count
    ledger.rowsKept = count
    ledger.take(source.report)
    ledger.customers = count
    self.ledger = ledger
  }
}
