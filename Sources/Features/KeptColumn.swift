import Matrices
import Tables

/// What is kept of one column of rows that stream past.
struct KeptColumn: Sendable {
  let name: String
  var kind = ColumnKind.text
  /// Cells without a value, of all rows.
  private(set) var missing = 0
  /// Of the rows that are kept, NaN where missing.
  private(set) var numbers: [Double] = []
  /// Of the rows that are kept.
  private(set) var dates: [Int64] = []
  /// Of all rows, how often each text comes.
  private(set) var counts: [Int] = []
  var labels: [Label] = []

  /// Nothing yet.
  init(name: String) { self.name = name }

  /// Adds the cells of a batch: of text all, of the others those whose row's number divides.
  mutating func add(_ cells: BatchColumn, _ batch: Batch, _ stride: Int) {
    let first = (stride - batch.firstRow % stride) % stride
    switch cells {
    case .numbers(let values):
      for value in values where value.isNaN { missing += 1 }
      if stride == 1 {
        numbers += values
      } else {
        for row in Swift.stride(from: first, to: values.count, by: stride) {
          numbers.append(values[row])
        }
      }
    case .dates(let values):
      for value in values where value == Column.missingDate { missing += 1 }
      if stride == 1 {
        dates += values
      } else {
        for row in Swift.stride(from: first, to: values.count, by: stride) {
          dates.append(values[row])
        }
      }
    case .codes(let codes):
      for code in codes {
        guard code >= 0 else {
          missing += 1
          continue
        }
        if Int(code) >= counts.count {
          counts.append(
            contentsOf: repeatElement(0, count: Swift.max(counts.count, Int(code) + 1, 64)))
        }
        counts[Int(code)] += 1
      }
    }
  }

  /// Keeps every other cell.
  mutating func halve() {
    numbers = Swift.stride(from: 0, to: numbers.count, by: 2).map { numbers[$0] }
    dates = Swift.stride(from: 0, to: dates.count, by: 2).map { dates[$0] }
  }

  /// The summary of one column.
  ///
  /// - Parameter rowCount: All rows, kept or not.
  func summary(ofRows rowCount: Int) -> ColumnSummary {
    switch kind {
    case .number:
      // Adding 0 turns a negative zero into zero, so that both are one value.
      let present = numbers.filter { !$0.isNaN }.map { $0 + 0.0 }.sorted()
      return ColumnSummary(name, sorted: present, count: rowCount - missing, missing: missing)
    case .date:
      let present = dates.filter { $0 != Column.missingDate }.sorted()
      return ColumnSummary(name, sorted: present, count: rowCount - missing, missing: missing)
    case .text:
      return ColumnSummary(
        name, labels: labels, counts: counts, missing: missing)
    }
  }
}
