import Matrices

/// Rows by their group: the groups one after another, each in the order of its rows.
struct RowGroups: Sendable {
  /// Per group where its rows stand among all that have a group.
  let ranges: [Range<Int>]

  private let labels: [Int32]

  /// Sorts rows by label; a row with label -1 has no group.
  init(_ labels: [Int32], groupCount: Int) {
    var start = 0
    ranges = labelCounts(labels.span, groupCount: groupCount).map { count in
      defer { start += count }
      return start..<start + count
    }
    self.labels = labels
  }

  /// Number of rows that have a group.
  var rowCount: Int { ranges.last?.upperBound ?? 0 }

  /// Whether every row has a group.
  var areAll: Bool { rowCount == labels.count }

  /// The rows that have a group, in their order.
  var rows: [Int] { areAll ? Array(labels.indices) : labels.indices.filter { labels[$0] >= 0 } }

  /// The rows, group after group.
  var groupedRows: [Int] {
    var result = [Int](repeating: 0, count: rowCount)
    var places = ranges.map(\.lowerBound)
    for (row, label) in labels.enumerated() where label >= 0 {
      result[places[Int(label)]] = row
      places[Int(label)] += 1
    }
    return result
  }

  /// The values of the rows, group after group.
  ///
  /// - Parameter values: One per row.
  func gathered(_ values: [Double]) -> [Double] {
    var result: [Double] = []
    gather(values, into: &result)
    return result
  }

  /// ``gathered(_:)`` into memory that was used for other values of the same groups, or is empty.
  func gather(_ values: [Double], into result: inout [Double]) {
    if result.count != rowCount { result = [Double](repeating: 0, count: rowCount) }
    var places = ranges.map(\.lowerBound)
    fill(&result, &places, values.span)
  }

  private func fill(_ result: inout [Double], _ places: inout [Int], _ values: Span<Double>) {
    let labels = labels.span
    var output = result.mutableSpan
    var places = places.mutableSpan
    for row in labels.indices where labels[row] >= 0 {
      let group = Int(labels[row])
      output[places[group]] = values[row]
      places[group] &+= 1
    }
  }
}
