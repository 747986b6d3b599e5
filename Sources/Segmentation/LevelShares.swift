import Features
import Tables

/// Per segment the mean of each output of an encoded column: of a one-hot one the share of customers
/// with that value, of an ordinal the mean place.
///
/// A profile lists the most frequent values alone, so a centre is not taken from it.
struct LevelShares {
  /// Per segment, per output of the column.
  private let means: [[Double?]]

  /// Counts the customers that were fitted; a missing cell has no value.
  ///
  /// - Parameters:
  ///   - rows: The rows of the table that were fitted.
  ///   - labels: Per entry of `rows` the index of its segment.
  init(
    _ cells: TextColumn, _ texts: PreparedTexts, rows: KeptRows, labels: [Int32], segmentCount: Int
  ) {
    let known = Dictionary(
      zip(texts.levels, texts.levels.indices), uniquingKeysWith: { first, _ in first })
    let places = cells.labels.map { known[$0.text] ?? texts.otherOutput ?? -1 }
    let placeCount = max(texts.levels.count, (texts.otherOutput ?? -1) + 1)
    var sizes = [Int](repeating: 0, count: segmentCount)
    // Place -1, that of no known value, comes first.
    var counts = [[Int]](
      repeating: [Int](repeating: 0, count: placeCount + 1), count: segmentCount)
    for (row, label) in zip(rows, labels) {
      sizes[Int(label)] += 1
      let code = Int(cells.codes[row])
      if places.indices.contains(code) { counts[Int(label)][places[code] + 1] += 1 }
    }
    means = zip(counts, sizes).map { counts, size in
      switch texts.encoding {
      case .oneHot: counts.dropFirst().map { Double($0) / Double(max(size, 1)) }
      case .ordinal: [LevelShares.meanPlace(counts)]
      }
    }
  }

  /// The means of a segment, in the order of the column's outputs; `nil` where no customer has a
  /// value.
  func ofSegment(_ index: Int) -> [Double?] { means[index] }

  private static func meanPlace(_ counts: [Int]) -> Double? {
    let total = counts.reduce(0, +)
    let sum = counts.enumerated().reduce(0) { $0 + ($1.offset - 1) * $1.element }
    return total > 0 ? Double(sum) / Double(total) : nil
  }
}
