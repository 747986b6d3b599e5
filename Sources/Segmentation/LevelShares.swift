import Features
import Tables

/// Per segment the share of customers with each value of an encoded column.
///
/// A profile lists the most frequent values alone, so a centre is not taken from it.
struct LevelShares {
  /// Per segment, per output of the column.
  private let shares: [[Double]]

  /// Counts the customers that were fitted; a missing cell has no value.
  ///
  /// - Parameters:
  ///   - rows: The rows of the table that were fitted.
  ///   - labels: Per entry of `rows` the index of its segment.
  init(
    _ cells: TextColumn, _ texts: PreparedTexts, outputCount: Int, rows: [Int], labels: [Int32],
    segmentCount: Int
  ) {
    let places = Dictionary(
      zip(texts.levels, texts.levels.indices), uniquingKeysWith: { first, _ in first })
    let outputs = cells.labels.map { places[$0.text] ?? texts.otherOutput ?? -1 }
    var sizes = [Int](repeating: 0, count: segmentCount)
    var counts = [[Int]](
      repeating: [Int](repeating: 0, count: outputCount), count: segmentCount)
    for (row, label) in zip(rows, labels) {
      sizes[Int(label)] += 1
      let code = Int(cells.codes[row])
      if outputs.indices.contains(code), outputs[code] >= 0 {
        counts[Int(label)][outputs[code]] += 1
      }
    }
    shares = zip(counts, sizes).map { counts, size in
      counts.map { Double($0) / Double(max(size, 1)) }
    }
  }

  /// The shares of a segment, in the order of the column's outputs.
  func ofSegment(_ index: Int) -> [Double] { shares[index] }
}
