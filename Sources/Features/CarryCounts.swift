import Tables

/// The most frequent value of a column of each customer's purchases.
struct CarryCounts {
  private var counts = ValueCounts()
  /// Numbers and dates by their bits, each with a code.
  private var codes: [UInt64: Int32] = [:]
  private var bits: [UInt64] = []

  /// Counts the cell of a purchase; a missing one does not count.
  mutating func add(_ cells: BatchColumn, _ row: Int, of customer: Int) {
    let code: Int32
    switch cells {
    case .codes(let cells): code = cells[row]
    case .numbers(let cells):
      code = cells[row].isNaN ? -1 : self.code(of: (cells[row] + 0.0).bitPattern)
    case .dates(let cells):
      code =
        cells[row] == Column.missingDate ? -1 : self.code(of: UInt64(bitPattern: cells[row]))
    }
    if code >= 0 { counts.count(at: counts.place(of: customer, code)) }
  }

  private mutating func code(of bits: UInt64) -> Int32 {
    if let code = codes[bits] { return code }
    let code = Int32(truncatingIfNeeded: self.bits.count)
    codes[bits] = code
    self.bits.append(bits)
    return code
  }

  /// The column of these customers, in their order; `labels` are those of a column of text.
  func column(
    of customers: [Int], customerCount: Int, kind: ColumnKind, labels: [Label]
  ) -> Column {
    let values: Column
    switch kind {
    case .text: values = .texts(TextColumn(codes: [], labels: labels))
    case .number: values = .numbers(bits.map { Double(bitPattern: $0) })
    case .date: values = .dates(bits.map { Int64(bitPattern: $0) })
    }
    let best = mostFrequent(customerCount, values)
    switch values {
    case .numbers(let values):
      return .numbers(customers.map { best[$0] < 0 ? .nan : values[Int(best[$0])] })
    case .dates(let values):
      return .dates(
        customers.map { best[$0] < 0 ? Column.missingDate : values[Int(best[$0])] })
    case .texts: return .texts(TextColumn(compressing: customers.map { best[$0] }, labels: labels))
    }
  }

  /// Per customer the code of the most frequent value, of several the one with the smallest text.
  private func mostFrequent(_ customerCount: Int, _ values: Column) -> [Int32] {
    // Texts that are equal to a reader count together, under the smallest of them.
    let labels =
      switch values {
      case .texts(let column): column.labels
      default: values.asTexts().labels
      }
    let distinct = DistinctTexts(labels, isUsed: { _ in true })
    var smallest = [Int32](repeating: -1, count: distinct.texts.count)
    for (code, index) in distinct.indices.enumerated()
    where smallest[Int(index)] < 0
      || labels[code].text.precedes(labels[Int(smallest[Int(index)])].text)
    {
      smallest[Int(index)] = Int32(truncatingIfNeeded: code)
    }
    var merged: [SIMD2<Int32>: Int] = [:]
    for (place, pair) in counts.pairs.enumerated() {
      let key = SIMD2(pair[0], distinct.indices[Int(pair[1])])
      merged[key, default: 0] += Int(counts.counts[place])
    }
    var best = [SIMD2<Int>](repeating: SIMD2(0, -1), count: customerCount)
    for (pair, count) in merged {
      let (customer, index) = (Int(pair[0]), Int(pair[1]))
      // Distinct texts are numbered in their order.
      if count > best[customer][0] || (count == best[customer][0] && index < best[customer][1]) {
        best[customer] = SIMD2(count, index)
      }
    }
    return best.map { $0[1] < 0 ? -1 : smallest[$0[1]] }
  }
}
