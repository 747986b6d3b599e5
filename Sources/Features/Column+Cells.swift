import Tables

extension Column {
  /// Whether the cell of that row is missing.
  func isMissing(_ row: Int) -> Bool {
    switch self {
    case .numbers(let cells): cells[row].isNaN
    case .dates(let cells): cells[row] == Column.missingDate
    case .texts(let column): column.codes[row] < 0
    }
  }
}

extension TextColumn {
  /// The distinct texts and how often each comes, in the order of text.
  ///
  /// Texts that Unicode holds to be equal are one; of their spellings the smallest in bytes stays.
  var levels: [TextLevel] {
    var counts = [Int](repeating: 0, count: labels.count)
    for code in codes where counts.indices.contains(Int(code)) { counts[Int(code)] += 1 }
    var levels: [String: TextLevel] = [:]
    for (label, count) in zip(labels, counts) where count > 0 {
      var level = TextLevel(text: label.text, count: count)
      if let other = levels[label.text] {
        level.count += other.count
        if other.precedes(level) { level.text = other.text }
      }
      levels[label.text] = level
    }
    return levels.values.sorted { $0.precedes($1) }
  }
}
