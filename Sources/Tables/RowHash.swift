/// The columns of a table in the order of their names, identifiers behind them: the order in which
/// hashes and comparisons look at a row, whatever order the columns came in.
struct OrderedColumns {
  let columns: [Column]

  /// One per column: the hash of its name, so that equal values in two columns differ.
  let salts: [UInt64]

  let rowCount: Int

  init(_ table: Table, identifiers: [TextColumn]) {
    let order = table.names.indices.sorted {
      table.names[$0].utf8.lexicographicallyPrecedes(table.names[$1].utf8)
    }
    columns = order.map { table.columns[$0] } + identifiers.map { .texts($0) }
    let names = order.map { "column " + table.names[$0] }
    salts = (names + identifiers.indices.map { "identifier \($0)" }).map {
      hashBytes($0.utf8.span, seed: 0)
    }
    rowCount = table.rowCount
  }

  /// One hash per row over its whole content.
  ///
  /// Each column adds a word of its own, so the pass runs column by column over the cells as they
  /// lie.
  ///
  /// - Parameter isCancelled: Asked once per column; once it says so the hashes mean nothing.
  func rowHashes(seed: UInt64, isCancelled: () -> Bool) -> [UInt64] {
    var hashes = Array(repeating: seed, count: rowCount)
    for (column, salt) in zip(columns, salts) where !isCancelled() {
      add(column, salt: mixed(salt ^ seed), to: &hashes)
    }
    return hashes
  }

  private func add(_ column: Column, salt: UInt64, to hashes: inout [UInt64]) {
    switch column {
    case .numbers(let values):
      for row in hashes.indices {
        hashes[row] &+= mixed(normalised(values[row]).bitPattern ^ salt)
      }
    case .dates(let values):
      for row in hashes.indices { hashes[row] &+= mixed(UInt64(bitPattern: values[row]) ^ salt) }
    case .texts(let texts):
      let words = texts.labels.map { hashBytes($0.text.utf8.span, seed: salt) }
      let missing = mixed(salt)
      for row in hashes.indices {
        let code = texts.codes[row]
        hashes[row] &+= code < 0 ? missing : words[Int(code)]
      }
    }
  }

  /// Whether a row's content comes before another's, by value, column by column.
  func precedes(_ first: Int, _ second: Int) -> Bool {
    for column in columns {
      switch column {
      case .numbers(let values):
        let (left, right) = (normalised(values[first]), normalised(values[second]))
        if left.bitPattern != right.bitPattern {
          return left.isNaN || (!right.isNaN && left < right)
        }
      case .dates(let values):
        if values[first] != values[second] { return values[first] < values[second] }
      case .texts(let texts):
        let (left, right) = (texts.codes[first], texts.codes[second])
        guard left != right else { continue }
        guard left >= 0, right >= 0 else { return left < 0 }
        let (leftLabel, rightLabel) = (texts.labels[Int(left)], texts.labels[Int(right)])
        if leftLabel.text.utf8.elementsEqual(rightLabel.text.utf8) {
          // The number 1 and the text "1" have one hash, but they are shown differently.
          if leftLabel.isNumber != rightLabel.isNumber { return leftLabel.isNumber }
          continue
        }
        return leftLabel.text.utf8.lexicographicallyPrecedes(rightLabel.text.utf8)
      }
    }
    return false
  }
}
