/// How two labellings of the same rows fall together: the cells of their table that are not empty.
struct Contingency {
  /// One pair of labels and the rows that have both.
  struct Cell: Equatable {
    /// The index of the first label among those of the first labelling.
    let row: Int
    /// The index of the second label among those of the second labelling.
    let column: Int
    /// Number of rows, at least 1.
    let count: Int
  }

  /// The cells, by row and then by column.
  let cells: [Cell]
  /// Rows with each label of the first labelling, labels ascending.
  let rowSizes: [Int]
  /// Rows with each label of the second labelling, labels ascending.
  let columnSizes: [Int]

  /// Number of rows.
  var total: Int { rowSizes.reduce(0, +) }

  /// Counts pairs of labels; any number is a label.
  ///
  /// - Complexity: O(*n* log *n*).
  init(_ first: [Int32], _ second: [Int32]) {
    precondition(first.count == second.count)
    // Both labels in one word, in the order of the two; sorting brings equal pairs together.
    let pairs = zip(first, second).map { first, second in
      Int64(first) << 32 | Int64(UInt32(bitPattern: second) ^ 0x8000_0000)
    }.sorted()
    let columns = Array(Set(second)).sorted()
    let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
    var cells: [Cell] = []
    var rowSizes: [Int] = []
    var columnSizes = [Int](repeating: 0, count: columns.count)
    var start = 0
    while start < pairs.count {
      let pair = pairs[start]
      var end = start + 1
      while end < pairs.count, pairs[end] == pair { end += 1 }
      if start == 0 || pairs[start - 1] >> 32 != pair >> 32 { rowSizes.append(0) }
      let label = Int32(bitPattern: UInt32(truncatingIfNeeded: pair) ^ 0x8000_0000)
      let column = places[label] ?? 0
      cells.append(Cell(row: rowSizes.count - 1, column: column, count: end - start))
      rowSizes[rowSizes.count - 1] += end - start
      columnSizes[column] += end - start
      start = end
    }
    self.cells = cells
    self.rowSizes = rowSizes
    self.columnSizes = columnSizes
  }
}
