import Tables

/// One column growing batch by batch.
struct GivenColumn {
  private var numbers: [Double] = []
  private var dates: [Int64] = []
  private var codes: [Int32] = []

  /// Adds the cells whose verdict is 0.
  mutating func append(_ cells: BatchColumn, _ verdicts: [UInt8]) {
    switch cells {
    case .numbers(let cells):
      for row in verdicts.indices where verdicts[row] == 0 { numbers.append(cells[row]) }
    case .dates(let cells):
      for row in verdicts.indices where verdicts[row] == 0 { dates.append(cells[row]) }
    case .codes(let cells):
      for row in verdicts.indices where verdicts[row] == 0 { codes.append(cells[row]) }
    }
  }

  func column(_ kind: ColumnKind, labels: [Label]) -> Column {
    switch kind {
    case .number: .numbers(numbers)
    case .date: .dates(dates)
    case .text: .texts(TextColumn(compressing: codes, labels: labels))
    }
  }
}
