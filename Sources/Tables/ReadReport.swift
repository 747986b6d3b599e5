/// What a source recognised and what it could not read.
public struct ReadReport: Equatable, Sendable {
  /// Rows read so far, those in ``droppedRows`` included.
  public var rowCount = 0

  /// Per column with cells that did not fit its kind: how many, and the first three of them.
  public var unreadable: [String: Unreadable] = [:]

  /// By rule, rows that the source itself left out (`ragged_rows`), and the first three of them.
  ///
  /// They count in ``rowCount`` and stand in no batch; the examples are numbered among all rows and
  /// show the whole row as it was read.
  public var droppedRows: [String: Unreadable] = [:]

  /// `comma`, `semicolon`, `tab` or `pipe`, as its character; `nil` where there is none.
  public var delimiter: String?

  /// `utf-8`, `utf-16le`, `utf-16be` or `windows-1252`; `nil` for rows that came as JSON.
  public var encoding: String?

  /// The date format that was recognised or declared, in the words of the protocol.
  public var dateFormat: String?

  /// The decimal mark, `.` or `,`.
  public var decimal: String?

  /// What a reader should know, one sentence each.
  public var notes: [String] = []

  /// An empty report.
  public init() {}

  /// Cells of one column that did not fit its kind.
  public struct Unreadable: Equatable, Sendable {
    /// How many there were.
    public var count = 0

    /// The first three: index of the row from 0 and the text that stood there.
    public var examples: [Example] = []

    /// None yet.
    public init() {}
  }

  /// One cell that did not fit.
  public struct Example: Equatable, Sendable {
    /// Index of the row, from 0.
    public let row: Int

    /// The text that stood there.
    public let text: String

    /// Keeps both.
    public init(row: Int, text: String) {
      self.row = row
      self.text = text
    }
  }
}

extension ReadReport {
  /// The report of these rows and of others behind them.
  public func joined(with later: ReadReport) -> ReadReport {
    var joined = self
    joined.rowCount += later.rowCount
    for (column, cells) in later.unreadable {
      joined.unreadable[column, default: Unreadable()].add(cells, after: rowCount)
    }
    for (rule, rows) in later.droppedRows {
      joined.droppedRows[rule, default: Unreadable()].add(rows, after: rowCount)
    }
    joined.delimiter = delimiter ?? later.delimiter
    joined.encoding = encoding ?? later.encoding
    joined.dateFormat = dateFormat ?? later.dateFormat
    joined.decimal = decimal ?? later.decimal
    joined.notes += later.notes.filter { !notes.contains($0) }
    return joined
  }
}
