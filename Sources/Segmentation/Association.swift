/// How closely the values of a category go with the segments.
///
/// > Source: Pearson, *On the criterion that a given system of deviations …*, Phil. Mag. 50, 1900;
/// > Cramér, *Mathematical Methods of Statistics*, 1946, without correction for bias.
public struct Association: Equatable, Sendable {
  /// The column.
  public let column: String
  /// χ² of the table of segments by values, missing cells left out; `nil` where there are fewer
  /// than two of either.
  public let chiSquared: Double?
  /// Cramér's V, √(χ² / (n · (min(rows, columns) − 1))), 0 to 1; `nil` like χ².
  public let cramersV: Double?

  /// Keeps what is given.
  public init(column: String, chiSquared: Double?, cramersV: Double?) {
    self.column = column
    self.chiSquared = chiSquared
    self.cramersV = cramersV
  }

  /// Computes both from counts, one row per segment, one column per value; empty ones do not count.
  init(column: String, counts: [[Int]]) {
    self.column = column
    let rowSums = counts.map { $0.reduce(0, +) }
    var columnSums = [Int](repeating: 0, count: counts.first?.count ?? 0)
    for row in counts { for (value, count) in row.enumerated() { columnSums[value] += count } }
    let total = Double(rowSums.reduce(0, +))
    let (rowCount, columnCount) = (rowSums.count { $0 > 0 }, columnSums.count { $0 > 0 })
    let degrees = min(rowCount, columnCount) - 1
    guard degrees > 0 else {
      (chiSquared, cramersV) = (nil, nil)
      return
    }
    var terms: [Double] = []
    for (row, rowSum) in zip(counts, rowSums) where rowSum > 0 {
      for (count, columnSum) in zip(row, columnSums) where columnSum > 0 {
        let expected = Double(rowSum) * Double(columnSum) / total
        let difference = Double(count) - expected
        terms.append(difference * difference / expected)
      }
    }
    // Values stand in the order in which rows came, which must not show in the last bit.
    let sum = terms.sorted().reduce(0, +)
    chiSquared = sum
    cramersV = min(1, (sum / (total * Double(degrees))).squareRoot())
  }
}
